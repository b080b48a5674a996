package gitlabtest

import (
	"net/http"
	"testing"

	gitlab "gitlab.com/gitlab-org/api/client-go/v2"
)

// TestAnotherClientUnderstandsTheAnswers holds the bodies against the types of
// GitLab's own client.
func TestAnotherClientUnderstandsTheAnswers(t *testing.T) {
	t.Parallel()
	s := start(t, WithVersion("18.5.2-ee"))
	c, err := gitlab.NewClient(s.Token(), gitlab.WithBaseURL(s.URL()), gitlab.WithHTTPClient(client(s)), gitlab.WithoutRetries())
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := c.PersonalAccessTokens.GetSinglePersonalAccessToken()
	if err != nil || !token.Active || token.ExpiresAt.String() != "2027-02-20" || token.CreatedAt == nil {
		t.Errorf("self: %v", err)
	}
	if _, _, err := c.PersonalAccessTokens.ListPersonalAccessTokens(nil); err != nil {
		t.Errorf("list: %v", err)
	}
	user, _, err := c.Users.CurrentUser()
	if err != nil || user.Username != "ada" {
		t.Errorf("user: %+v, %v", user, err)
	}
	if m, _, err := c.Metadata.GetMetadata(); err != nil || m.Version != "18.5.2-ee" {
		t.Errorf("metadata: %+v, %v", m, err)
	}
	p, _, err := c.Projects.GetProject(app, nil)
	if err != nil || p.Permissions.GroupAccess.AccessLevel != gitlab.DeveloperPermissions || p.LastActivityAt == nil || p.Namespace.FullPath != "team" {
		t.Errorf("project: %+v, %v", p, err)
	}
	member, _, err := c.ProjectMembers.GetInheritedProjectMember(app, 42)
	if err != nil || member.AccessLevel != gitlab.DeveloperPermissions {
		t.Errorf("member: %+v, %v", member, err)
	}
	branch, _, err := c.Branches.GetBranch(app, "main")
	if err != nil || branch.CanPush || !branch.Protected {
		t.Errorf("branch: %+v, %v", branch, err)
	}
	projects, resp, err := c.Projects.ListProjects(&gitlab.ListProjectsOptions{Membership: gitlab.Ptr(true)})
	if err != nil || len(projects) != 7 || resp.TotalItems != 7 {
		t.Errorf("projects: %d, %v", len(projects), err)
	}
	if resp, err := c.PersonalAccessTokens.RevokePersonalAccessTokenSelf(); err != nil || resp.StatusCode != http.StatusNoContent {
		t.Errorf("revoke: %v", err)
	}
}
