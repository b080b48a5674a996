package gitlabtest

import (
	"net/http"
	"time"

	"acp-gitlab/gitlab/problem"
)

func instanceScenarios() []Scenario {
	return []Scenario{
		{Name: "instance-url-invalid", Code: problem.InstanceURLInvalid, About: "a file path is given as the address", Address: `C:\work\team\app`},
		{
			Name: "instance-not-https", Code: problem.InstanceNotHTTPS, About: "the server uses http where https was requested",
			opts: []Option{func(c *config) { c.claimTLS = true }},
		},
		{Name: "instance-dns", Code: problem.InstanceDNS, About: "the name of the server does not exist", Address: "https://gitlab.demo.invalid"},
		{
			Name: "instance-refused", Code: problem.InstanceRefused, About: "nothing listens at the address",
			opts: []Option{func(c *config) { c.refuse = true }},
		},
		{
			Name: "instance-timeout", Code: problem.InstanceTimeout, About: "the server accepts the connection and does not answer",
			opts: []Option{func(c *config) { c.mute, c.claimTLS = true, true }},
		},
		{
			Name: "instance-tls-untrusted", Code: problem.InstanceTLSUntrusted, About: "the certificate is signed by an authority of the company",
			opts: []Option{WithTLS(TLSOwnCA)},
		},
		{
			Name: "instance-tls-expired", Code: problem.InstanceTLSExpired, About: "the certificate has expired",
			opts: []Option{WithTLS(TLSExpired)},
		},
		{
			Name: "instance-tls-hostname", Code: problem.InstanceTLSHostname, About: "the certificate is for another name",
			opts: []Option{WithTLS(TLSWrongHost)},
		},
		{
			Name: "instance-tls-client-cert", Code: problem.InstanceTLSClientCert, About: "the server requires a client certificate",
			opts: []Option{WithTLS(TLSClientCert)},
		},
		{
			Name: "instance-proxy", Code: problem.InstanceProxy, About: "the proxy requires a name and a password (407)",
			Address: "https://gitlab.demo.invalid", opts: []Option{withProxy(proxyAsks)},
		},
		{
			Name: "instance-not-gitlab", Code: problem.InstanceNotGitLab, About: "a website that is not GitLab",
			opts: []Option{withFault(everywhere(pageOf(http.StatusOK, "Welcome to Example", "<h1>Welcome to Example</h1>")))},
		},
		{
			Name: "instance-login-page", Code: problem.InstanceLoginPage, About: "a company sign-in page protects the whole host",
			opts: []Option{withFault(everywhere(companyLogin))},
		},
		{
			Name: "instance-redirected", Code: problem.InstanceRedirected, About: "every request is sent to another address",
			opts: []Option{func(c *config) { c.elsewhere = true }, withFault(everywhere(toElsewhere))},
		},
		{
			Name: "instance-api-disabled", Code: problem.InstanceAPIDisabled, About: "the API is turned off (403)",
			opts: []Option{withFault(onAPI(refuseAPI(http.StatusForbidden)))},
		},
		{
			Name: "instance-gateway", Code: problem.InstanceGateway, About: "a bot check in front of GitLab blocks programs",
			opts: []Option{withFault(everywhere(botCheck))},
		},
		{
			Name: "instance-tls-failed", Code: problem.InstanceTLSFailed, About: "the connection ends in the middle of the TLS handshake",
			opts: []Option{func(c *config) { c.hangUp, c.claimTLS = true, true }},
		},
		{
			Name: "instance-tls-incomplete", Code: problem.InstanceTLSIncomplete, About: "the server leaves out its intermediate certificate",
			opts: []Option{WithTLS(TLSLeafAlone)},
		},
		{
			Name: "instance-strips-authorization", Code: problem.InstanceStripsAuthorization, About: "a proxy in front of GitLab removes the Authorization header",
			opts: []Option{withFault(everywhere(withoutAuthorization))},
		},
		{
			Name: "acp-ignores-host", Code: problem.ACPIgnoresHost, About: "the host name has no \"gitlab\" in it (reached through the proxy)",
			opts: []Option{WithName("git.example.com")},
		},
		{
			Name: "acp-ignores-path", Code: problem.ACPIgnoresPath, About: "GitLab is under a path",
			opts: []Option{WithRoot("/gitlab")},
		},
		{
			Name: "clock-off", Code: problem.ClockOff, About: "the clocks of server and computer differ by 10 minutes",
			opts: []Option{func(c *config) { c.skew = 10 * time.Minute }},
		},
		{Name: "named", About: "gitlab.example.com, through a proxy, with an authority of its own", opts: []Option{WithName("gitlab.example.com")}},
		{
			Name: "look-alike", Code: problem.InstanceNotGitLab, About: "another git server, whose API has other addresses",
			opts: []Option{withFault(everywhere(lookAlike))},
		},
		{
			Name: "api-gone", Code: problem.InstanceAPIDisabled, About: "the API is turned off (410)",
			opts: []Option{withFault(onAPI(refuseAPI(http.StatusGone)))},
		},
		{
			Name: "redirect-sign-in", Code: problem.InstanceLoginPage, About: "every request is sent to a sign-in on another host",
			opts: []Option{withFault(everywhere(redirectTo("https://sso.demo.invalid/login")))},
		},
		{
			Name: "redirect-downgrade", Code: problem.InstanceRedirected, About: "https sends every request to http (own authority)",
			opts: []Option{func(c *config) { c.elsewhere = true }, WithTLS(TLSOwnCA), withFault(everywhere(toElsewhere))},
		},
		{
			Name: "silence", Code: problem.GitLabTimeout, About: "the server accepts every request but never answers",
			opts: []Option{withFault(everywhere(silent))},
		},
	}
}
