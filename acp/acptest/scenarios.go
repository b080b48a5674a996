package acptest

import (
	"acp-gitlab/gitlab/problem"
)

// addressScenarios differ in what stands at the address.
func addressScenarios() []Scenario {
	return []Scenario{
		{Name: "frontend-only", About: "only ACP's pages can be reached, not its API", Code: problem.ACPLoginPage, setup: func(c *config) { c.front, c.oneAddress = Web, false }},
		{Name: "gateway", About: "the address is the one that acpctl uses", Code: "", setup: func(c *config) { c.front, c.dialect = Gateway, SSO }},
		{Name: "gateway-backend-down", About: "acpctl's address answers, but ACP's backend behind it does not", Code: problem.ACPUnavailable, setup: func(c *config) {
			c.front, c.dialect, c.backendDown = Gateway, SSO, true
		}},
		{Name: "one-address", About: "the pages and the API share one address", Code: "", setup: func(c *config) { c.oneAddress = true }},
		{Name: "redirected", About: "ACP sends every call to another address", Code: problem.ACPNotACP, setup: func(c *config) {
			c.oneAddress = false // pages beside it would be a way of their own
			withFault(atAPI(redirected))(c)
		}},
		{Name: "acp-tls-untrusted", About: "ACP's certificate comes from an authority that is not trusted", Code: problem.ACPUnreachable, setup: func(c *config) { c.selfSigned = true }},
	}
}

// releaseScenarios are older and newer ACPs where all ends well.
func releaseScenarios() []Scenario {
	release := func(d Dialect) func(*config) { return func(c *config) { c.dialect = d } }
	return []Scenario{
		{Name: "release-v0.0.11", About: "an ACP of 2025: it knows no access keys", Code: problem.ACPSessionRefused, setup: release(V0011)},
		{Name: "release-v0.0.21", About: "an ACP that stores a token without testing it", Code: "", setup: release(V0021)},
		{Name: "release-sso", About: "an ACP with single sign-on", Code: "", setup: release(SSO)},
		{Name: "release-guide", About: "an ACP that answers as its guide says", Code: "", setup: release(Documented)},
		{Name: "acp-credentials", About: "an ACP that keeps credentials, bound to projects", Code: "", setup: WithStore()},
		{Name: "release-sso-frontend", About: "an ACP whose pages take a session themselves", Code: "", setup: WithSSOFrontend()},
		{Name: "connected", About: "ACP has a connection to the same GitLab already", Code: "", setup: func(c *config) { holding(c.instance)(c) }},
	}
}

// answerScenarios spoil the answers.
func answerScenarios() []Scenario {
	return []Scenario{
		{Name: "slow", About: "ACP is slow to answer every request", Code: "", setup: withFault(atAPI(late))},
		{Name: "acp-rate-limited", About: "ACP has had too many requests", Code: problem.ACPUnavailable, setup: withFault(at(rateLimited, gitLabCalls...))},
		{Name: "saved-elsewhere", About: "after saving, ACP reports another GitLab", Code: problem.ACPNotSaved, setup: withFault(at(savedElsewhere, callReadback))},
		{Name: "no-saved-time", About: "ACP does not say when it saved the connection that it has", Code: problem.ACPNotConfirmed, setup: func(c *config) {
			c.timeless = true
			holding(c.instance)(c)
		}},
		{Name: "hostile-strings", About: "ACP's messages contain control characters", Code: problem.ACPRefusedToken, setup: hostile},
		{Name: "token-echoed", About: "ACP repeats the token in its refusal", Code: problem.ACPRefusedToken, setup: withFault(at(echo, callConnect))},
		{Name: "session-echoed", About: "ACP repeats the session and the token in its headers and addresses", Code: "", setup: func(c *config) { withFault(echoEverywhere())(c) }},
		{Name: "huge-body", About: "ACP's answer does not end", Code: problem.ACPNotACP, setup: withFault(at(hugeBody, callStatus, callReadback))},
		{Name: "half-an-answer", About: "ACP's answer is incomplete", Code: problem.ACPNotACP, setup: withFault(at(halfAnswer, callStatus, callReadback))},
		{Name: "cut-after-saving", About: "the connection breaks once ACP has saved the token", Code: problem.ACPUnavailable, setup: withFault(at(cutAfterSaving, callConnect))},
	}
}

// callScenarios break one call each: the line, the answer, the patience.
func callScenarios() []Scenario {
	var all []Scenario
	for _, c := range []call{callHealth, callVersion, callStatus, callTest, callConnect, callReadback, callDisconnect} {
		code := problem.ACPUnavailable
		if c == callVersion {
			code = "" // the version is good to know, no more
		}
		all = append(
			all,
			Scenario{Name: cutting(c), About: "the connection breaks at the call " + string(c), Code: code, setup: withFault(at(cut, c))},
			Scenario{Name: silencing(c), About: "ACP never answers the call " + string(c), Code: code, setup: withFault(at(silent, c))},
			Scenario{Name: troubling(c), About: "ACP answers the call " + string(c) + " with 500", Code: failing[c], setup: withFault(at(internal(c), c))},
		)
	}
	return all
}

// failing is what a 500 at a call ends in.
var failing = map[call]problem.Code{
	callHealth: problem.ACPUnavailable, callStatus: problem.ACPStorageFailed, callTest: problem.ACPUnavailable,
	callConnect: problem.ACPStorageFailed, callReadback: problem.ACPStorageFailed, callDisconnect: problem.ACPStorageFailed,
}
