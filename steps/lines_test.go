package steps_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// answer is one answer of a script: how it is given full screen, and as a line.
type answer struct {
	keys  []string
	paste string
	line  string
}

// script is a list of answers that drives the wizard either way.
type script []answer

func enter() answer { return answer{keys: []string{"enter"}} }

func text(s string) answer { return answer{keys: []string{s, "enter"}, line: s} }

func pasted(s string) answer { return answer{paste: s, keys: []string{"enter"}, line: s} }

// choice is number n of a list whose first line is highlighted.
func choice(n int) answer {
	return answer{keys: append(slices.Repeat([]string{"down"}, n-1), "enter"), line: strconv.Itoa(n)}
}

// letter is a key that does the same as the line of its name.
func letter(key string) answer { return answer{keys: []string{key}, line: key} }

// word is a key that needs a word when it is typed.
func word(key, word string) answer { return answer{keys: []string{key}, line: word} }

// toggled unticks or ticks number n of a multiple choice, where none was moved to.
func toggled(n int) answer {
	keys := append(slices.Repeat([]string{"down"}, n-1), "space")
	return answer{keys: append(keys, slices.Repeat([]string{"up"}, n-1)...), line: strconv.Itoa(n)}
}

func onward(n int) script { return slices.Repeat(script{enter()}, n) }

// result is what came of a run.
type result struct {
	outcome  setup.Outcome
	finished bool
	exit     int
	setup    string
	opened   []string
	requests []string
}

// TestBothModesEndAlike: one script of answers, the same result, and the same
// requests at both servers.
func TestBothModesEndAlike(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		plot    plot
		answers func(*harness) script
		want    setup.Outcome
	}{
		"the usual way": {
			answers: func(th *harness) script {
				return slices.Concat(onward(4), script{pasted(" " + th.gitlab.Token() + "\n"), enter(), text("team/app")}, onward(4))
			},
			want: setup.Connected,
		},
		"an address and a date of one's own": {
			plot: plot{given: func(_ *harness, g *setup.Answers) { g.GitLab = setup.Value{} }, noBrowser: true},
			answers: func(th *harness) script {
				return slices.Concat(
					script{choice(2), text("/etc/passwd"), {keys: []string{"ctrl+u"}, line: "-"}, pasted(th.gitlab.URL() + "/team/app/-/issues"), enter()},
					script{letter("d"), {keys: []string{"down", "down", "enter"}, line: "5"}, text("2027-01-31"), letter("n"), letter("h"), enter(), enter()},
					script{toggled(4), toggled(4), enter(), pasted("glpat-short"), {keys: []string{"ctrl+u"}, line: ""}},
					script{pasted(th.gitlab.Token()), enter(), choice(2), letter("a"), text("nowhere/at-all"), letter("s")}, onward(3))
			},
			want: setup.Connected,
		},
		"replacing": {
			plot: plot{acp: "acp-other-instance"},
			answers: func(th *harness) script {
				return slices.Concat(onward(4), script{pasted(th.gitlab.Token()), enter(), text("team/app"), enter(), enter(), word("y", "replace")}, onward(2))
			},
			want: setup.Connected,
		},
		"keeping": {
			plot: plot{acp: "acp-other-instance"},
			answers: func(th *harness) script {
				return slices.Concat(onward(4), script{pasted(th.gitlab.Token()), enter(), text("team/app"), enter(), enter(), enter()}, onward(1))
			},
			want: setup.KeptOld,
		},
		"going on You accepted this": {
			plot: plot{gitlab: "scope-dangerous"},
			answers: func(th *harness) script {
				return slices.Concat(onward(4), script{pasted(th.gitlab.Token()), letter("g"), enter(), text("team/app")}, onward(4))
			},
			want: setup.Connected,
		},
		"a token that does not fit": {
			answers: func(th *harness) script {
				small := th.gitlab.Mint("too small", []string{"api"}, "2027-02-20")
				return slices.Concat(
					onward(4), script{pasted(small), letter("a"), {keys: []string{"ctrl+u"}, line: "?"}},
					script{pasted(th.gitlab.Token()), enter(), text("team/app")}, onward(3),
					script{letter("x"), word("y", "revoke"), enter()})
			},
			want: setup.Connected,
		},
		"a group that takes only fine-grained tokens": {
			plot: plot{gitlab: "repo-legacy-token-refused", gitOptions: []gitlabtest.Option{fineToken()}},
			answers: func(th *harness) script {
				return slices.Concat(onward(4), script{pasted(th.gitlab.Token()), enter(), text("team/app"), enter()},
					onward(2), script{pasted(fineValue()), enter(), text("")}, onward(4))
			},
			want: setup.Connected,
		},
		"in the browser": {
			plot: plot{given: func(_ *harness, g *setup.Answers) { g.ACP, g.Sessions = setup.Value{}, nil }},
			answers: func(th *harness) script {
				return slices.Concat(onward(4), script{pasted(th.gitlab.Token()), enter(), text("team/app"), enter(), pasted(th.acp.URL()), enter()}, onward(3))
			},
			want: setup.InBrowser,
		},
		"with an access key": {
			plot: plot{given: func(_ *harness, g *setup.Answers) { g.ACP, g.Sessions = setup.Value{}, nil }},
			answers: func(th *harness) script {
				return slices.Concat(onward(4), script{pasted(th.gitlab.Token()), enter(), text("team/app"), enter(), pasted(th.acp.URL()), choice(2), pasted(th.acp.Session())}, onward(3))
			},
			want: setup.Connected,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var drawn, spoken result
			play(t, tc.plot, func(th *harness) {
				for _, a := range tc.answers(th) {
					if a.paste != "" {
						th.paste(a.paste)
					}
					th.keys(a.keys...)
					th.rest()
				}
				drawn = resultOf(th)
			})
			con := newConsole()
			p := tc.plot
			p.lines = con
			play(t, p, func(th *harness) {
				for _, a := range tc.answers(th) {
					th.types(con, a.line)
				}
				spoken = resultOf(th)
				if said := con.all(); strings.Contains(said, th.gitlab.Token()) || strings.Contains(said, th.acp.Session()) || strings.Contains(said, "\x1b") {
					t.Error("a secret or an escape character was said")
				}
			})
			if fmt.Sprintf("%+v", drawn) != fmt.Sprintf("%+v", spoken) {
				t.Errorf("full screen\n%+v\nline by line\n%+v\n%s", drawn, spoken, con.all())
			}
			if drawn.outcome != tc.want || !drawn.finished {
				t.Errorf("outcome %v, finished %v", drawn.outcome, drawn.finished)
			}
		})
	}
}

func resultOf(th *harness) result {
	s := th.setup
	r := result{
		outcome: s.Outcome(), finished: th.shell.Finished(), opened: th.opened,
		exit:  setup.Exit(s, th.shell.Left()),
		setup: fmt.Sprint(s.Instance.URL(), s.EndDate, s.Scopes, s.TokenFrom(), s.Endpoint, s.Session.Source),
	}
	for _, repo := range s.Repositories {
		r.setup += fmt.Sprint(repo.Path, repo.PushProven)
	}
	for _, p := range s.LetThrough() {
		r.setup += string(p.Code)
	}
	for _, u := range s.Unused() {
		r.setup += fmt.Sprint(u.Name, u.Ended)
	}
	for _, seen := range th.gitlab.Requests() {
		r.requests = append(r.requests, "gitlab "+seen.Method+" "+seen.Path)
	}
	for _, seen := range th.acp.Requests() {
		r.requests = append(r.requests, "acp "+seen.Method+" "+seen.Path)
	}
	slices.Sort(r.requests) // calls that go out at once arrive in any order
	return r
}

// TestTranscript is a whole run as it is read out, next to screens.md 5.
func TestTranscript(t *testing.T) {
	t.Parallel()
	con := newConsole()
	play(t, plot{lines: con}, func(th *harness) {
		th.types(con, "", "", "", "", " "+th.gitlab.Token()+" ", "", "team/app", "", "", "", "")
		if !th.shell.Finished() || con.err != nil || th.setup.Outcome() != setup.Connected {
			t.Errorf("finished %v, outcome %v, %v", th.shell.Finished(), th.setup.Outcome(), con.err)
		}
		golden.RequireEqual(t, []byte(con.all()))
	})
}

// TestTranscriptOfAFineGrainedToken is the way from a group's refusal as it is read
// out.
func TestTranscriptOfAFineGrainedToken(t *testing.T) {
	t.Parallel()
	con := newConsole()
	play(t, plot{lines: con, gitlab: "repo-legacy-token-refused", gitOptions: []gitlabtest.Option{fineToken()}}, func(th *harness) {
		th.types(con, "", "", "", "", th.gitlab.Token(), "", "team/app")
		before := len(con.all())
		th.types(con, "", "", "", fineValue(), "", "", "", "", "", "")
		if !th.shell.Finished() || con.err != nil || th.setup.Outcome() != setup.Connected {
			t.Errorf("finished %v, outcome %v, %v", th.shell.Finished(), th.setup.Outcome(), con.err)
		}
		golden.RequireEqual(t, []byte(con.all()[before:]))
	})
}

// TestTranscriptOfTrouble: what is wrong is said in the order of screens.md 5.
func TestTranscriptOfTrouble(t *testing.T) {
	t.Parallel()
	con := newConsole()
	play(t, plot{lines: con}, func(th *harness) {
		small := th.gitlab.Mint("too small", []string{"api", "read_api", "read_user"}, "2027-02-20")
		th.types(con, "b", "", "", "6", "?", "nonsense", small, "4", "?", "3", "", "q", "no", "", "q", "leave")
		if !th.shell.Left() || setup.Exit(th.setup, true) != problem.ExitCancelled {
			t.Errorf("left %v, outcome %v", th.shell.Left(), th.setup.Outcome())
		}
		golden.RequireEqual(t, []byte(requestID.ReplaceAllString(con.all(), "01JDA800000000000000000000")))
	})
}

// TestWrongAnswersAtEveryStep cost nothing: the run ends as if they had not
// been, and none is sent anywhere.
func TestWrongAnswersAtEveryStep(t *testing.T) {
	t.Parallel()
	con := newConsole()
	play(t, plot{lines: con}, func(th *harness) {
		for _, l := range []struct{ wrong, reply, right string }{
			{"99", "Type a number from", ""},
			{"yes", "Press Enter alone", ""},
			{"0", "Type a number from", "2"},
			{"sudo", "Type a number from", ""},
			{"glpat-short", "tokens have at least 20.", th.gitlab.Token()},
			{"1", "Press Enter alone", ""},
			{"zzz", "No match among repositories you can push to.", "team/app"},
			{"3", "Type a number from", ""},
			{"y", "Press Enter alone", ""},
			{"replace", "Press Enter alone", ""},
			{"y", "Type a number from", ""},
		} {
			before, asked := len(con.all()), th.asked()
			th.types(con, l.wrong)
			if said := con.all()[before:]; !strings.Contains(said, l.reply) {
				t.Fatalf("%q was answered with\n%s", l.wrong, said)
			}
			if th.asked() != asked {
				t.Errorf("%q created %d requests", l.wrong, th.asked()-asked)
			}
			th.types(con, l.right)
		}
		if !th.shell.Finished() || th.setup.Outcome() != setup.Connected || !slices.Equal(th.opened, nil) {
			t.Errorf("finished %v, outcome %v, opened %v\n%s", th.shell.Finished(), th.setup.Outcome(), th.opened, con.all())
		}
	})
}

// TestARefusedPasteIsNotTheDefault: Enter alone would repeat the refusal for ever.
func TestARefusedPasteIsNotTheDefault(t *testing.T) {
	t.Parallel()
	con := newConsole()
	play(t, plot{lines: con}, func(th *harness) {
		th.types(con, "", "", "", "", "x")
		before := len(con.all())
		th.types(con, "")
		if said := con.all()[before:]; !strings.Contains(said, "Nothing pasted yet.") || strings.Contains(said, "below 20") {
			t.Errorf("Enter alone was answered with\n%s", said)
		}
		th.types(con, th.gitlab.Token(), "", "team/app", "", "", "", "")
		if !th.shell.Finished() || th.setup.Outcome() != setup.Connected {
			t.Errorf("finished %v, outcome %v", th.shell.Finished(), th.setup.Outcome())
		}
	})
}

// asked is how many requests were made so far.
func (th *harness) asked() int { return len(th.gitlab.Requests()) + len(th.acp.Requests()) }
