package acp

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

const acpOrigin = "https://acp.example.com"

// jwt makes an unsigned token with claims.
func jwt(tb testing.TB, claims any) string {
	tb.Helper()
	raw, err := json.Marshal(claims)
	if err != nil {
		tb.Fatal(err)
	}
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(`{"alg":"none"}`)) + "." + enc(raw) + "." + enc([]byte("signature"))
}

func read(text string) Session { return ReadSession(secret.New(text), acpOrigin, "ACP_TOKEN") }

func TestReadSessionTellsTheKinds(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 11, 23, 14, 38, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		text  string
		want  Session
		words string
	}{
		"access key": {
			jwt(t, map[string]any{"sub": "system:serviceaccount:my-team:ambient-key-gitlab-setup-1763800000", "exp": until.Unix(), "iss": "https://kubernetes.default.svc", "aud": []string{"x"}}),
			Session{Kind: AccessKey, Workspace: "my-team", Whose: "gitlab-setup", Until: until},
			"access key of workspace my-team",
		},
		"service account": {
			jwt(t, map[string]any{"sub": "system:serviceaccount:my-team:default", "exp": until.Unix()}),
			Session{Kind: ServiceAccount, Workspace: "my-team", Whose: "default", Until: until},
			"token of a service account of my-team",
		},
		"single sign-on": {
			jwt(t, map[string]any{"sub": "f:1", "iss": "https://sso.example.com", "preferred_username": "ada", "email": "ada@example.com", "exp": float64(until.Unix()) + 0.5}),
			Session{Kind: SSO, Whose: "ada", Until: until},
			"single sign-on of ada",
		},
		"single sign-on without a name": {jwt(t, map[string]any{"sub": "f:1"}), Session{Kind: SSO, Whose: "f:1"}, "single sign-on of f:1"},
		"oc login":                      {"sha256~" + strings.Repeat("a", 43), Session{Kind: OC}, "oc login"},
		"claims of other types":         {jwt(t, map[string]any{"sub": 7, "exp": "never", "iss": "https://sso.example.com", "name": "Ada"}), Session{Kind: SSO, Whose: "Ada"}, "single sign-on of Ada"},
		"claims that cannot be":         {jwt(t, map[string]any{"exp": 1e300}), Session{Kind: UnknownSession}, "session"},
		"a negative end":                {jwt(t, map[string]any{"exp": -5}), Session{Kind: UnknownSession}, "session"},
		"no JSON inside":                {"eyJhbGciOiJub25lIn0.!!!.c2ln", Session{Kind: UnknownSession}, "session"},
		"garbage":                       {"garbage", Session{Kind: UnknownSession}, "session"},
	} {
		got := read(c.text)
		if got.Kind != c.want.Kind || got.Whose != c.want.Whose || got.Workspace != c.want.Workspace || !got.Until.Equal(c.want.Until) {
			t.Errorf("%s: %+v", name, got)
		}
		if got.Describe() != c.words || got.Origin != acpOrigin || got.Source != "ACP_TOKEN" {
			t.Errorf("%s: %q, %q, %q", name, got.Describe(), got.Origin, got.Source)
		}
	}
}

func TestReadSessionCleansClaims(t *testing.T) {
	t.Parallel()
	s := read(jwt(t, map[string]any{"iss": "https://sso.example.com", "preferred_username": "a\x1b[31mda\u202e\n" + strings.Repeat("x", 500)}))
	if strings.ContainsAny(s.Whose, "\x1b\n\u202e") || len(s.Whose) > maxWord+3 {
		t.Errorf("Whose = %q", s.Whose)
	}
	if strings.Contains(fmt.Sprintf("%v %+v %#v", s, s, s), "eyJ") {
		t.Error("a session prints its bearer")
	}
}

func TestReadSessionCleansThePaste(t *testing.T) {
	t.Parallel()
	want := jwt(t, map[string]any{"sub": "x"})
	for _, text := range []string{
		"  " + want + "\r\n", want[:40] + "\n" + want[40:], `"` + want + `"`, "Bearer " + want,
		"Authorization: Bearer " + want, "\x1b[200~" + want + "\x1b[201~",
	} {
		if got := read(text).Bearer.Reveal(); got != want {
			t.Errorf("read(%q) keeps %q", text, got)
		}
	}
}

func TestCheckHoldsBackWhatNoACPTakes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	key := func(until time.Time) string {
		return jwt(t, map[string]any{"sub": "system:serviceaccount:t:ambient-key-k-1763800000", "exp": until.Unix()})
	}
	for name, c := range map[string]struct {
		text string
		code problem.Code
		hint string
	}{
		"good":           {key(now.Add(time.Second)), "", ""},
		"without an end": {"sha256~abcdefgh", "", ""},
		"ended":          {key(now), problem.ACPSessionRefused, "This key expired on"},
		"ended sign-on":  {jwt(t, map[string]any{"iss": "https://s", "exp": now.Unix()}), problem.ACPSessionRefused, "This session expired on"},
		"empty":          {" \n", problem.ACPSessionMissing, "Nothing pasted yet."},
		"GitLab token":   {"glpat-" + strings.Repeat("x", 20), problem.ACPSessionRefused, "That is the GitLab token. ACP needs its own access key."},
		"odd characters": {"abc\u00e9", problem.ACPSessionRefused, "characters"},
	} {
		p := read(c.text).Check(now)
		switch {
		case c.code == "" && p != nil:
			t.Errorf("%s: %v", name, p)
		case c.code != "" && (p == nil || p.Code != c.code || !strings.Contains(p.Facts.Hint, c.hint)):
			t.Errorf("%s: %v, want %s %q", name, p, c.code, c.hint)
		}
	}
}

func FuzzReadSession(f *testing.F) {
	f.Add("sha256~abc")
	f.Add(jwt(f, map[string]any{"sub": "system:serviceaccount:a:ambient-key-b-1763800000", "exp": 1795355163}))
	f.Add("eyJ.e30.x")
	f.Add("Bearer  x\ny")
	f.Fuzz(func(t *testing.T, text string) {
		s := read(text)
		if s.Kind == "" || strings.ContainsAny(s.Bearer.Reveal(), " \n\r\t") {
			t.Fatalf("%q: kind %q", text, s.Kind)
		}
		for _, w := range []string{s.Whose, s.Workspace} {
			if strings.ContainsFunc(w, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Fatalf("%q: not cleaned: %q", text, w)
			}
		}
		if s.unfit() == nil && strings.ContainsAny(s.Bearer.Reveal(), "\x00\x7f\"<>") {
			t.Fatalf("%q would be sent", text)
		}
	})
}

// TestASessionThatNamesNobodyIsSaid: ACP would save the connection for a name that
// nobody knows, and that helps nobody.
func TestASessionThatNamesNobodyIsSaid(t *testing.T) {
	t.Parallel()
	stack, err := web.New(web.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer stack.Close()
	for name, tc := range map[string]struct {
		bearer string
		known  bool
	}{
		"a single sign-on with a name":    {jwt(t, map[string]any{"iss": "https://sso.example.com", "preferred_username": "ada"}), true},
		"a single sign-on without a name": {jwt(t, map[string]any{"iss": "https://sso.example.com", "sub": "0f8fad5b"}), false},
		"anything else":                   {"garbage", false},
	} {
		c, p := NewClient(stack, acpOrigin, ReadSession(secret.New(tc.bearer), acpOrigin, "test"), "")
		if p != nil {
			t.Fatal(p)
		}
		if a := c.Account(t.Context(), nil); (a.Problem == nil) != tc.known || !tc.known && a.Problem.Code != problem.ACPAccountUnknown {
			t.Errorf("%s: %+v", name, a)
		}
	}
}
