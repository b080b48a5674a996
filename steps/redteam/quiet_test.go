//go:build unix

package redteam_test

import (
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"acp-gitlab/steps/setup"
)

// question is everything that a terminal would answer: device attributes,
// status and cursor position, modes, sizes, version, keyboard, colours, the
// clipboard, terminfo and settings, the old answerback.
var question = regexp.MustCompile(`\x1b\[[>=?]?[0-9;]*c` + `|\x1b\[\??[0-9;]*n` + `|\x1b\[\??[0-9;]*\$p` + `|\x1b\[(1[1-9]|2[01])(;[0-9]+)*t` +
	`|\x1b\[>[0-9]*q` + `|\x1b\[\?u` + `|\x1b\](4;[0-9]+|1[0-9]|52;[a-z]*);\?` + `|\x1bP[+$]q` + `|\x05`)

// TestQuestionsAreKnown keeps the search itself honest.
func TestQuestionsAreKnown(t *testing.T) {
	t.Parallel()
	for _, q := range []string{
		"\x1b[c", "\x1b[0c", "\x1b[>c", "\x1b[=c", "\x1b[5n", "\x1b[6n", "\x1b[?6n", "\x1b[?2026$p", "\x1b[14t", "\x1b[18t", "\x1b[>0q", "\x1b[?u",
		"\x1b]11;?\x07", "\x1b]10;?\x1b\\", "\x1b]4;1;?\x07", "\x1b]52;c;?\x07", "\x1bP+q544e\x1b\\", "\x1bP$qm\x1b\\",
	} {
		if !question.MatchString(q) {
			t.Errorf("%q is not known", q)
		}
	}
	for _, s := range []string{"\x1b[1m", "\x1b[?25l", "\x1b[2J", "\x1b]8;;https://gitlab.com/?name=a&b\x1b\\", "\x1b]52;c;aGk=\x07", "? help", "\x1b[22;1H"} {
		if question.MatchString(s) {
			t.Errorf("%q counts as a question", s)
		}
	}
}

// TestNoCommandAsksTheTerminal: where nothing answers, and no CI is told, a
// question costs five seconds.
func TestNoCommandAsksTheTerminal(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	ways := [][]string{{"help"}, {"--help"}, {"--version"}, {"nonsense"}}
	for _, c := range subjects(t, p.box) {
		args, _, _ := p.call(c, 1, "")
		ways = append(ways, args, []string{c.name, "--help"})
	}
	for _, args := range ways {
		t.Run(strings.Join(args[:1], " "), func(t *testing.T) {
			t.Parallel()
			s := p.start(t, 80, 24, []string{"ACP_TOKEN=" + p.session, "ACP_URL=" + p.acp.URL()}, args...)
			if fullScreen(s) {
				s.keys("\x03\x03")
			}
			if _, err := s.Exit(patience); err != nil {
				t.Fatal(err)
			}
			if q := question.FindString(s.Raw()); q != "" {
				t.Errorf("acp-gitlab %s asks %q", args, q)
			}
		})
	}
}

// fullScreen waits until a program has ended or drawn a screen that waits.
func fullScreen(s *screen) bool {
	s.t.Helper()
	return s.Until("a screen that waits", patience, func(screen string) bool {
		return strings.Contains(s.Raw(), "\x1b[?1049h") && strings.Contains(screen, "enter ") || strings.Contains(screen, "press Enter") || strings.Contains(screen, "Enter alone")
	}) == nil
}

var coloured = regexp.MustCompile(`\x1b\[([0-9;]*;)?([349][0-7]|10[0-7]|[34]8;[25];[0-9;]*)(;[0-9;]*)?m`)

// TestPlainTerminals shows the same questions on all of them, and nothing that
// they would print as rubbish.
func TestPlainTerminals(t *testing.T) {
	t.Parallel()
	for name, env := range map[string][]string{
		"NO_COLOR": {"NO_COLOR=1"}, "linux": {"TERM=linux"}, "vt100": {"TERM=vt100"}, "no TERM": {"TERM="}, "C": {"LANG=C"}, "unknown": {"TERM=no-such-terminal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, "token-expired", "")
			s := p.start(t, 80, 24, env, "--no-browser", "--gitlab-url="+p.gitlab.URL())
			toCheck(p, s)
			s.see("token-expired")
			leave(s)
			s.ends(2)
			if q := question.FindString(s.Raw()); q != "" {
				t.Errorf("it asks %q", q)
			}
			if c := coloured.FindString(s.Raw()); c != "" && name == "NO_COLOR" {
				t.Errorf("it is coloured: %q", c)
			}
		})
	}
}

// toPaste goes to the field of the token.
func toPaste(s *screen) {
	s.see(atStep(setup.IDInstance))
	s.keys("\r")
	s.see("This computer can reach")
	s.keys("\r")
	s.see(atStep(setup.IDTokenPage))
	s.keys("t")
	s.see("Paste the token")
}

// TestPastes of any length, marked as one or not, are counted, not shown, and
// sent nowhere when they cannot be a token.
func TestPastes(t *testing.T) {
	t.Parallel()
	for _, n := range []int{5_000, 50_000} {
		for name, marks := range map[string][2]string{"marked": {"\x1b[200~", "\x1b[201~"}, "unmarked": {}} {
			t.Run(strconv.Itoa(n)+" "+name, func(t *testing.T) {
				t.Parallel()
				p := newPlay(t, "", "")
				s := p.start(t, 80, 24, nil, "--no-browser", "--gitlab-url="+p.gitlab.URL())
				toPaste(s)
				asked := len(p.gitlab.Requests())
				s.keys(marks[0] + strings.Repeat(stranger, n/len(stranger)) + marks[1])
				s.see(strconv.Itoa(n) + " characters")
				s.keys("\r")
				s.see(atStep(setup.IDPaste), "characters")
				s.keys("\x15")
				if err := s.WaitGone(strconv.Itoa(n), patience); err != nil {
					t.Fatal(err)
				}
				if len(p.gitlab.Requests()) != asked {
					t.Error("something was sent that could not be a token")
				}
				s.keys(marks[0] + p.token + marks[1])
				s.see(strconv.Itoa(len(p.token)) + " characters")
				for _, seen := range p.gitlab.Requests()[asked:] { // the connection is opened, without it
					if seen.HasToken() {
						t.Errorf("%s %s carried the token before Enter", seen.Method, seen.Path)
					}
				}
				s.keys("\r")
				s.see("This token works.", "enter continue")
				leave(s)
				s.ends(2)
				p.secrets.absent(t, "the terminal", s.Raw())
			})
		}
	}
}

// TestAPasteWithoutAnEnd still leaves the terminal as it was.
func TestAPasteWithoutAnEnd(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	s := p.shell(t, nil, "sh", "-c", afterwards, "sh", "acp-gitlab", "--no-browser", "--gitlab-url="+p.gitlab.URL())
	toPaste(s)
	s.keys("\x1b[200~glpat-")
	_ = syscall.Kill(s.pid(), syscall.SIGTERM)
	s.givenBack(2)
}
