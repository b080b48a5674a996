package steps_test

import (
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"acp-gitlab/gitlab/gitlabtest"
)

// TestNoKeyOfAProblemIsDead: for every problem that stops the wizard, in
// every scenario that has it, each action that its screen offers does something:
// another screen, or GitLab is asked again.
func TestNoKeyOfAProblemIsDead(t *testing.T) {
	t.Parallel()
	var met atomic.Int32
	t.Run("scenarios", func(t *testing.T) {
		for _, sc := range gitlabtest.Scenarios() {
			if sc.Code == "" {
				continue
			}
			t.Run(sc.Name, func(t *testing.T) {
				t.Parallel()
				for n := 0; ; n++ {
					more := false
					play(t, plot{gitlab: sc.Name, ownTLS: strings.HasPrefix(string(sc.Code), "instance-tls")}, func(th *harness) {
						if !stopped(th, sc) {
							return
						}
						met.Add(1)
						keys := offered(th)
						more = n+1 < len(keys)
						pressAlive(th, keys[n])
					})
					if !more {
						return
					}
				}
			})
		}
	})
	if met.Load() < 100 {
		t.Errorf("only %d keys were pressed", met.Load())
	}
}

// stopped walks until a problem stops the wizard; false where none does.
func stopped(th *harness, sc gitlabtest.Scenario) bool {
	token, repository := sc.Token, sc.Repository
	if token == "" {
		token = th.gitlab.Token()
	}
	if repository == "" {
		repository = "team/app"
	}
	for _, act := range []func(){
		func() { th.keys("enter") },
		func() { th.keys("enter", "enter", "enter"); th.paste(token); th.keys("enter") },
		func() { th.keys("enter", repository, "enter") },
	} {
		act()
		th.wait(2 * time.Minute)
		if len(offered(th)) > 0 {
			return true
		}
	}
	return false
}

// lastKey is the key at the end of a line that offers an action.
var lastKey = regexp.MustCompile(`  ([a-z])$`)

// offered are the keys of the actions of the problem on the screen, the first of
// which Enter takes; nil where no problem is.
func offered(th *harness) []string {
	_, after, found := strings.Cut(th.view(), "\n stop ")
	_, acts, more := strings.Cut(after, "\n > ")
	if !found || !more {
		return nil
	}
	acts, _, _ = strings.Cut(acts, "\n\n")
	keys := []string{"enter"}
	for line := range strings.Lines(acts) {
		if m := lastKey.FindStringSubmatch(strings.TrimRight(line, " \n")); m != nil {
			keys = append(keys, m[1])
		}
	}
	return keys
}

func pressAlive(th *harness, key string) {
	th.t.Helper()
	before, calls := th.view(), called(th)
	th.keys(key)
	th.wait(2 * time.Minute)
	if th.view() == before && called(th) == calls {
		th.t.Errorf("%s does nothing here:\n%s", key, before)
	}
}
