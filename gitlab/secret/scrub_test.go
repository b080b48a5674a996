package secret

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/davecgh/go-spew/spew"
)

// odd is a value without any known shape, with characters that encodings change.
const odd = "Zq7/x+93=~kd.L-0_mN!8"

func percentAll(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02x", s[i])
	}
	return b.String()
}

func TestScrubKnownValueInEveryForm(t *testing.T) {
	t.Parallel()
	s := NewScrubber(New(odd), Text{}, New(""))
	forms := map[string]string{
		"itself":               odd,
		"twice, joined":        odd + odd,
		"query escaped":        url.QueryEscape(odd),
		"path escaped":         url.PathEscape(odd),
		"percent, all bytes":   percentAll(odd),
		"percent, upper case":  strings.ToUpper(percentAll("Zq")) + odd[2:],
		"percent, twice":       url.QueryEscape(percentAll(odd)),
		"base64":               base64.StdEncoding.EncodeToString([]byte(odd)),
		"base64, no padding":   base64.RawStdEncoding.EncodeToString([]byte(odd)),
		"base64 for addresses": base64.URLEncoding.EncodeToString([]byte(odd)),
		"Basic, user oauth2":   base64.StdEncoding.EncodeToString([]byte("oauth2:" + odd)),
		"Basic, user a":        base64.StdEncoding.EncodeToString([]byte("a:" + odd)),
		"Basic, user ab":       base64.StdEncoding.EncodeToString([]byte("ab:" + odd)),
		"base64 in an address": url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(odd))),
	}
	for name, form := range forms {
		got := s.Scrub("before " + form + " after")
		if want := "before " + Redacted + " after"; got != want {
			t.Errorf("%s:\n got %q\nwant %q", name, got, want)
		}
	}
}

func TestScrubShapes(t *testing.T) {
	t.Parallel()
	x := strings.Repeat("x", 20)
	jwt := "ey" + "J" + strings.Repeat("a", 12) + "." + strings.Repeat("b", 12) + "." + strings.Repeat("c", 12)
	for in, want := range map[string]string{
		"token gl" + "pat-" + x + " ends":                            "token [redacted] ends",
		"gl" + "pat-" + x + ".01.0a1b2c3d4":                          "[redacted]",
		"SIE-gl" + "pat-" + x:                                        "SIE-[redacted]",
		"gl" + "pat%2D" + x:                                          "[redacted]",
		"(gl" + "dt-" + x + ")":                                      "([redacted])",
		"gl" + "rtr-" + x + "/gl" + "cbt-1_" + x:                     "[redacted]/[redacted]",
		"GR13489" + "41" + x:                                         "[redacted]",
		"gh" + "p_" + x + " github" + "_pat_" + x:                    "[redacted] [redacted]",
		"sha256" + "~" + x:                                           "[redacted]",
		"a " + jwt + " b":                                            "a [redacted] b",
		"Authorization: Bearer " + x:                                 "Authorization: Bearer [redacted]",
		"Private-Token: abc":                                         "Private-Token: [redacted]",
		`{"personalAccessToken":"abc","instanceUrl":"u"}`:            `{"personalAccessToken":"[redacted]","instanceUrl":"u"}`,
		"cookie _gitlab_session=0123456789abcdef; path=/":            "cookie _gitlab_session=[redacted]; path=/",
		"/x?private_token=abc&a=b":                                   "/x?private_token=[redacted]&a=b",
		"a personal access token (glpat-...) of 26 characters":       "a personal access token (glpat-...) of 26 characters",
		"basic authentication, bearer token, code instance-dns":      "basic authentication, bearer token, code instance-dns",
		"sha 0a1b2c3d4e5f0a1b2c3d4e5f0a1b2c3d4e5f0a1b, request 01JD": "sha 0a1b2c3d4e5f0a1b2c3d4e5f0a1b2c3d4e5f0a1b, request 01JD",
	} {
		if got := NewScrubber().Scrub(in); got != want {
			t.Errorf("%q:\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestScrubAddresses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://ada:pw@git.example.com/a":              "https://git.example.com/a",
		"https://ada@git.example.com:8443/a":            "https://git.example.com:8443/a",
		"https://ada:p/w@git.example.com/a":             "https://git.example.com/a",
		"https://ada:p?w#x@git.example.com/a":           "https://git.example.com/a",
		"https://ada:p@w/d@git.example.com/a":           "https://git.example.com/a",
		"https://[::1]:8443/a?b":                        "https://[::1]:8443/a",
		"see https://git.example.com/-/x?name=a&b=c.":   "see https://git.example.com/-/x.",
		"<https://sso.example.com/#access_token=abc>":   "<https://sso.example.com/>",
		"(https://git.example.com/group/@ada)":          "(https://git.example.com/group/@ada)",
		"HTTPS_PROXY=http://u:p@proxy.example.com:3128": "HTTPS_PROXY=http://proxy.example.com:3128",
		"HTTPS_PROXY=ada:pw@proxy.example.com:3128":     "HTTPS_PROXY=proxy.example.com:3128",
		"git@gitlab.example.com:team/app.git":           "git@gitlab.example.com:team/app.git",
		"https://gitlab.example.com":                    "https://gitlab.example.com",
		"ended at 14:02, ask ada@example.com":           "ended at 14:02, ask ada@example.com",
	} {
		if got := NewScrubber().Scrub(in); got != want {
			t.Errorf("%q:\n got %q\nwant %q", in, got, want)
		}
	}
}

func TestScrubLearnsWhileInUse(t *testing.T) {
	t.Parallel()
	s := NewScrubber()
	if got := s.Scrub("a " + odd); got != "a "+odd {
		t.Fatalf("unknown value: %q", got)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() { s.Add(New(fmt.Sprintf("value-%d-of-many", i))) })
		all.Go(func() { s.Scrub("value-1-of-many") })
	}
	all.Wait()
	if got := s.Scrub("value-3-of-many, value-7-of-many"); got != "[redacted], [redacted]" {
		t.Errorf("got %q", got)
	}
}

func TestScrubLeavesShortValues(t *testing.T) {
	t.Parallel()
	if got := NewScrubber(New("a"), New("abc")).Scrub("abc abcd"); got != "abc abcd" {
		t.Errorf("got %q", got)
	}
}

func TestScrubberDoesNotPrintValues(t *testing.T) {
	t.Parallel()
	if got := fmt.Sprintf("%+v", NewScrubber(New(value))); leaks(got) {
		t.Errorf("it shows what it hides: %s", got)
	}
}

// tokens are values as they travel here, made up, each with what follows its
// prefix.
func tokens() map[string]string {
	long := "aB3dEfGh1jKlMn0pQrSt"
	payload := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"system:serviceaccount:my-team:ambient-key-ada"}`))
	return map[string]string{
		"gl" + "pat-" + long:                          long,
		"gl" + "pat-" + long + "UvWx9y0.01.0a1b2c3d4": long + "UvWx9y0.01.0a1b2c3d4",
		"SIE-gl" + "pat-" + long:                      long,
		"acme-pat-" + long:                            long,
		long:                                          long,
		"sha256" + "~" + long + long:                  long + long,
		"ey" + "JhbGciOiJSUzI1NiJ9." + payload + "." + long: payload + "." + long,
	}
}

// TestScrubPieces hides what a server repeats of a token: without its prefix, cut
// anywhere, and encoded.
func TestScrubPieces(t *testing.T) {
	t.Parallel()
	for value, body := range tokens() {
		s := NewScrubber(New(value))
		for from := 0; from+12 <= len(body); from++ {
			for _, to := range []int{from + 12, len(body)} {
				part := body[from:to]
				for _, form := range []string{
					part, "x" + part + "y", percentAll(part), base64.StdEncoding.EncodeToString([]byte(part)),
					base64.StdEncoding.EncodeToString([]byte("ab:" + part)), base64.RawURLEncoding.EncodeToString([]byte("a:" + part + "!")),
				} {
					if got := s.Scrub("it says " + form + " and no more"); !strings.Contains(got, Redacted) || strings.Contains(got, part) ||
						!strings.HasPrefix(got, "it says ") || !strings.HasSuffix(got, " and no more") {
						t.Errorf("%d to %d as %q:\n got %q", from, to, form, got)
					}
					if got := s.Hide("it says " + form + " and no more"); !strings.Contains(got, Redacted) || strings.Contains(got, part) {
						t.Errorf("%d to %d as %q, values only:\n got %q", from, to, form, got)
					}
				}
			}
		}
	}
}

// TestScrubSpoilsNoText: what a prefix, a short piece or the head of a JWT shares
// with ordinary words stays.
func TestScrubSpoilsNoText(t *testing.T) {
	t.Parallel()
	var all []Text
	for value := range tokens() {
		all = append(all, New(value))
	}
	s := NewScrubber(all...)
	jwtHead := "ey" + "JhbGciOiJSUzI1NiJ9"
	for _, text := range []string{
		"a personal access token (gl" + "pat-) with a custom prefix such as SIE-gl" + "pat- or acme-pat-",
		"gl" + "pat-aB3dEfG", // seven of the part behind the prefix
		"the words aB3dEfGh1jK stand alone",
		"code scope-missing, request 01JDZ9QK3M8XYZABCDEFGH1234, commit 4f1f1b04ad3f5b1c7a2d9e8f7c6b5a4938271605",
		"head " + jwtHead,
		"sha256 of the file, system:serviceaccount, GET /api/v4/personal_access_tokens/self: 401 in 120 ms",
		strings.Repeat("ordinary words of a server, 100% of them, and more of the same; ", 50),
	} {
		if got := s.Scrub(text); got != text {
			t.Errorf("%q becomes\n%q", text, got)
		}
	}
}

// TestScrubKeepsNoValue: a dump of the scrubber, in whatever form, holds nothing
// of what it knows.
func TestScrubKeepsNoValue(t *testing.T) {
	t.Parallel()
	dump := spew.Sdump(NewScrubber(New(value)))
	if leaks(dump) {
		t.Errorf("it keeps what it hides:\n%s", dump)
	}
}

// hardTexts are texts of 1 MiB that make a careless search slow.
func hardTexts() map[string]string {
	fill := func(s string) string { return strings.Repeat(s, 1<<20/len(s)) }
	return map[string]string{
		"words":            fill("ordinary words of a server, and more of the same; "),
		"one letter":       fill("a"),
		"percent signs":    fill("%25"),
		"base64":           fill("QUJDREVGR0hJSktMTU5P"),
		"prefixes":         fill("gl" + "pat-"),
		"almost the token": fill("gl" + "pat-aB3dEfGh1jKlMn0pQrS "),
		"the token":        fill("gl" + "pat-aB3dEfGh1jKlMn0pQrSt"),
		"pieces":           fill("dEfGh1jKlMn0 "),
		"colons":           fill("a:"),
		"addresses":        fill("https://a:b@c.example/?d=e "),
		"schemes":          fill("a+b."),
		"labels":           fill("password "),
	}
}

func BenchmarkScrub(b *testing.B) {
	s := NewScrubber(New(strings.Repeat("a", 200)))
	for value := range tokens() {
		s.Add(New(value))
	}
	for name, text := range hardTexts() {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				s.Scrub(text)
			}
		})
	}
}

func FuzzScrub(f *testing.F) {
	f.Add(odd, "before ", " after", 3)
	f.Add("abcdefgh", "https://ada:", "@git.example.com/a?b=c", 0)
	f.Add("%41%42%43%44", "%2541", "%", 0)
	f.Add("0000", "000", "0", 0)
	f.Add("000!", "%", "0", 0)
	for value := range tokens() {
		f.Add(value, "https://ada:", "@git.example.com", 7)
	}
	f.Fuzz(func(t *testing.T, value, before, after string, at int) {
		if len(value) < shortest || strings.Contains(Redacted, value) || strings.Contains(value, "[") || strings.Contains(value, "]") {
			t.Skip("not a value that is looked for")
		}
		s := NewScrubber(New(value))
		forms := []string{value, url.QueryEscape(value), percentAll(value)}
		if len(value) > 12 {
			forms = append(forms, base64.StdEncoding.EncodeToString([]byte(before+value)))
		}
		if body := value[bodyOf(value):]; len(body) >= 12 {
			from := int(uint(at) % uint(len(body)-11))
			part := body[from : from+12]
			forms = append(forms, part, percentAll(part), base64.StdEncoding.EncodeToString([]byte(before+part)))
		}
		for _, form := range forms {
			got := s.Scrub(before + form + after)
			if strings.Contains(got, value) {
				t.Errorf("%q stands in %q", value, got)
			}
			if len(form) > len(value) && strings.Contains(got, form) {
				t.Errorf("%q stands in %q", form, got)
			}
			body := value[bodyOf(value):]
			for from := 0; from+12 <= len(body); from++ {
				if part := body[from : from+12]; strings.Contains(got, part) {
					t.Errorf("the piece %q stands in %q", part, got)
				}
			}
		}
	})
}

// TestScrubLearnsAValueOnce: a request teaches what the one before it did.
//
//nolint:paralleltest // it counts allocations
func TestScrubLearnsAValueOnce(t *testing.T) {
	s, long := NewScrubber(), New(strings.Repeat(odd, 100))
	s.Add(long)
	first := testing.AllocsPerRun(5, func() { NewScrubber(long) })
	if again := testing.AllocsPerRun(5, func() { s.Add(long) }); again > first/10 {
		t.Errorf("it takes %v allocations to learn it, and %v to learn it again", first, again)
	}
}
