package gitlab

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// plain is a made-up token of the usual form.
var plain = "glpat-" + strings.Repeat("x", 20)

// routable returns a made-up token with its checksum.
func routable(prefix, version string) string {
	s := prefix + strings.Repeat("Ab3_", 9) + version + ".10"
	return s + routableSum(s)
}

func TestCleanToken(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		raw     string
		removed []string
	}{
		{plain, nil},
		{plain + " ", []string{"1 trailing space"}},
		{"\t " + plain, []string{"2 leading spaces"}},
		{"\ufeff" + plain + "\u200b\u00a0", []string{"2 invisible characters", "1 trailing space"}},
		{"\u200e" + plain[:9] + "\u200b" + plain[9:] + "\u00ad", []string{"3 invisible characters"}},
		{plain[:9] + "\ufe0f" + plain[9:] + "\u2066", []string{"2 invisible characters"}},
		{"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\\x1b[32m" + plain + "\x1b[0m", []string{"3 invisible characters"}},
		{plain[:10] + "\r\n" + plain[10:] + "\n", []string{"2 line breaks"}},
		{`"` + plain + `"`, []string{"quotes"}},
		{"\u201c" + plain + "\u201d", []string{"quotes"}},
		{"Bearer " + plain, []string{"the word Bearer"}},
		{"Authorization: bearer " + plain, []string{"the word Bearer"}},
		{"PRIVATE-TOKEN: " + plain, []string{"PRIVATE-TOKEN:"}},
		{"export GITLAB_TOKEN='" + plain + "'", []string{"quotes", "the name and = before it"}},
		{"$env:GITLAB_TOKEN = " + plain, []string{"the name and = before it"}},
		{"\x1b[200~" + plain + "\x1b[201~", []string{"paste marks"}},
		{"[200~" + plain + "[201~", []string{"paste marks"}},
		{"200~" + plain, []string{"paste marks"}},
		{"\x1b[200~ \"Bearer " + plain + "\"\n\x1b[201~", []string{"paste marks", "1 line break", "1 leading space", "quotes", "the word Bearer"}},
	} {
		got, removed := CleanToken(tc.raw)
		if got != plain || !slices.Equal(removed, tc.removed) {
			t.Errorf("%q: got %q, removed %q, want %q", tc.raw, got, removed, tc.removed)
		}
	}
}

func TestCleanTokenLeavesTheRest(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "two words", "a.b-c_d", "_gitlab_session=" + strings.Repeat("0", 32), "Bearer", "x=", plain + "=", "glpat\x16", "a\u00a0b"} {
		if got, removed := CleanToken(raw); got != raw || removed != nil {
			t.Errorf("%q became %q, removed %q", raw, got, removed)
		}
	}
}

func TestReadToken(t *testing.T) {
	t.Parallel()
	v0, v1 := routable("glpat-", ""), routable("glpat-", ".01")
	body := strings.Repeat("x", 20)
	for _, tc := range []struct {
		name, raw string
		code      problem.Code
		looks     string
	}{
		{"plain", plain, "", "a personal access token"},
		{"older, without prefix", body, "", ""},
		{"older, and begins like Slack's", "xoxo" + body[4:], "", ""},
		{"own prefix", "corp_" + body, "", ""},
		{"instance prefix", "SIE-glpat-" + body, "", "a personal access token"},
		{"routable v0", v0, "", "a personal access token"},
		{"routable v1", v1, "", "a personal access token"},
		{"routable, own prefix", routable("corp-", ".01"), "", ""},
		{"OAuth", strings.Repeat("0123456789abcdef", 4), "", "an OAuth token (64 characters, 0-9 and a-f)"},
		{"cut at the first dot", v1[:strings.Index(v1, ".")], problem.TokenTruncated, ""},
		{"cut in the check sum", v1[:len(v1)-1], problem.TokenTruncated, ""},
		{"one character wrong", strings.Replace(v1, "Ab3_", "Ab4_", 1), problem.TokenTruncated, ""},
		{"too short for its prefix", plain[:22], problem.TokenTruncated, ""},
		{"empty", " \n", problem.TokenEmpty, ""},
		{"short", "glpat-abc", problem.TokenMalformed, ""},
		{"long", plain + strings.Repeat("x", 255), problem.TokenMalformed, ""},
		{"space inside", plain + " " + plain, problem.TokenMalformed, ""},
		{"pasted twice", plain + plain, problem.TokenMalformed, ""},
		{"an address", "https://gitlab.example.com/-/user_settings", problem.TokenMalformed, ""},
		{"other characters", strings.Repeat("pä$$", 6), problem.TokenMalformed, ""},
		{"ctrl+v", "\x16", problem.TokenMalformed, ""},
		{"deploy", "gldt-" + body, problem.TokenWrongKind, "a deploy token (gldt-)"},
		{"deploy, instance prefix", "SIE-gldt-" + body, problem.TokenWrongKind, "a deploy token (gldt-)"},
		{"runner", "glrt-t1_" + body, problem.TokenWrongKind, "a runner token (glrt-)"},
		{"runner, registration", "GR1348941" + body, problem.TokenWrongKind, ""},
		{"job", "glcbt-64_" + body, problem.TokenWrongKind, ""},
		{"trigger", "glptt-" + strings.Repeat("0", 40), problem.TokenWrongKind, ""},
		{"feed", "glft-" + body, problem.TokenWrongKind, ""},
		{"mail", "glimt-" + body, problem.TokenWrongKind, ""},
		{"agent", "glagent-" + body, problem.TokenWrongKind, ""},
		{"workspace", "glwt-" + body, problem.TokenWrongKind, ""},
		{"SCIM", "glsoat-" + body, problem.TokenWrongKind, ""},
		{"feature flags", "glffct-" + body, problem.TokenWrongKind, ""},
		{"OAuth application", "gloas-" + strings.Repeat("0", 64), problem.TokenWrongKind, ""},
		{"cookie", "_gitlab_session=" + strings.Repeat("0", 32), problem.TokenWrongKind, ""},
		{"GitHub", "ghp_" + strings.Repeat("x", 36), problem.TokenWrongKind, "a GitHub token (ghp_)"},
		{"GitHub, new", "github_pat_" + body, problem.TokenWrongKind, ""},
		{"Bitbucket", "ATBB" + strings.Repeat("x", 28), problem.TokenWrongKind, ""},
		{"Slack", "xoxb-" + body, problem.TokenWrongKind, ""},
		{"OpenShift", "sha256~" + body, problem.TokenWrongKind, ""},
		{"access key", "eyJ" + body + ".eyJ" + body + "." + body, problem.TokenWrongKind, ""},
	} {
		p := ReadToken(tc.raw)
		code := problem.Code("")
		if p.Problem != nil {
			code = p.Problem.Code
		}
		if code != tc.code || tc.looks != "" && p.Looks != tc.looks {
			t.Errorf("%s: got %q, looks like %q", tc.name, code, p.Looks)
		}
		if p.Problem != nil && p.Problem.Facts.Hint == "" {
			t.Errorf("%s: no hint", tc.name)
		}
	}
}

// TestReadTokenSaysWhere: a place helps, and no part of what was pasted is
// repeated.
func TestReadTokenSaysWhere(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		plain[:12] + " " + plain[12:]:             "Character 13 is a space.",
		plain[:12] + "\u00a0" + plain[12:]:        "Character 13 is a space.",
		strings.Replace(plain, "-", "\u2013", 1):  "Character 6 is U+2013, which no token has.",
		strings.Replace(plain, "a", "\u0430", 1):  "Character 4 is U+0430, which no token has.",
		"correct$horse" + strings.Repeat("x", 20): "Character 8 is not one that tokens have.",
		"glpat-abc": "9 characters; tokens have at least 20.",
	} {
		if p := ReadToken(raw); p.Problem == nil || !strings.HasPrefix(p.Problem.Facts.Hint, want) && !strings.HasSuffix(p.Problem.Facts.Hint, want) {
			t.Errorf("%q: %+v", raw, p.Problem)
		}
	}
}

func TestReadTokenCounts(t *testing.T) {
	t.Parallel()
	p := ReadToken(" " + plain + "\n")
	if p.Length != 26 || !p.Personal || p.Token.Reveal() != plain || len(p.Removed) != 2 {
		t.Errorf("got %d characters, personal %v, removed %q", p.Length, p.Personal, p.Removed)
	}
	if p := ReadToken("ääää"); p.Length != 4 || p.Problem.Code != problem.TokenMalformed {
		t.Errorf("counted %d", p.Length)
	}
}

func TestRoutableSumIsGitLabs(t *testing.T) {
	t.Parallel()
	// CRC32 (IEEE) of "123456789" is cbf43926, the check value of the standard.
	if got := routableSum("123456789"); got != base36(0xcbf43926) || len(got) != 7 {
		t.Errorf("sum is %s", got)
	}
}

func base36(n uint64) string {
	s := ""
	for ; n > 0; n /= 36 {
		s = string("0123456789abcdefghijklmnopqrstuvwxyz"[n%36]) + s
	}
	return strings.Repeat("0", max(0, 7-len(s))) + s
}

func FuzzCleanToken(f *testing.F) {
	for _, s := range []string{"Bearer x", "export X='y'", "\x1b[200~a\x1b[201~", "\"'`", "a\r\nb", "[200~[200~x", "\u200b \u200b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		once, removed := CleanToken(raw)
		if len(removed) == 0 && once != raw {
			t.Fatalf("%q became %q, and nothing is said", raw, once)
		}
		if twice, again := CleanToken(once); twice != once || again != nil {
			t.Fatalf("%q became %q, then %q without %q", raw, once, twice, again)
		}
		if len(once) > len(raw) || strings.ContainsAny(once, "\r\n") {
			t.Fatalf("%q became %q", raw, once)
		}
	})
}

func FuzzReadToken(f *testing.F) {
	for _, s := range []string{plain, "gldt-" + plain, routable("glpat-", ".01"), "\x16", "https://x", "eyJ.."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		p := ReadToken(raw)
		token := p.Token.Reveal()
		if p.Length != utf8.RuneCountInString(token) {
			t.Fatalf("%q has %d characters", token, p.Length)
		}
		held := p.Problem != nil && p.Problem.Severity == problem.Error
		refused := !secret.FitsACP(token)
		if refused && !held {
			t.Fatalf("%q would be sent, and ACP refuses it", token)
		}
		if len(token) >= secret.MinToken && p.Problem != nil && strings.Contains(p.Problem.Facts.Hint+p.Problem.Subject+p.Looks, token) {
			t.Fatalf("%q is repeated", token)
		}
	})
}
