package steps

import (
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
)

// act is what a key beside a problem does.
type act int

const (
	actNone act = iota
	actCorrect
	actRetry
	actNewToken
	actPaste
	actInstance
	actGoOn
	actSkip
	actList
	actCopy
	actCopyTarget
	actUseCA
	actChooseCA
	actUseTarget
	actBrowserWay
	actSession
	actAddress
	actSendAnyway
	actLeave
	actLook
	actAgain
	actFineGrained
	actAccept
	actProject
)

// action is one thing to do about a problem. The first one is what Enter does.
type action struct {
	key  string
	act  act
	does string
	// brief is the word for the footer.
	brief string
}

var (
	correctAddress  = action{"e", actCorrect, "correct the address", "correct"}
	tryAgain        = action{"r", actRetry, "try again", "again"}
	tryAgainVPN     = action{"r", actRetry, "try again, for example after joining the VPN", "again"}
	makeNewToken    = action{"o", actNewToken, "create a new token; the page opens filled in", "new token"}
	makeFineGrained = action{"o", actFineGrained, "create a fine-grained token; the permissions are listed", "new token"}
	pasteAnother    = action{"a", actPaste, "paste another", "another"}
	pasteAgain      = action{"a", actPaste, "paste it again", "paste again"}
	otherInstance   = action{"i", actInstance, "choose another GitLab (was it created on gitlab.com?)", "GitLab"}
	otherRepo       = action{"a", actCorrect, "another repository", "another"}
	chooseFromList  = action{"l", actList, "choose from the repositories you can push to", "list"}
	skipPush        = action{"s", actSkip, "continue without push access here", "continue"}
	browserWay      = action{"w", actBrowserWay, "do it in the browser instead", "browser"}
	otherACPAddress = action{"e", actAddress, "another address", "address"}
	otherKey        = action{"k", actSession, "paste another access key", "another key"}
	lookAgain       = action{"r", actLook, "check again", "check again"}
	connectAgain    = action{"a", actAgain, "connect again", "connect again"}
	otherProject    = action{"p", actProject, "choose another project", "project"}
	leaveNow        = action{"q", actLeave, "leave, set HTTPS_PROXY or NO_PROXY, start again", "leave"}
)

// accept goes on in spite of a problem that may be accepted, knowing what it says.
func accept(does string) action { return action{"y", actAccept, does, "accept"} }

func copyFor(whom string) action { return action{"c", actCopy, "copy " + whom, "copy"} }

var (
	copyIT    = copyFor("a question for your IT department")
	copyAdmin = copyFor("a question for your GitLab administrator")
	copyOwner = copyFor("a request to an owner of the repository")
	copyACP   = copyFor("a message for your ACP team")
)

// actionsByCode says what can be done in the wizard about each problem that
// stops it. The pages in assets/problems say the same for everybody else.
var actionsByCode = map[problem.Code][]action{
	problem.InstanceURLInvalid:    {correctAddress},
	problem.InstanceNotHTTPS:      {correctAddress},
	problem.InstanceDNS:           {correctAddress, tryAgainVPN},
	problem.InstanceRefused:       {correctAddress, tryAgainVPN},
	problem.InstanceTimeout:       {tryAgain, correctAddress},
	problem.InstanceTLSExpired:    {tryAgain, copyAdmin, correctAddress},
	problem.InstanceTLSHostname:   {correctAddress, copyAdmin, tryAgain},
	problem.InstanceTLSClientCert: {copyIT, correctAddress, tryAgain},
	problem.InstanceProxy:         {tryAgain, leaveNow, copyIT},
	problem.InstanceNotGitLab:     {correctAddress, tryAgain},
	problem.InstanceLoginPage:     {copyAdmin, tryAgainVPN, correctAddress},
	problem.InstanceRedirected:    {{"u", actUseTarget, "try the address it redirects to", "use it"}, correctAddress, tryAgain},
	problem.InstanceAPIDisabled:   {copyAdmin, tryAgain, correctAddress},

	problem.InstanceGateway:             {copyAdmin, tryAgainVPN, correctAddress},
	problem.InstanceTLSFailed:           {tryAgainVPN, correctAddress, copyIT},
	problem.InstanceTLSIncomplete:       {copyAdmin, tryAgain, correctAddress},
	problem.InstanceStripsAuthorization: {copyAdmin, tryAgainVPN, correctAddress},

	problem.TokenEmpty:       {pasteAgain},
	problem.TokenMalformed:   {pasteAgain, makeNewToken},
	problem.TokenWrongKind:   {pasteAnother, {"y", actSendAnyway, "check it anyway; it is sent to this GitLab", "check it"}, makeNewToken},
	problem.TokenUnknown:     {pasteAgain, otherInstance, makeNewToken},
	problem.TokenExpired:     {makeNewToken, pasteAnother},
	problem.TokenRevoked:     {makeNewToken, pasteAnother},
	problem.TokenInactive:    {makeNewToken, pasteAnother, copyAdmin},
	problem.TokenNotPersonal: {makeNewToken, pasteAnother},

	problem.PermissionMissing: {makeFineGrained, pasteAnother, copyAdmin},

	problem.ScopeDangerous: {makeNewToken, {"g", actGoOn, "use it anyway, despite the risk", "continue"}, pasteAnother},

	problem.AccountBlocked:         {copyAdmin, tryAgain},
	problem.AccountDeactivated:     {tryAgain, copyAdmin},
	problem.AccountPending:         {copyAdmin, tryAgain},
	problem.AccountUnconfirmed:     {tryAgain, copyAdmin},
	problem.AccountTerms:           {tryAgain},
	problem.AccountPasswordExpired: {tryAgain},
	problem.GitLabForbidden:        {{"r", actRetry, "try again in a few minutes, or on another network", "again"}, copyAdmin},

	problem.RepoAddressInvalid: {otherRepo, chooseFromList, skipPush},
	problem.RepoOtherInstance:  {otherRepo, otherInstance, skipPush},
	problem.RepoNotFound:       {otherRepo, chooseFromList, {"s", actSkip, "skip; push access is not checked", "skip"}},
	problem.RepoRoleTooLow:     {otherRepo, copyOwner, skipPush, {"r", actRetry, "check again, once you have the role", "again"}},
	problem.RepoNotAMember:     {otherRepo, copyOwner, skipPush, {"r", actRetry, "check again, once you are a member", "again"}},
	problem.RepoArchived:       {otherRepo, skipPush},
	problem.RepoBeingDeleted:   {otherRepo, skipPush},
	problem.RepoLegacyRefused:  {makeFineGrained, otherRepo, copyOwner, skipPush},
	problem.RepoReadOnly:       {otherRepo, copyOwner, skipPush, {"r", actRetry, "check again, once the limit is lifted", "again"}},
	problem.RepoNotReady:       {{"r", actRetry, "check again, once the import has finished", "again"}, otherRepo, skipPush},
	problem.RepoDisabled:       {otherRepo, copyOwner, skipPush},
	problem.RepoPushRefused:    {tryAgain, otherRepo, copyOwner, skipPush},
	problem.RepoHTTPGitOff:     {copyAdmin, otherRepo, skipPush},
	problem.RepoSSORequired:    {{"c", actCopyTarget, "copy the address of your group's sign-in", "copy"}, tryAgain, otherRepo, skipPush},

	problem.GitLabRateLimited: {tryAgain},
	problem.GitLabUnavailable: {tryAgain},
	problem.GitLabTimeout:     {tryAgain},
	problem.GitLabBadAnswer:   {tryAgain, copyAdmin},

	problem.ACPURLInvalid:        {otherACPAddress, browserWay},
	problem.ACPNotHTTPS:          {otherACPAddress, browserWay},
	problem.ACPUnreachable:       {browserWay, otherACPAddress, tryAgainVPN},
	problem.ACPNotACP:            {otherACPAddress, browserWay, tryAgain},
	problem.ACPSessionMissing:    {{"k", actSession, "paste an access key", "key"}, browserWay},
	problem.ACPSessionRefused:    {otherKey, browserWay, otherACPAddress},
	problem.ACPLoginPage:         {browserWay, otherACPAddress},
	problem.ACPUnavailable:       {tryAgain, browserWay},
	problem.ACPForbidden:         {copyACP, browserWay, tryAgain},
	problem.ACPCannotReachGitLab: {copyACP, tryAgain},
	problem.ACPRefusedToken:      {tryAgain, copyACP},
	problem.ACPStorageFailed:     {tryAgain, copyACP},
	problem.ACPNotSaved:          {lookAgain, connectAgain, browserWay, copyACP},
	problem.ACPNotConfirmed:      {lookAgain, connectAgain, browserWay, copyACP},

	problem.ACPServiceAccount:   {otherKey, browserWay, accept("connect that account anyway")},
	problem.ACPOtherAccount:     {browserWay, otherKey, accept("connect that account anyway")},
	problem.ACPAccountUnknown:   {browserWay, otherKey, accept("connect anyway, for whichever account ACP uses")},
	problem.ACPSharedProject:    {tryAgain, accept("connect anyway; everyone there may push as you")},
	problem.ACPStoreOpen:        {copyACP, accept("connect anyway; others can read the token")},
	problem.ACPStoreUnprotected: {copyACP, otherACPAddress},
	problem.ACPProjectRole:      {copyACP, tryAgain, browserWay},
	problem.ACPOtherBinding:     {copyACP, tryAgain, browserWay},
	problem.ACPNotBound:         {connectAgain, browserWay},
	problem.ACPTooOld:           {copyACP, browserWay},
}

// actions returns what can be done about p; caFile is one that would complete an
// unknown chain, "" for none.
func actions(p *problem.Problem, caFile string) []action {
	switch p.Code {
	case problem.ScopeMissing:
		list := []action{{"o", actNewToken, "create a new token; the page opens with all four scopes selected", "new token"}}
		if p.Facts.Covered {
			list = append(list, action{"g", actGoOn, "continue anyway; api covers it today", "continue"})
		}
		return append(list, pasteAnother)
	case problem.InstanceRedirected:
		list := actionsByCode[p.Code]
		if _, bad := gitlab.ParseAddress(p.Facts.Target); bad != nil {
			return list[1:] // it leads to no address
		}
		return list
	case problem.InstanceTLSUntrusted:
		choose := action{"f", actChooseCA, "choose the CA file", "file"}
		if caFile == "" {
			return []action{choose, copyIT, correctAddress}
		}
		choose.does = "choose another CA file"
		return []action{{"u", actUseCA, "use " + caFile + " (found on this computer; it matches)", "use it"}, choose, copyIT, correctAddress}
	default:
		if list, ok := actionsByCode[p.Code]; ok {
			return list
		}
		return []action{tryAgain}
	}
}
