// Package problem has the one value in which every part of the program says what
// is wrong: a [Problem] with a stable code, what it is about, the evidence, and
// the facts. It contains no text for people: that is on the page of the code in
// assets/problems, which the facts fill in.
//
// # How to start
//
// [New] makes a problem of a [Code]. [Problem.Because] adds the evidence, and
// [Problem.With] the facts. [All] is the catalogue: what each code is about, how
// severe it is, and the exit code of a command that it ends. [Exit] is the exit
// code for several. A [Finding] is one line of a checklist, with the problem
// behind it. [RefusalIn] recognizes the sentences with which GitLab refuses.
//
// # What it promises
//
//   - Codes, severities and exit codes are stable: scripts rely on them.
//   - A Problem does not change once it is made; its methods return copies.
//   - Functions return *Problem and not error, because a nil *Problem in an error
//     is an error.
package problem

import (
	"strconv"
	"strings"
	"time"
)

// Severity says what a problem stops.
type Severity string

// An Error stops, a Warning lets go on, a Note informs.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Exit codes of the program; gh's meanings are kept.
const (
	ExitOK          = 0
	ExitUnexpected  = 1
	ExitCancelled   = 2
	ExitNeedsDoing  = 3
	ExitRefused     = 4
	ExitUnreachable = 5
	ExitACP         = 6
	ExitTemporary   = 7
	ExitUsage       = 64
)

// Problem is one thing that is wrong or worth knowing. Its methods never change
// it: they return copies. Functions that can meet a problem return *Problem, not
// error: a nil *Problem in an error is an error.
type Problem struct {
	Code     Code
	Severity Severity
	// Subject is what it is about: a host, a scope, a repository. Cleaned.
	Subject string
	// More is how many further subjects this problem stands for, beside the one
	// in Subject. See [Fold].
	More int
	// Evidence is one line of proof: the request, its status, the server's
	// request id and words. Cleaned; never a part of a token.
	Evidence string
	// Facts fill the placeholders of the page, and are what code decides on.
	Facts Facts
	// RetryAt is when the server said that it will answer again, if it did.
	RetryAt time.Time
}

// New returns the problem named code, with the severity of the catalogue. It
// panics for a code that the catalogue does not know.
func New(code Code, subject string) *Problem {
	spec, ok := Lookup(code)
	if !ok {
		panic("problem: no such code: " + string(code))
	}
	return &Problem{Code: code, Severity: spec.Severity, Subject: subject}
}

// Because returns a copy of p with this evidence.
func (p *Problem) Because(evidence string) *Problem {
	q := *p
	q.Evidence = evidence
	return &q
}

// With returns a copy of p that knows more facts as well.
func (p *Problem) With(more Facts) *Problem {
	q := *p
	q.Facts = p.Facts.With(more)
	return &q
}

// WithSeverity returns a copy of p with another severity: an error that was
// accepted on purpose is a warning.
func (p *Problem) WithSeverity(s Severity) *Problem {
	q := *p
	q.Severity = s
	return &q
}

// WithSubject returns a copy of p that is about subject alone.
func (p *Problem) WithSubject(subject string) *Problem {
	q := *p
	q.Subject, q.More = subject, 0
	return &q
}

// About returns the subject, and how many more there are: "sudo and 40 more".
func (p *Problem) About() string {
	if p.More == 0 {
		return p.Subject
	}
	return p.Subject + " and " + strconv.Itoa(p.More) + " more"
}

// Fold shortens ps, the problems of one answer, to at most limit of each kind: of
// one code and severity. Of a kind with more, only the first is kept, and its
// More counts the others.
func Fold(ps []*Problem, limit int) []*Problem {
	type kind struct {
		code     Code
		severity Severity
	}
	count := map[kind]int{}
	for _, p := range ps {
		count[kind{p.Code, p.Severity}] += 1 + p.More
	}
	folded := make([]*Problem, 0, len(ps))
	seen := map[kind]bool{}
	for _, p := range ps {
		k := kind{p.Code, p.Severity}
		switch {
		case count[k] <= limit:
			folded = append(folded, p)
		case !seen[k]:
			first := *p
			first.More = count[k] - 1
			folded = append(folded, &first)
		}
		seen[k] = true
	}
	return folded
}

// Retryable says that the same call may succeed later, unchanged.
func (p *Problem) Retryable() bool { return byCode[p.Code].Retryable || p.Facts.Waits }

// Error implements error for logs; people read the page.
func (p *Problem) Error() string {
	var b strings.Builder
	b.WriteString(string(p.Code))
	if p.Subject != "" {
		b.WriteString(": " + p.About())
	}
	if p.Evidence != "" {
		b.WriteString(" (" + p.Evidence + ")")
	}
	return b.String()
}

// exitOrder is which exit code wins where several errors stand.
var exitOrder = []int{ExitUnexpected, ExitUsage, ExitUnreachable, ExitRefused, ExitACP, ExitTemporary, ExitNeedsDoing}

// Exit returns the exit code of a command that met ps. Warnings and notes
// leave 0; with strict, warnings count as ExitNeedsDoing.
func Exit(ps []*Problem, strict bool) int {
	seen := map[int]bool{}
	for _, p := range ps {
		switch {
		case p.Severity == Error:
			exit := byCode[p.Code].Exit
			if exit == 0 {
				exit = ExitNeedsDoing
			}
			seen[exit] = true
		case p.Severity == Warning && strict:
			seen[ExitNeedsDoing] = true
		}
	}
	for _, c := range exitOrder {
		if seen[c] {
			return c
		}
	}
	return ExitOK
}

// Stops reports whether ps holds an error.
func Stops(ps []*Problem) bool { return First(ps) != nil }

// First returns the error to fix first: the earliest of those whose exit code
// wins. It returns nil if there is no error.
func First(ps []*Problem) *Problem {
	want := Exit(ps, false)
	for _, p := range ps {
		if p.Severity != Error {
			continue
		}
		if e := byCode[p.Code].Exit; e == want || e == 0 {
			return p
		}
	}
	return nil
}
