package gitlab

import (
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
)

// stops are the lines of a probe that ended, by problem; {x} is a variable of
// the problem.
var stops = map[problem.Code]string{
	problem.InstanceDNS:           "nothing is known under this name",
	problem.InstanceRefused:       "nobody answers there",
	problem.InstanceTimeout:       "no connection in time",
	problem.InstanceProxy:         "the proxy does not let us through",
	problem.InstanceNotHTTPS:      "that port does not speak https",
	problem.InstanceTLSUntrusted:  "this computer does not know who signed it",
	problem.InstanceTLSExpired:    "outside its dates",
	problem.InstanceTLSHostname:   "made for another name",
	problem.InstanceTLSClientCert: "the server wants a certificate from you",
	problem.InstanceNotGitLab:     "something else answers",
	problem.InstanceLoginPage:     "a sign-in page answers instead of its API",
	problem.InstanceRedirected:    "the address leads elsewhere",
	problem.InstanceAPIDisabled:   "its API is closed",
	problem.GitLabUnavailable:     "it is out of order just now",
	problem.GitLabRateLimited:     "it asks to wait",
	problem.GitLabTimeout:         "no whole answer in time",
	problem.GitLabBadAnswer:       "an answer that makes no sense here",
}

// stopWords returns the line for a problem on the way to GitLab.
func stopWords(p *problem.Problem) string {
	words := stops[p.Code]
	for _, name := range []string{"proxy", "issuer", "target"} {
		if v := p.Vars[name]; v != "" {
			return words + ": " + v
		}
	}
	return firstOf(words, strings.ReplaceAll(string(p.Code), "-", " "))
}

// clockLimit is from when on a wrong clock is worth a warning: dates and
// sessions are then judged wrongly.
const clockLimit = 5 * time.Minute

// warn adds what does not stop, but matters later.
func (l *ladder) warn(in Instance) {
	if in.Root() != "" {
		l.warning(checkPath, "path", problem.ACPIgnoresPath, in, "ACP keeps only the host name later on: sessions may not find repositories under "+in.Root())
	}
	if in.Scheme() == "https" && !strings.Contains(in.Hostname(), "gitlab") {
		l.warning(checkHost, "name", problem.ACPIgnoresHost, in, `ACP's sessions know a GitLab by the word "gitlab" in its host name. `+in.Hostname()+
			" has none: connecting works, using it may not. Ask your ACP team before you go on")
	}
	if l.found.Skew.Abs() >= clockLimit {
		text := clockWords(l.found.Skew, in)
		l.line(checkClock, "clock", problem.Warn, text, about(problem.ClockOff, in).Because(text).With("off", skewWords(l.found.Skew)))
	}
}

func (l *ladder) warning(id, label string, code problem.Code, in Instance, text string) {
	l.line(id, label, problem.Warn, text, about(code, in).Because(text))
}

// clockWords tells how far this computer's clock is from the server's.
func clockWords(skew time.Duration, in Instance) string {
	side := "ahead of"
	if skew > 0 {
		side = "behind"
	}
	return "this computer's clock is " + skewWords(skew) + " " + side + " that of " + in.Host()
}

// skewWords is "10 minutes", from two hours on "3 hours".
func skewWords(skew time.Duration) string {
	off := skew.Abs().Round(time.Minute)
	if off >= 2*time.Hour {
		return counted(int(off.Hours()), "hour")
	}
	return counted(int(off.Minutes()), "minute")
}
