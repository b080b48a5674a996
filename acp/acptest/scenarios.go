package acptest

import (
	"acp-gitlab/gitlab/problem"
)

// addressScenarios differ in what stands at the address.
func addressScenarios() []Scenario {
	return []Scenario{
		{"frontend-only", "Only ACP's pages can be reached, not its API", problem.ACPLoginPage, func(c *config) { c.front, c.oneAddress = Web, false }},
		{"gateway", "The address is the one that acpctl uses", "", func(c *config) { c.front, c.dialect = Gateway, SSO }},
		{"gateway-backend-down", "acpctl's address answers, ACP's backend behind it does not", problem.ACPUnavailable, func(c *config) {
			c.front, c.dialect, c.backendDown = Gateway, SSO, true
		}},
		{"one-address", "The pages and the API share one address", "", func(c *config) { c.oneAddress = true }},
		{"redirected", "ACP sends every call to another address", problem.ACPNotACP, withFault(atAPI(redirected))},
		{"acp-tls-untrusted", "ACP's certificate comes from an authority that nobody knows", problem.ACPUnreachable, func(c *config) { c.selfSigned = true }},
	}
}

// releaseScenarios are older and newer ACPs where all ends well.
func releaseScenarios() []Scenario {
	release := func(d Dialect) func(*config) { return func(c *config) { c.dialect = d } }
	return []Scenario{
		{"release-v0.0.11", "An ACP of 2025: GitLab only within a workspace", "", release(V0011)},
		{"release-v0.0.21", "An ACP that stores a token without trying it", "", release(V0021)},
		{"release-sso", "An ACP with single sign-on", "", release(SSO)},
		{"release-guide", "An ACP that answers as its guide says", "", release(Documented)},
		{"connected", "ACP holds a connection to the same GitLab already", "", func(c *config) { holding(c.instance)(c) }},
	}
}

// answerScenarios spoil the answers.
func answerScenarios() []Scenario {
	return []Scenario{
		{"slow", "ACP takes its time over every answer", "", withFault(atAPI(late))},
		{"acp-rate-limited", "ACP has had too many requests", problem.ACPUnavailable, withFault(at(rateLimited, gitLabCalls...))},
		{"saved-elsewhere", "After saving, ACP names another GitLab", problem.ACPNotSaved, withFault(at(savedElsewhere, callReadback))},
		{"hostile-strings", "ACP's words carry control characters", problem.ACPRefusedToken, hostile},
		{"token-echoed", "ACP repeats the token in its refusal", problem.ACPRefusedToken, withFault(at(echo, callConnect))},
		{"huge-body", "ACP's answer does not end", problem.ACPNotACP, withFault(at(hugeBody, callStatus, callReadback))},
		{"half-an-answer", "ACP's answer is not whole", problem.ACPNotACP, withFault(at(halfAnswer, callStatus, callReadback))},
		{"cut-after-saving", "The line breaks when ACP has saved the token", problem.ACPUnavailable, withFault(at(cutAfterSaving, callConnect))},
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
			Scenario{"cut-" + string(c), "The line breaks at the call " + string(c), code, withFault(at(cut, c))},
			Scenario{"silent-" + string(c), "ACP never answers the call " + string(c), code, withFault(at(silent, c))},
			Scenario{"error-" + string(c), "ACP answers the call " + string(c) + " with 500", failing[c], withFault(at(internal(c), c))},
		)
	}
	return all
}

// failing is what a 500 at a call ends in.
var failing = map[call]problem.Code{
	callHealth: problem.ACPUnavailable, callStatus: problem.ACPStorageFailed, callTest: problem.ACPUnavailable,
	callConnect: problem.ACPStorageFailed, callReadback: problem.ACPStorageFailed, callDisconnect: problem.ACPStorageFailed,
}
