package gitlab_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// everyPermission is what ACP and the checks need, in GitLab's words.
func everyPermission() []string {
	var names []string
	for _, p := range gitlab.RequiredPermissions() {
		names = append(names, p.Name())
	}
	return names
}

func fineGrained(t *testing.T, permissions []string) (*gitlabtest.Server, *gitlab.Client) {
	t.Helper()
	s := start(t, gitlabtest.WithVersion("19.4.1"), gitlabtest.WithToken(gitlabtest.Token{Kind: gitlabtest.FineGrained, Permissions: permissions}))
	return s, connect(t, s, s.Token()).OfKind(gitlab.KindFineGrained)
}

// TestAPermissionOfTheChecksThatIsMissingIsNamed: role and branch are then not
// silently unknown; git's answer decides.
func TestAPermissionOfTheChecksThatIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"Member: Read": "warn role: Developer (30), through the group team; cannot see when it expires: missing Member: Read (permission-missing)",
		"Branch: Read": "warn branch: main: cannot see whether you can push to it: missing Branch: Read (permission-missing)",
	} {
		has := slices.DeleteFunc(everyPermission(), func(p string) bool { return p == name })
		_, client := fineGrained(t, has)
		repo := client.Repository(t.Context(), "team/app", ada, nil)
		i := slices.IndexFunc(repo.Problems, func(p *problem.Problem) bool { return p.Code == problem.PermissionMissing })
		if i < 0 || len(repo.Problems) != 1 && name != "Member: Read" || !repo.CanPush {
			t.Fatalf("without %s: can push %v, %v", name, repo.CanPush, repo.Problems)
		}
		p := repo.Problems[i]
		if p.Subject != name || p.Severity != problem.Warning || !strings.Contains(p.Facts.Words, "["+name+"]") {
			t.Errorf("without %s: %+v", name, p)
		}
		if got := lines(repo.Findings); !slices.Contains(got, line) {
			t.Errorf("without %s: %s", name, strings.Join(got, "\n"))
		}
	}
}

// TestTheSmallestSetIsEnough: for all checks, and for the list of repositories,
// which is a permission that nobody is asked for.
func TestTheSmallestSetIsEnough(t *testing.T) {
	t.Parallel()
	s, client := fineGrained(t, everyPermission())
	if p := problem.First(client.Inspect(t.Context(), time.Now(), nil).Problems); p != nil {
		t.Errorf("the token: %v", p)
	}
	repo := client.Repository(t.Context(), "team/app", ada, nil)
	if !repo.CanPush || !repo.PushProven || slices.ContainsFunc(repo.Problems, func(p *problem.Problem) bool { return p.Code == problem.PermissionMissing }) {
		t.Errorf("the repository: %+v", repo)
	}
	targets, p := client.PushTargets(t.Context(), "app", nil)
	if p != nil || !slices.ContainsFunc(targets, func(x gitlab.Target) bool { return x.Path == "team/app" && x.Role == gitlab.Developer }) {
		t.Errorf("the list: %v %v", targets, p)
	}
	for _, target := range targets {
		if !strings.Contains(target.Path, "app") {
			t.Errorf("%s was not searched for", target.Path)
		}
	}
	if !slices.ContainsFunc(s.Requests(), func(r gitlabtest.Seen) bool { return strings.HasSuffix(r.Path, "/self/associations") }) {
		t.Error("the list of projects was open: the server is not as strict as GitLab")
	}
}
