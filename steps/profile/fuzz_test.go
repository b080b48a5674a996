package profile_test

import (
	"errors"
	"strings"
	"testing"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/profile"
)

// FuzzProfile looks for texts that stop the reader, places outside of the text,
// and values that are not clean. Errors must repeat nothing of the text.
func FuzzProfile(f *testing.F) {
	f.Add([]byte(whole))
	for _, seed := range []string{
		"", "\ufeff", "---\n", "...", "a", "a:", ": a", "- a", "? a", "&a *a", "\"", "'", "\"\\", "\"\\u00", "[", "[a", "[,]", "{}", "|", "%",
		"repositories: [a/b, \"c/d\", 'e''f', ]\r\n", "repositories:\n- a/b\n-\n- 1\n", "support:\n  name: x\n url: y\n",
		"token_days: 0x10", "token_days: 1_0", "token_name: \"\\x67\\u006c\\U00000070\"", "gitlab_url: https://u:p@h", "acp_url: http://a.svc",
		"token_name: \u202eabc\u2066", "ca_file: \\\\host\\share", "support: &a\n  name: *a\n", "a: b\n---\na: b\n", "token_name: a #b\n# c\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := profile.Parse("p.yaml", text)
		if err != nil {
			checkError(t, text, err)
			return
		}
		values := append([]string{p.GitLabURL, p.ACPURL, p.ACPProject, p.CAFile, p.TokenName, p.Support.String()}, p.Repositories...)
		for _, v := range values {
			if v != web.Clean(v) {
				t.Errorf("not clean: %q", v)
			}
		}
		if p.CAFile != "" && len(p.Hosts()) == 0 {
			t.Error("a CA file that would count for every host")
		}
	})
}

func checkError(t *testing.T, text []byte, err error) {
	t.Helper()
	var bad *profile.Error
	if !errors.As(err, &bad) {
		t.Fatalf("another error: %v", err)
	}
	if bad.Line < 1 || bad.Column < 0 || bad.Line > strings.Count(string(text), "\n")+1 || bad.Column > len(text)+2 {
		t.Errorf("no such place: %v", bad)
	}
	if bad.Error() != web.Clean(bad.Error()) {
		t.Errorf("not clean: %q", bad)
	}
}
