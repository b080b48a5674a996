package acptest

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

const (
	missing  = `{"error":"Invalid or missing token"}`
	unknown  = `{"error":"User authentication required"}`
	nothing  = `{"connected":false}`
	loginTag = "Log in with OpenShift"
)

// TestSessions holds the server to the table of addresses and bearers.
func TestSessions(t *testing.T) {
	t.Parallel()
	legacy, sso := start(t), start(t, WithDialect(SSO))
	ended := legacy.MintKey("old", -time.Minute)
	tests := []struct {
		name      string
		s         *Server
		base      string
		auth, fwd string
		status    int
		want      string
	}{
		{"API, access key", legacy, legacy.URL(), legacy.Session(), "", 200, nothing},
		{"API, oc", legacy, legacy.URL(), legacy.OCSession(), "", 401, unknown},
		{"API, oc in both", legacy, legacy.URL(), legacy.OCSession(), legacy.OCSession(), 401, unknown},
		{"API, garbage", legacy, legacy.URL(), "garbage", "", 401, unknown},
		{"API, service account", legacy, legacy.URL(), legacy.ServiceAccountSession(), "", 401, unknown},
		{"API, key that ended", legacy, legacy.URL(), ended, "", 401, unknown},
		{"API, none", legacy, legacy.URL(), "", "", 401, missing},
		{"API, key forwarded only", legacy, legacy.URL(), "", legacy.Session(), 401, unknown},

		{"SSO, JWT", sso, sso.URL(), sso.SSOSession(), "", 200, nothing},
		{"SSO, oc", sso, sso.URL(), sso.OCSession(), "", 200, nothing},
		{"SSO, oc in both", sso, sso.URL(), sso.OCSession(), sso.OCSession(), 200, nothing},
		{"SSO, access key", sso, sso.URL(), sso.Session(), "", 200, nothing},
		{"SSO, garbage", sso, sso.URL(), "garbage", "", 401, missing},
		{"SSO, JWT that ended", sso, sso.URL(), sso.MintSSO(-time.Minute), "", 401, missing},
		{"SSO, JWT forwarded only", sso, sso.URL(), "", sso.SSOSession(), 401, missing},
		{"SSO, none", sso, sso.URL(), "", "", 401, missing},

		{"web, oc in both", legacy, legacy.WebURL(), legacy.OCSession(), legacy.OCSession(), 200, nothing},
		{"web, oc in Authorization only", legacy, legacy.WebURL(), legacy.OCSession(), "", 401, missing},
		{"web, oc forwarded only", legacy, legacy.WebURL(), "", legacy.OCSession(), 403, loginTag},
		{"web, none", legacy, legacy.WebURL(), "", "", 403, loginTag},
		{"web, garbage in both", legacy, legacy.WebURL(), "sha256~no", "sha256~no", 403, loginTag},
		{"web, access key in Authorization only", legacy, legacy.WebURL(), legacy.Session(), "", 401, missing},
		{"web, access key in both", legacy, legacy.WebURL(), legacy.Session(), legacy.Session(), 200, nothing},

		{"gateway, JWT", sso, sso.GatewayURL(), sso.SSOSession(), "", 200, nothing},
		{"gateway, oc", sso, sso.GatewayURL(), sso.OCSession(), "", 401, "Unauthorized\n"},
		{"gateway, access key", sso, sso.GatewayURL(), sso.Session(), "", 401, "Unauthorized\n"},
		{"gateway, none", sso, sso.GatewayURL(), "", "", 401, "Unauthorized\n"},
		{"gateway, JWT before a legacy backend", legacy, legacy.GatewayURL(), legacy.SSOSession(), "", 401, unknown},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := must(t, sent{method: "GET", url: tt.base + global + "status", auth: tt.auth, fwd: tt.fwd})
			if a.status != tt.status || a.body != tt.want && (tt.want != loginTag || !strings.Contains(a.body, loginTag)) {
				t.Fatalf("got %d %s, want %d %s", a.status, a.body, tt.status, tt.want)
			}
			if tt.want == loginTag && !strings.HasPrefix(a.kind, "text/html") {
				t.Fatalf("content type %q", a.kind)
			}
		})
	}
}

func TestProjectRouteRefusesABearerNobodyKnows(t *testing.T) {
	t.Parallel()
	for d, want := range map[Dialect]string{
		V0033: `{"error":"Token expired or invalid"}`, V0021: `{"error":"Failed to perform access review"}`,
		V0011: `{"error":"Failed to perform access review"}`, SSO: missing,
	} {
		s := start(t, WithDialect(d), WithKeys())
		if a := must(t, sent{method: "GET", url: s.URL() + scoped + "status", auth: "garbage"}); a.body != want {
			t.Errorf("%s: %s, want %s", d, a.body, want)
		}
	}
}

// The trap: an access key in both headers to the web address is answered with
// yes, and connects the key's service account.
func TestKeyInBothHeadersAtTheWebAddressIsRecordedAsATrap(t *testing.T) {
	t.Parallel()
	g := newGitLab(t, 200)
	s := start(t)
	if s.Trapped() {
		t.Fatal("trapped before anything happened")
	}
	key := s.Session()
	a := must(t, sent{method: "POST", url: s.WebURL() + global + "connect", body: connectBody(token, g.URL), auth: key, fwd: key})
	if a.status != 200 || !s.Trapped() {
		t.Fatalf("got %d %s, trapped %v", a.status, a.body, s.Trapped())
	}
	if _, ok := s.Connection(Person); ok {
		t.Error("the person has a connection")
	}
	if c, ok := s.Connection(s.KeyAccount()); !ok || c.InstanceURL != g.URL {
		t.Errorf("the key's account has %+v, %v", c, ok)
	}
	seen := s.Requests()[0]
	if seen.Origin != Web || seen.Authorization != BearerAccessKey || seen.Forwarded != BearerAccessKey {
		t.Errorf("recorded %+v", seen)
	}
}

func TestAccessKeySaysWhoseAndUntilWhen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 14, 38, 0, 0, time.UTC)
	s := start(t, WithNow(func() time.Time { return now }))
	parts := strings.Split(s.Session(), ".")
	if len(parts) != 3 || len(s.Session()) < 800 {
		t.Fatalf("%d parts, %d characters", len(parts), len(s.Session()))
	}
	b, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		Sub string
		Exp int64
	}
	if err := json.Unmarshal(b, &claims); err != nil {
		t.Fatal(err)
	}
	if claims.Sub != s.KeyAccount() || !strings.HasPrefix(claims.Sub, "system:serviceaccount:my-team:ambient-key-") {
		t.Errorf("sub %q", claims.Sub)
	}
	if claims.Exp != now.Add(24*time.Hour).Unix() {
		t.Errorf("exp %d", claims.Exp)
	}
	if other := s.MintKey("gitlab-setup", time.Hour); len(other) != len(s.Session()) || other == s.Session() {
		t.Error("keys differ in length, or do not differ")
	}
	if !strings.HasPrefix(s.OCSession(), "sha256~") {
		t.Error("an oc token begins sha256~")
	}
}

func TestGatewayPassesOn(t *testing.T) {
	t.Parallel()
	down := start(t, WithScenario("gateway-backend-down"))
	if a := must(t, sent{method: "GET", url: down.URL() + global + "status", auth: down.Session()}); a.status != 502 || a.body != "backend unavailable\n" {
		t.Errorf("down: %+v", a)
	}
	up := start(t, WithScenario("gateway"))
	if a := must(t, sent{method: "GET", url: up.URL() + "/health"}); a.status != 401 || a.body != "Unauthorized\n" {
		t.Errorf("health without a session: %+v", a)
	}
	if a := must(t, sent{method: "GET", url: up.URL() + "/health", auth: up.Session()}); a.body != `{"status":"healthy"}` {
		t.Errorf("health: %+v", a)
	}
	if a := must(t, sent{method: "GET", url: up.URL() + global + "status", auth: up.Session()}); a.body != nothing {
		t.Errorf("status: %+v", a)
	}
}
