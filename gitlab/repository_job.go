package gitlab

import (
	"encoding/json"
	"slices"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
)

// underWay are the states of an import that has not ended. GitLab docs:
// "Project import and export API", import_status.
var underWay = []string{"scheduled", "started"}

// importing reports whether the project is still being imported.
func (v *repositoryCheck) importing() bool { return slices.Contains(underWay, v.project.ImportStatus) }

// mergeRequests adds a line where ACP can push, but open no merge request.
func (v *repositoryCheck) mergeRequests() {
	if v.mayOpenMergeRequests() || problem.Stops(v.problems) {
		return
	}
	text, all := "turned off here: ACP pushes branches only", "merge requests are turned off here"
	if !v.mergeRequestsOff() {
		text, all = "not open to you here: ACP pushes branches only", "you cannot open merge requests here"
	}
	v.line(checkMerge, checkMerge, problem.Warn, text, v.about(problem.RepoMergeOff, v.looked).Because(v.looked.evidence()+"; "+all))
}

// mergeRequestsOff reports whether the project has them turned off. Older GitLabs
// tell it in another field.
func (v *repositoryCheck) mergeRequestsOff() bool {
	return v.project.MergeRequestsAccessLevel == gl.DisabledAccessControl || v.denies("merge_requests_enabled")
}

// mayOpenMergeRequests reports whether nothing speaks against it: older GitLabs
// do not tell.
func (v *repositoryCheck) mayOpenMergeRequests() bool {
	if v.batched {
		return !v.mergeRequestsOff() && v.project.CanCreateMergeRequestIn
	}
	return !v.mergeRequestsOff() && !v.denies("can_create_merge_request_in")
}

// denies reports whether REST says false for key of the project.
func (v *repositoryCheck) denies(key string) bool {
	if v.batched {
		return false
	}
	var told map[string]json.RawMessage
	return json.Unmarshal(v.looked.success, &told) == nil && string(told[key]) == "false"
}

// roleEnds adds a line where the role that allows pushing ends soon.
func (v *repositoryCheck) roleEnds() {
	if !v.memberKnown() || v.member.ExpiresAt == nil || problem.Stops(v.problems) {
		return
	}
	ends := DateOf(timeOf(v.member.ExpiresAt))
	left := ends.DaysFrom(time.Now())
	direct, group := permissions(v.project)
	if left > soonDays || max(direct, group) > AccessLevel(v.member.AccessLevel) {
		return
	}
	text := "your role here ends on " + ends.Describe() + ", " + describeDays(left)
	p := v.about(problem.RepoRoleEnds, v.asMember).With(problem.Facts{Date: ends.Describe(), When: describeDays(left)})
	v.line(checkUntil, checkUntil, problem.Warn, text, p.Because(p.Evidence+", expires_at "+ends.String()))
}
