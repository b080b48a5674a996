package problem

import "strings"

// Refusal is a sentence in which GitLab says no, what it means, and what helps.
// Verdicts are made from these sentences, and explain finds them.
type Refusal struct {
	// Sentence is GitLab's own; "..." stands for what varies.
	Sentence string
	// Who says it: "GitLab" in its API, or "git".
	Who  string
	Code Code
	// Remedy is what helps, as a sentence; "" where the page says it all.
	Remedy string
	// Waits says that the same call may succeed later, unchanged.
	Waits bool
}

// Who says a refusal.
const (
	byAPI = "GitLab"
	byGit = "git"
)

// Remedies that several sentences share.
const (
	askForStorage = "An owner of the top-level group can free storage or buy more."
	askForSeats   = "An owner of the top-level group can remove members or start a paid plan."
	askForLicense = "A GitLab administrator has to renew the license."
	joinNetwork   = "Join the network or VPN that GitLab allows, then check again."
	waitForGitLab = "Wait until an administrator turns it off, then check again."
)

// refusals are GitLab's sentences; the first that fits counts. Above each group
// stands where GitLab's sources have it; paths that begin with ee/ are those of
// its Enterprise Edition.
var refusals = []Refusal{
	// lib/gitlab/auth/user_access_denied_reason.rb.
	{"Your account is pending approval from your administrator and hence blocked.", byAPI, AccountPending, "", false},
	{"Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account at", byAPI, AccountDeactivated, "", false},
	{"Your primary email address is not confirmed. Please check your inbox", byAPI, AccountUnconfirmed, "", false},
	{"You ... must accept the Terms of Service in order to perform this action", byAPI, AccountTerms, "", false},
	{"Your password expired. Please access GitLab from a web browser to update your password.", byAPI, AccountPasswordExpired, "", false},
	{"Your account has been deactivated", byAPI, AccountDeactivated, "", false},
	{"Your primary email address is not confirmed", byAPI, AccountUnconfirmed, "", false},
	{"Your password expired", byAPI, AccountPasswordExpired, "", false},
	{"Your account has been blocked", byAPI, AccountBlocked, "", false},
	{"This action cannot be performed by internal users", byAPI, GitLabForbidden, "Use a token of your own account.", false},
	// lib/gitlab/auth/too_many_ips.rb. GraphQL says it; REST says 403 alone
	// (lib/api/api.rb).
	{"tried logging from too many ips", byAPI, GitLabForbidden, "Use fewer networks at a time. GitLab forgets an address after a while.", true},
	// Not confirmed: reported by users, and in no source that was found. A group
	// that allows only some addresses hides its projects instead, so that they
	// are not found (ee/app/policies/ee/project_policy.rb,
	// ip_enforcement_prevents_access).
	{"403 Forbidden - Your IP address is not allowed", byAPI, GitLabForbidden, joinNetwork, false},
	{"IP address ... not allowed", byAPI, GitLabForbidden, joinNetwork, false},
	// ee/lib/ee/gitlab/namespace_storage_size_error_message.rb, of a commit by
	// the API.
	{"Your action has been rejected because the namespace storage limit has been reached", byAPI, RepoReadOnly, askForStorage, false},

	// lib/gitlab/git_access.rb.
	{"You are not allowed to upload code", byGit, ScopeMissing, "", false},
	{"push code to an archived project", byGit, RepoArchived, "", false},
	// ee/lib/ee/gitlab/git_access.rb; Geo's second line is of
	// ee/lib/ee/gitlab/geo_git_access.rb.
	{"Git push is not allowed because this ... instance is currently in (read-only) maintenance mode", byGit, GitLabUnavailable, waitForGitLab, true},
	{"You can't push code to a read-only GitLab instance. ... use the primary node URL ...", byGit, GitLabUnavailable, "This is a read-only copy. Use the address of its primary.", false},
	{"You can't push code to a read-only GitLab instance", byGit, GitLabUnavailable, waitForGitLab, true},
	{"The repository is temporarily read-only. Please try again later", byGit, GitLabUnavailable, "", true},
	// ee/app/models/namespaces/free_user_cap/enforcement.rb. Older ones begin with
	// "Your namespace".
	{"is over the user and storage limits and has been placed in a read-only state", byGit, RepoReadOnly, askForSeats, false},
	{"is over the user limit and has been placed in a read-only state", byGit, RepoReadOnly, askForSeats, false},
	{"has been placed in a read-only state", byGit, RepoReadOnly, "", false},
	// ee/lib/ee/gitlab/namespace_storage_size_error_message.rb.
	{"Your push to this repository has been rejected because the namespace storage limit of ... has been reached", byGit, RepoReadOnly, askForStorage, false},
	{"Your push to this repository has been rejected because it would exceed", byGit, RepoReadOnly, askForStorage, false},
	// lib/gitlab/repository_size_error_message.rb.
	{"Your push has been rejected, because this repository has exceeded its size limit", byGit, RepoReadOnly, "A GitLab administrator can raise the limit; a maintainer can make the repository smaller.", false},
	// ee/app/helpers/license_helper.rb.
	{"Pushing code and creation of issues and merge requests has been disabled", byGit, RepoReadOnly, askForLicense, false},
	// ee/lib/ee/gitlab/git_access.rb.
	{"Your current license does not have GitLab Geo add-on enabled", byGit, RepoReadOnly, askForLicense, false},
	// lib/gitlab/git_access.rb.
	{"Pushing over HTTP is not allowed", byGit, RepoHTTPGitOff, "", false},
	{"Git access over HTTP is not allowed", byGit, RepoHTTPGitOff, "", false},
	// ee/lib/ee/gitlab/git_access.rb.
	{"Cannot find valid SSO session. Please login via your group's SSO at", byGit, RepoSSORequired, "", false},
	{"Project requires smartcard login", byGit, RepoPushRefused, "Sign in to GitLab with your smartcard, then check again.", false},
	// app/controllers/application_controller.rb sends the message of IpBlocked; its
	// wording is as users report it.
	{"Too many failed authentication attempts from this IP", byGit, GitLabRateLimited, "", true},
	// lib/gitlab/git_access.rb.
	{"A repository for this project does not exist yet", byGit, RepoNotReady, "", true},
}

// Refusals returns GitLab's sentences.
func Refusals() []Refusal { return append([]Refusal(nil), refusals...) }

// RefusalIn returns the refusal whose sentence text holds; false where it holds
// none.
func RefusalIn(text string) (Refusal, bool) {
	text = plainWords(text)
	for _, r := range refusals {
		if r.in(text) {
			return r, true
		}
	}
	return Refusal{}, false
}

// in reports whether text holds the pieces of the sentence in their order.
func (r Refusal) in(text string) bool {
	for piece := range strings.SplitSeq(plainWords(r.Sentence), "...") {
		_, after, ok := strings.Cut(text, strings.TrimSpace(piece))
		if !ok {
			return false
		}
		text = after
	}
	return true
}

// plainWords makes texts alike that differ in case, spaces and quotes.
func plainWords(text string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(text), "’", "'")), " ")
}
