package commands

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// TestMoreTokensThanCanBeRead: the list says so, and a number that is not in
// it may be there all the same.
func TestMoreTokensThanCanBeRead(t *testing.T) {
	t.Parallel()
	var opts []gitlabtest.Option
	for n := range 1_000 {
		opts = append(opts, gitlabtest.WithOtherToken(gitlabtest.Token{ID: int64(10_000 + n), Name: "of a script"}))
	}
	a := open(t, false, opts...)
	o := a.call(t, a.token, nil, a.onGitLab("tokens")...)
	if o.exit != problem.ExitOK || len(o.doc.Tokens) != 1_000 || !o.doc.TokensCut {
		t.Errorf("exit %d, %d tokens, cut %v", o.exit, len(o.doc.Tokens), o.doc.TokensCut)
	}
	args := a.onGitLab("tokens")
	if o := a.call(t, a.token, nil, args[:len(args)-1]...); !strings.Contains(o.stdout, "There may be more") {
		t.Errorf("says nothing of more:\n%.300s", o.stdout)
	}
	o = a.call(t, a.token, nil, a.onGitLab("tokens", "revoke", "5", "--yes")...)
	if say := strings.Join(o.doc.Usage, " "); o.exit != problem.ExitUsage || !strings.Contains(say, "too long") || strings.Contains(say, "you have no active token") {
		t.Errorf("exit %d: %s", o.exit, say)
	}
	o = a.call(t, a.token, nil, a.onGitLab("tokens", "revoke", "10500", "--yes")...)
	if o.exit != problem.ExitOK || o.doc.Ended == nil || o.doc.Ended.ID != 10_500 {
		t.Errorf("one that is in it: exit %d\n%s", o.exit, o.stdout)
	}
}
