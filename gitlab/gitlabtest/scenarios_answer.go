package gitlabtest

import (
	"net/http"

	"acp-gitlab/gitlab/problem"
)

// answerScenarios are about what GitLab answers once it knows the token.
func answerScenarios() []Scenario {
	fault := func(name string, code problem.Code, about string, f fault) Scenario {
		if name == "" {
			name = string(code)
		}
		return Scenario{Name: name, Code: code, About: about, opts: []Option{withFault(f)}}
	}
	old := Scenario{Name: string(problem.GitLabTooOld), Code: problem.GitLabTooOld, About: "GitLab 15.4 cannot report on the token"}
	old.opts = []Option{WithVersion("15.4.6")}
	ancient := Scenario{Name: "ancient", Code: problem.GitLabTooOld, About: "GitLab 12.10: the first token page", opts: []Option{WithVersion("12.10.14")}}
	return []Scenario{
		fault("", problem.GitLabRateLimited, "too many requests: GitLab says wait for 10 minutes", onToken(rackAttack(600))),
		fault("", problem.GitLabUnavailable, "GitLab is not working (503)", onToken(pageOf(http.StatusServiceUnavailable, "GitLab is not responding (503)", "<h1>503</h1><p>Whoops, GitLab is currently unavailable.</p>"))),
		fault("", problem.GitLabTimeout, "GitLab accepts the request with the token and never answers", onToken(silent)),
		fault("", problem.GitLabBadAnswer, "GitLab's answer is a web page where it should be data", onToken(pageOf(http.StatusOK, "Welcome to Example", "<h1>Welcome to Example</h1>"))),
		old,
		fault("rate-limited-application", problem.GitLabRateLimited, "too many requests: the other form of saying so, without a time", onToken(applicationLimit)),
		fault("rate-limited-once", "", "too many requests: wait for 1 second, then it works", onToken(first(1, rackAttack(1)))),
		fault("unavailable-then-works", "", "two answers of 503, then it works", onToken(first(2, overloaded))),
		fault("cut-then-works", "", "the connection is cut once, then it works", onToken(first(1, cutBeforeAnswer))),
		fault("gitaly-overload", problem.GitLabUnavailable, "GitLab's git servers are overloaded (503)", onToken(overloaded)),
		fault("html-502", problem.GitLabUnavailable, "the server in front of GitLab answers 502", onToken(pageOf(http.StatusBadGateway, "502 Bad Gateway", "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>"))),
		fault("maintenance", "", "GitLab can be read, not written", onWrites(maintenance)),
		fault("login-page-later", problem.InstanceLoginPage, "a sign-in page comes up once a token is sent", onToken(companyLogin)),
		ancient,
		{
			Name: "hostile-echo", Code: problem.InstanceRedirected, About: "GitLab repeats the token in its headers, addresses and words",
			Repository: app, opts: []Option{withFault(onToken(echo))},
		},
	}
}

// wireScenarios are about answers that are broken on their way.
func wireScenarios() []Scenario {
	bad := func(name, about string, a http.HandlerFunc) Scenario {
		return Scenario{Name: name, Code: problem.GitLabBadAnswer, About: about, opts: []Option{withFault(onToken(answer(a)))}}
	}
	return []Scenario{
		{Name: "cut", Code: problem.GitLabUnavailable, About: "the connection is cut before the answer", opts: []Option{withFault(onToken(cutBeforeAnswer))}},
		{Name: "reset", Code: problem.GitLabUnavailable, About: "the connection is cut in the middle of the answer", opts: []Option{withFault(onToken(cutInside))}},
		{Name: "slow-answer", Code: problem.GitLabTimeout, About: "half of the answer arrives, and the rest never does", opts: []Option{withFault(onToken(half))}},
		bad("truncated-json", "the answer ends too early", truncatedJSON),
		bad("wrong-types", "the answer has words where numbers belong", wrongTypes),
		bad("wrong-shape", "the answer is a list where one thing belongs", wrongShape),
		bad("huge-answer", "the answer is 64 MB long", hugeAnswer),
		bad("gzip-bomb", "the answer is small, and 64 MB when unpacked", gzipBomb),
	}
}
