package commands

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web/webtest"
)

// goodToken is the token of the cases; it stands whole in no file.
const goodToken = "glpat-" + "Example0Example0Exam"

func newGood(t *testing.T) *front {
	t.Helper()
	return newFront(t, nil, nil, gitlabtest.WithOtherToken(gitlabtest.Token{
		Name: "Ambient Code Platform Integration", Value: secret.New(goodToken), Expires: time.Now().UTC().AddDate(0, 0, 56).Format(time.DateOnly),
		Scopes: []string{"api", "read_api", "read_user", "write_repository"},
	}))
}

// TestCasesPaste: what comes along with a token is cleaned away; a damaged token
// is not sent, and the document says what is wrong with it.
func TestCasesPaste(t *testing.T) {
	t.Parallel()
	fine := wanted{proven: true}
	malformed := func(detail string) wanted {
		return wanted{exit: 4, codes: []problem.Code{problem.TokenMalformed}, words: `"detail":"[^"]*` + detail}
	}
	for id, want := range map[string]wanted{
		"K12-lrm-start": fine, "K12-soft-end": fine, "K12-zwsp-inside": fine, "K12-utf16-file": fine,
		"R-paste-crlf": fine, "R-paste-quotes": fine, "R-paste-nbsp": fine, "R-paste-zwsp": fine, "R-paste-bom": fine,
		"R-paste-marks": fine, "R-paste-bearer": fine,
		"K11-blank": malformed("Character 13 is a space"), "K11-short": malformed("9 characters"),
		"R-token-url": malformed("web address"), "R-token-netrc": malformed("space"), "R-token-placeholder": malformed("Character 1 "),
		// Further ones.
		"UTF-16 without a mark": fine, "UTF-16, the other order": fine, "an answer of the terminal": fine, "coloured": fine,
		"a dash of an editor": malformed(`U\+2013`),
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			var text string
			switch id {
			case "UTF-16 without a mark":
				text = strings.Join(strings.Split(goodToken+"\n", ""), "\x00") + "\x00"
			case "UTF-16, the other order":
				text = "\xfe\xff\x00" + strings.Join(strings.Split(goodToken, ""), "\x00")
			case "an answer of the terminal":
				text = recordedInput(t, "K7-osc") + goodToken
			case "coloured":
				text = "\x1b[32m" + goodToken + "\x1b[0m\n"
			case "a dash of an editor":
				text = strings.Replace(goodToken, "-", "\u2013", 1)
			default:
				text = recordedInput(t, id)
			}
			f := newGood(t)
			a := &arena{token: goodToken, config: t.TempDir()}
			o := a.call(t, "", nil, "check", "team/app", "--gitlab-url", f.URL, "--token-file", filledFile(t, text), "--json")
			want.hold(t, o)
			if want.exit == 4 && slices.ContainsFunc(f.behind.Requests(), gitlabtest.Seen.HasToken) {
				t.Error("it was sent")
			}
			if id == "K12-zwsp-inside" && !strings.Contains(o.stderr, "Invisible characters removed from the token: 1.") {
				t.Errorf("it is not said: %q", o.stderr)
			}
		})
	}
}

// TestCasesAddress: how addresses come.
func TestCasesAddress(t *testing.T) {
	t.Parallel()
	f := newGood(t)
	fine := wanted{proven: true}
	curly := strings.ReplaceAll(recordedInput(t, "K15-url"), "http://127.0.0.1:PORT", f.URL)
	detail := func(code problem.Code, exit int, words string) wanted {
		return wanted{exit: exit, codes: []problem.Code{code}, words: `"detail":"[^"]*` + words}
	}
	for name, tc := range map[string]struct {
		address string
		want    wanted
	}{
		"K15-url":                  {curly, fine},
		"K15, German":              {"\u201e" + f.URL + "\u201c", fine},
		"K15, French":              {"\u00ab\u00a0" + f.URL + "\u00a0\u00bb", fine},
		"K15, Markdown":            {"<" + f.URL + ">", fine},
		"K15, in brackets":         {"(" + f.URL + ")", fine},
		"K15, invisible":           {"\u200e" + strings.Replace(f.URL, "://", "://\u200b", 1), fine},
		"R-straight":               {"'" + f.URL + "'", fine},
		"R-host-cr":                {f.URL + "\r", fine},
		"R-host-page":              {f.URL + "/team/app/-/issues", fine},
		"R-http":                   {"http://192.0.2.7:10080", wanted{exit: 5, codes: []problem.Code{problem.InstanceNotHTTPS}}},
		"R-idn":                    {"https://git.m\u00fcller.invalid", wanted{exit: 5, codes: []problem.Code{problem.InstanceDNS}, words: "xn--mller-kva"}},
		"R-scheme, K11-scheme":     {"htts://git.company.invalid", detail(problem.InstanceURLInvalid, 5, "https://")},
		"R-host-port":              {"my.host.invalid:5000", wanted{exit: 5, codes: []problem.Code{problem.InstanceDNS}}},
		"K11, a space":             {"https://git company.invalid", detail(problem.InstanceURLInvalid, 5, "spaces")},
		"K11, a port out of range": {"https://git.company.invalid:99999", detail(problem.InstanceURLInvalid, 5, "65535")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.want.hold(t, checkAt(t, tc.address, goodToken, nil))
		})
	}
	t.Run("R-host by the environment", func(t *testing.T) {
		t.Parallel()
		a := &arena{token: goodToken, config: t.TempDir()}
		for _, host := range []string{f.URL + "\r", f.URL + "/team/app/-/issues"} {
			fine.hold(t, a.call(t, goodToken, map[string]string{"GITLAB_HOST": host}, "check", "team/app", "--token-stdin", "--json"))
		}
	})
	t.Run("K11-repo-one", func(t *testing.T) {
		t.Parallel()
		a := &arena{token: goodToken, config: t.TempDir()}
		for _, repo := range []string{"justone", "team/a p p", "C:\\work\\app"} {
			detail(problem.RepoAddressInvalid, 3, ".").hold(t, a.call(t, goodToken, nil, "check", repo, "--gitlab-url", f.URL, "--token-stdin", "--json"))
		}
	})
}

// TestCasesProfile: how profiles come.
func TestCasesProfile(t *testing.T) {
	t.Parallel()
	f := newGood(t)
	fine := wanted{}
	here := func(text string) string { return strings.ReplaceAll(text, "http://127.0.0.1:PORT", f.URL) }
	wide := "\xff\xfe" + strings.Join(strings.Split("gitlab_url: "+f.URL+"\r\n", ""), "\x00") + "\x00"
	for name, tc := range map[string]struct {
		text string
		want wanted
		says string
	}{
		"K15-profile":         {here(recordedInput(t, "K15-profile")), fine, ""},
		"K15, German":         {"gitlab_url: \u201e" + f.URL + "\u201c\n", fine, ""},
		"R-profile-bom":       {here(recordedInput(t, "R-profile-bom")), wanted{proven: true}, ""},
		"UTF-16 of a Windows": {wide, fine, ""},
		"R-profile-tab":       {here(recordedInput(t, "R-profile-tab")), wanted{exit: 64}, "line 3"},
		"R-profile-secret":    {"token: " + goodToken + "\n", wanted{exit: 64}, "secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &arena{token: goodToken, config: t.TempDir()}
			o := a.call(t, goodToken, nil, "check", "--profile", filledFile(t, tc.text), "--token-stdin", "--json")
			tc.want.hold(t, o)
			if usage := strings.Join(o.doc.Usage, " "); !strings.Contains(usage, tc.says) {
				t.Errorf("%q is not said: %q", tc.says, usage)
			}
		})
	}
}

// TestCasesProfileAuthority: the CA file that a profile names may begin with a
// byte order mark, too.
func TestCasesProfileAuthority(t *testing.T) {
	t.Parallel()
	c := newChain(t)
	root := string(webtest.PEM(c.root))
	for name, file := range map[string]string{
		"K13-bom-profile":       "\xef\xbb\xbf" + root,
		"K13-profile, UTF-16":   "\xff\xfe" + strings.Join(strings.Split(root, ""), "\x00") + "\x00",
		"K13-profile, and CRLF": "\xef\xbb\xbf" + strings.ReplaceAll(root, "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, serving(c.ofRoot), nil)
			a := &arena{token: f.behind.Token(), config: t.TempDir()}
			profile := filledFile(t, "gitlab_url: "+f.URL+"\nca_file: "+filledFile(t, file)+"\nrepositories: [team/app]\n")
			wanted{proven: true}.hold(t, a.call(t, a.token, nil, "check", "--profile", profile, "--token-stdin", "--json"))
		})
	}
}
