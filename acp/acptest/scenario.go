package acptest

import (
	"slices"

	"acp-gitlab/gitlab/problem"
)

// Scenario is a way in which ACP can stand in the way.
type Scenario struct {
	// Name is the code of the problem where it brings one about.
	Name string
	// About says in one line what is wrong.
	About string
	// Code is the problem that it ends in; empty where all ends well.
	Code problem.Code
	// Shows is where it shows: "status" or "disconnect"; "" while connecting.
	Shows string

	setup func(*config)
}

// Scenarios returns every scenario, the codes first, in the catalogue's order.
func Scenarios() []Scenario {
	all := slices.Concat(codeScenarios(), addressScenarios(), releaseScenarios(), answerScenarios(), callScenarios())
	for i := range all {
		switch all[i].Name {
		case string(problem.ACPNotConnected), string(problem.ACPNotBound):
			all[i].Shows = "status"
		case string(problem.ACPBindingLeft), cutting(callDisconnect), silencing(callDisconnect), troubling(callDisconnect):
			all[i].Shows = "disconnect"
		}
	}
	return all
}

// The names of the scenarios that are about one call.
func cutting(c call) string   { return "cut-" + string(c) }
func silencing(c call) string { return "silent-" + string(c) }
func troubling(c call) string { return "error-" + string(c) }

func find(name string) (Scenario, bool) {
	all := Scenarios()
	i := slices.IndexFunc(all, func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return Scenario{}, false
	}
	return all[i], true
}

// ends makes the scenario named like its code.
func ends(code problem.Code, about string, setup func(*config)) Scenario {
	return Scenario{Name: string(code), About: about, Code: code, setup: setup}
}

func withFault(f fault) func(*config) {
	return func(c *config) { c.faults = append(c.faults, f) }
}

func withAddress(address string) func(*config) {
	return func(c *config) { c.address = address }
}

func codeScenarios() []Scenario {
	return []Scenario{
		ends(problem.ACPURLInvalid, "the address of ACP is a file path, not an address", withAddress("C:\\ambient\\code")),
		ends(problem.ACPNotHTTPS, "the address of ACP begins with http", withAddress("http://acp.example.com")),
		ends(problem.ACPUnreachable, "nothing answers at the address of ACP", func(c *config) { c.deaf = true }),
		ends(problem.ACPNotACP, "another website answers at the address of ACP", withFault(otherSite)),
		ends(problem.ACPSessionMissing, "there is no session for ACP", func(c *config) { c.noSession = true }),
		ends(problem.ACPSessionRefused, "the access key was deleted in ACP", func(c *config) { c.forgotten = true }),
		ends(problem.ACPLoginPage, "ACP shows its sign-in page instead of answering", withFault(at(signInPage, gitLabCalls...))),
		ends(problem.ACPOtherInstance, "ACP has a connection to another GitLab already", holding("https://gitlab.other.example.com")),
		ends(problem.ACPNotConnected, "ACP has no GitLab connection", nil),
		ends(problem.ACPUnavailable, "ACP is being restarted", withFault(atAPI(restarting))),
		ends(problem.ACPForbidden, "ACP does not let you use GitLab in this workspace", withFault(at(forbidden, signedInCalls...))),
		ends(problem.ACPCannotReachGitLab, "ACP's servers cannot find your GitLab", withFault(at(cannotReach, callTest, callConnect))),
		ends(problem.ACPRefusedToken, "GitLab refuses the token when ACP uses it", withFault(at(refusedToken, callTest, callConnect))),
		ends(problem.ACPStorageFailed, "ACP cannot store the token", withFault(at(storageFailed, callConnect))),
		ends(problem.ACPNotSaved, "ACP says that it saved the token, but it did not", func(c *config) { c.forgetful = true }),
		ends(problem.ACPNotConfirmed, "ACP says that it saved the token, but still shows the previous connection", func(c *config) {
			c.forgetful = true
			holding(c.instance)(c)
		}),
		ends(problem.ACPServiceAccount, "the session is a service account's, not a person's", func(c *config) {
			c.dialect, c.bearer = SSO, BearerServiceAccount
		}),
		ends(problem.ACPOtherAccount, "ACP knows the oc login by another name than the single sign-on", func(c *config) {
			WithSSOFrontend()(c)
			c.bearer, c.ssoName = BearerOC, "ada.lovelace-example.test"
		}),
		ends(problem.ACPAccountUnknown, "ACP does not say whose connection an oc login makes", func(c *config) {
			c.dialect, c.bearer = SSO, BearerOC
		}),
		ends(problem.ACPSharedProject, "others in the project would push as you", WithStore(StoreShared())),
		ends(problem.ACPStoreOpen, "everyone who signs in to ACP can read the tokens in it", WithStore(StoreOpen())),
		ends(problem.ACPStoreUnprotected, "ACP lets everyone in without a session", WithStore(StoreUnprotected())),
		ends(problem.ACPProjectRole, "you are only a viewer of the project", WithStore(StoreViewer())),
		ends(problem.ACPOtherBinding, "the project has an older GitLab credential bound", stored(Seeded{
			Owner: Person, Name: "gitlab-other", Provider: "gitlab", URL: "https://gitlab.other.example.com", Projects: []string{Workspace},
		})),
		ends(problem.ACPNotBound, "the credential is saved but not bound to any project", func(c *config) {
			stored(Seeded{Owner: Person, Name: "gitlab-mine", Provider: "gitlab", URL: c.instance})(c)
		}),
		ends(problem.ACPTooOld, "ACP's credential store is too old", WithStore(StoreOld())),
		ends(problem.ACPBindingUnknown, "an older credential of the project cannot be read", stored(Seeded{
			Owner: "mallory", Name: "gitlab", Provider: "gitlab", Projects: []string{Workspace},
		})),
		ends(problem.ACPBindingLeft, "the credential is bound to a project that you have left", func(c *config) {
			stored(Seeded{Owner: Person, Name: "gitlab-mine", Provider: "gitlab", URL: c.instance, Projects: []string{Workspace, "left-team"}})(c)
		}),
	}
}

// stored is an ACP with the credential store, in which c is kept.
func stored(c Seeded) func(*config) {
	return func(cfg *config) {
		WithStore()(cfg)
		WithCredential(c)(cfg)
	}
}

// holding lets ACP hold a connection from the start.
func holding(instance string) func(*config) {
	return func(c *config) { WithConnection(instance)(c) }
}
