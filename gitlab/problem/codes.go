package problem

// Code is the stable name of a problem. Its page is assets/problems/CODE.md.
type Code string

// The areas of the catalogue, in the order in which it is shown.
const (
	AreaInstance   = "instance"
	AreaToken      = "token"
	AreaScopes     = "scopes"
	AreaAccount    = "account"
	AreaRepository = "repository"
	AreaGitLab     = "GitLab's answer"
	AreaACP        = "ACP"
)

// The codes. Their pages say what they mean. What decides between two that are
// alike is written where they are made.
const (
	InstanceURLInvalid    Code = "instance-url-invalid"
	InstanceNotHTTPS      Code = "instance-not-https"
	InstanceDNS           Code = "instance-dns"
	InstanceRefused       Code = "instance-refused"
	InstanceTimeout       Code = "instance-timeout"
	InstanceTLSUntrusted  Code = "instance-tls-untrusted"
	InstanceTLSExpired    Code = "instance-tls-expired"
	InstanceTLSHostname   Code = "instance-tls-hostname"
	InstanceTLSClientCert Code = "instance-tls-client-cert"
	InstanceProxy         Code = "instance-proxy"
	InstanceNotGitLab     Code = "instance-not-gitlab"
	InstanceLoginPage     Code = "instance-login-page"
	InstanceRedirected    Code = "instance-redirected"
	InstanceAPIDisabled   Code = "instance-api-disabled"

	InstanceGateway             Code = "instance-gateway"
	InstanceTLSFailed           Code = "instance-tls-failed"
	InstanceTLSIncomplete       Code = "instance-tls-incomplete"
	InstanceStripsAuthorization Code = "instance-strips-authorization"

	ACPIgnoresHost Code = "acp-ignores-host"
	ACPIgnoresPath Code = "acp-ignores-path"
	ClockOff       Code = "clock-off"

	TokenEmpty        Code = "token-empty"
	TokenMalformed    Code = "token-malformed"
	TokenWrongKind    Code = "token-wrong-kind"
	TokenUnknown      Code = "token-unknown"
	TokenExpired      Code = "token-expired"
	TokenRevoked      Code = "token-revoked"
	TokenInactive     Code = "token-inactive"
	TokenNotPersonal  Code = "token-not-personal"
	TokenFineGrained  Code = "token-fine-grained"
	TokenPageMissing  Code = "token-page-missing"
	TokenTruncated    Code = "token-truncated"
	TokenNoExpiry     Code = "token-no-expiry"
	TokenExpiresSoon  Code = "token-expires-soon"
	TokenLifetimeLong Code = "token-lifetime-long"

	PermissionMissing Code = "permission-missing"

	ScopeMissing   Code = "scope-missing"
	ScopeDangerous Code = "scope-dangerous"
	ScopeExcess    Code = "scope-excess"

	AccountBlocked         Code = "account-blocked"
	AccountDeactivated     Code = "account-deactivated"
	AccountPending         Code = "account-pending"
	AccountUnconfirmed     Code = "account-unconfirmed"
	AccountTerms           Code = "account-terms"
	AccountPasswordExpired Code = "account-password-expired"
	GitLabForbidden        Code = "gitlab-forbidden"

	RepoAddressInvalid  Code = "repo-address-invalid"
	RepoOtherInstance   Code = "repo-other-instance"
	RepoNotFound        Code = "repo-not-found"
	RepoRoleTooLow      Code = "repo-role-too-low"
	RepoNotAMember      Code = "repo-not-a-member"
	RepoArchived        Code = "repo-archived"
	RepoBeingDeleted    Code = "repo-being-deleted"
	RepoDisabled        Code = "repo-disabled"
	RepoPushRefused     Code = "repo-push-refused"
	RepoHTTPGitOff      Code = "repo-http-git-off"
	RepoSSORequired     Code = "repo-sso-required"
	RepoLegacyRefused   Code = "repo-legacy-token-refused"
	RepoReadOnly        Code = "repo-read-only"
	RepoNotReady        Code = "repo-not-ready"
	RepoMergeOff        Code = "repo-merge-requests-off"
	RepoRoleEnds        Code = "repo-role-ends"
	RepoNestedGroup     Code = "repo-nested-group"
	RepoEmpty           Code = "repo-empty"
	RepoBranchProtected Code = "repo-branch-protected"

	GitLabRateLimited Code = "gitlab-rate-limited"
	GitLabUnavailable Code = "gitlab-unavailable"
	GitLabTimeout     Code = "gitlab-timeout"
	GitLabBadAnswer   Code = "gitlab-bad-answer"
	GitLabTooOld      Code = "gitlab-too-old"

	ACPURLInvalid        Code = "acp-url-invalid"
	ACPNotHTTPS          Code = "acp-not-https"
	ACPUnreachable       Code = "acp-unreachable"
	ACPNotACP            Code = "acp-not-acp"
	ACPSessionMissing    Code = "acp-session-missing"
	ACPSessionRefused    Code = "acp-session-refused"
	ACPLoginPage         Code = "acp-login-page"
	ACPOtherInstance     Code = "acp-other-instance"
	ACPNotConnected      Code = "acp-not-connected"
	ACPUnavailable       Code = "acp-unavailable"
	ACPForbidden         Code = "acp-forbidden"
	ACPCannotReachGitLab Code = "acp-cannot-reach-gitlab"
	ACPRefusedToken      Code = "acp-refused-token"
	ACPStorageFailed     Code = "acp-storage-failed"
	ACPNotSaved          Code = "acp-not-saved"
	ACPNotConfirmed      Code = "acp-not-confirmed"

	ACPServiceAccount   Code = "acp-service-account"
	ACPOtherAccount     Code = "acp-other-account"
	ACPAccountUnknown   Code = "acp-account-unknown"
	ACPSharedProject    Code = "acp-shared-project"
	ACPStoreOpen        Code = "acp-store-open"
	ACPStoreUnprotected Code = "acp-store-unprotected"
	ACPProjectRole      Code = "acp-project-role"
	ACPOtherBinding     Code = "acp-other-binding"
	ACPNotBound         Code = "acp-not-bound"
	ACPTooOld           Code = "acp-too-old"
	ACPBindingUnknown   Code = "acp-binding-unknown"
	ACPBindingLeft      Code = "acp-binding-left"
)

// Spec is what the catalogue fixes about a code.
type Spec struct {
	Code     Code
	Area     string
	Severity Severity
	// Exit is the exit code of a command that this problem ends; 0 for
	// warnings and notes.
	Exit int
	// Retryable says that the same call may succeed later, unchanged.
	Retryable bool
}

var catalogue = []Spec{
	{InstanceURLInvalid, AreaInstance, Error, ExitUnreachable, false},
	{InstanceNotHTTPS, AreaInstance, Error, ExitUnreachable, false},
	{InstanceDNS, AreaInstance, Error, ExitUnreachable, true},
	{InstanceRefused, AreaInstance, Error, ExitUnreachable, true},
	{InstanceTimeout, AreaInstance, Error, ExitUnreachable, true},
	{InstanceTLSUntrusted, AreaInstance, Error, ExitUnreachable, false},
	{InstanceTLSExpired, AreaInstance, Error, ExitUnreachable, false},
	{InstanceTLSHostname, AreaInstance, Error, ExitUnreachable, false},
	{InstanceTLSClientCert, AreaInstance, Error, ExitUnreachable, false},
	{InstanceProxy, AreaInstance, Error, ExitUnreachable, false},
	{InstanceNotGitLab, AreaInstance, Error, ExitUnreachable, false},
	{InstanceLoginPage, AreaInstance, Error, ExitUnreachable, false},
	{InstanceRedirected, AreaInstance, Error, ExitUnreachable, false},
	{InstanceAPIDisabled, AreaInstance, Error, ExitUnreachable, false},
	{InstanceGateway, AreaInstance, Error, ExitUnreachable, false},
	{InstanceTLSFailed, AreaInstance, Error, ExitUnreachable, true},
	{InstanceTLSIncomplete, AreaInstance, Error, ExitUnreachable, false},
	{InstanceStripsAuthorization, AreaInstance, Error, ExitUnreachable, false},
	{ACPIgnoresHost, AreaInstance, Warning, 0, false},
	{ACPIgnoresPath, AreaInstance, Warning, 0, false},
	{ClockOff, AreaInstance, Warning, 0, false},

	{TokenEmpty, AreaToken, Error, ExitUsage, false},
	{TokenMalformed, AreaToken, Error, ExitRefused, false},
	{TokenWrongKind, AreaToken, Error, ExitRefused, false},
	{TokenUnknown, AreaToken, Error, ExitRefused, false},
	{TokenExpired, AreaToken, Error, ExitRefused, false},
	{TokenRevoked, AreaToken, Error, ExitRefused, false},
	{TokenInactive, AreaToken, Error, ExitRefused, false},
	{TokenNotPersonal, AreaToken, Error, ExitRefused, false},
	{TokenFineGrained, AreaToken, Warning, 0, false},
	{TokenPageMissing, AreaToken, Error, ExitRefused, false},
	{TokenTruncated, AreaToken, Warning, 0, false},
	{TokenNoExpiry, AreaToken, Warning, 0, false},
	{TokenExpiresSoon, AreaToken, Warning, 0, false},
	{TokenLifetimeLong, AreaToken, Note, 0, false},

	{PermissionMissing, AreaScopes, Error, ExitNeedsDoing, false},
	{ScopeMissing, AreaScopes, Error, ExitNeedsDoing, false},
	{ScopeDangerous, AreaScopes, Error, ExitNeedsDoing, false},
	{ScopeExcess, AreaScopes, Warning, 0, false},

	{AccountBlocked, AreaAccount, Error, ExitRefused, false},
	{AccountDeactivated, AreaAccount, Error, ExitRefused, false},
	{AccountPending, AreaAccount, Error, ExitRefused, false},
	{AccountUnconfirmed, AreaAccount, Error, ExitRefused, false},
	{AccountTerms, AreaAccount, Error, ExitRefused, false},
	{AccountPasswordExpired, AreaAccount, Error, ExitRefused, false},
	{GitLabForbidden, AreaAccount, Error, ExitRefused, false},

	{RepoAddressInvalid, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoOtherInstance, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoNotFound, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoRoleTooLow, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoNotAMember, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoArchived, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoBeingDeleted, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoDisabled, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoPushRefused, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoHTTPGitOff, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoSSORequired, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoLegacyRefused, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoReadOnly, AreaRepository, Error, ExitNeedsDoing, false},
	{RepoNotReady, AreaRepository, Error, ExitNeedsDoing, true},
	{RepoMergeOff, AreaRepository, Warning, 0, false},
	{RepoRoleEnds, AreaRepository, Warning, 0, false},
	{RepoNestedGroup, AreaRepository, Warning, 0, false},
	{RepoEmpty, AreaRepository, Note, 0, false},
	{RepoBranchProtected, AreaRepository, Note, 0, false},

	{GitLabRateLimited, AreaGitLab, Error, ExitTemporary, true},
	{GitLabUnavailable, AreaGitLab, Error, ExitTemporary, true},
	{GitLabTimeout, AreaGitLab, Error, ExitTemporary, true},
	{GitLabBadAnswer, AreaGitLab, Error, ExitUnreachable, false},
	{GitLabTooOld, AreaGitLab, Warning, 0, false},

	{ACPURLInvalid, AreaACP, Error, ExitUnreachable, false},
	{ACPNotHTTPS, AreaACP, Error, ExitUnreachable, false},
	{ACPUnreachable, AreaACP, Error, ExitUnreachable, true},
	{ACPNotACP, AreaACP, Error, ExitUnreachable, false},
	{ACPSessionMissing, AreaACP, Error, ExitUsage, false},
	{ACPSessionRefused, AreaACP, Error, ExitRefused, false},
	{ACPLoginPage, AreaACP, Error, ExitRefused, false},
	{ACPOtherInstance, AreaACP, Error, ExitNeedsDoing, false},
	{ACPNotConnected, AreaACP, Error, ExitNeedsDoing, false},
	{ACPUnavailable, AreaACP, Error, ExitTemporary, true},
	{ACPForbidden, AreaACP, Error, ExitACP, false},
	{ACPCannotReachGitLab, AreaACP, Error, ExitACP, false},
	{ACPRefusedToken, AreaACP, Error, ExitACP, false},
	{ACPStorageFailed, AreaACP, Error, ExitACP, true},
	{ACPNotSaved, AreaACP, Error, ExitACP, true},
	{ACPNotConfirmed, AreaACP, Error, ExitACP, false},

	{ACPServiceAccount, AreaACP, Error, ExitRefused, false},
	{ACPOtherAccount, AreaACP, Error, ExitRefused, false},
	{ACPAccountUnknown, AreaACP, Warning, 0, false},
	{ACPSharedProject, AreaACP, Error, ExitNeedsDoing, false},
	{ACPStoreOpen, AreaACP, Error, ExitACP, false},
	{ACPStoreUnprotected, AreaACP, Error, ExitACP, false},
	{ACPProjectRole, AreaACP, Error, ExitNeedsDoing, false},
	{ACPOtherBinding, AreaACP, Error, ExitNeedsDoing, false},
	{ACPNotBound, AreaACP, Error, ExitNeedsDoing, false},
	{ACPTooOld, AreaACP, Error, ExitACP, false},
	{ACPBindingUnknown, AreaACP, Warning, 0, false},
	{ACPBindingLeft, AreaACP, Warning, 0, false},
}

var byCode = func() map[Code]Spec {
	m := make(map[Code]Spec, len(catalogue))
	for _, s := range catalogue {
		m[s.Code] = s
	}
	return m
}()

// All returns the catalogue in the order in which it is shown.
func All() []Spec { return append([]Spec(nil), catalogue...) }

// Lookup returns the spec of c; false for a code that does not exist.
func Lookup(c Code) (Spec, bool) { s, ok := byCode[c]; return s, ok }
