package commands

import (
	"fmt"
	"net/url"
	"os"

	"acp-gitlab/acp"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// configDir is the user's configuration directory, "" where there is none.
func (e Env) configDir() string {
	if e.config != "" {
		return e.config
	}
	dir, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return dir
}

// recall reads what earlier setups left. A file that cannot be read counts as
// none, and is said.
func (c *call) recall() memory.Memory {
	m, note := memory.Load(c.env.configDir())
	if note != "" {
		c.say(note)
	}
	return m
}

// recalled fills in what neither flags nor the environment gave from the last
// setup, and says each such address: an answer that nobody gave in this run is
// not used unseen.
func (c *call) recalled(given *setup.Answers, withGitLab, withACP bool) memory.Memory {
	m := c.recall()
	given.Recall(m.Setup)
	say := func(what string, answer setup.Value) {
		if answer.From == setup.FromMemory {
			c.say(fmt.Sprintf("%s is %s (from %s)", what, answer.Value, answer.From))
		}
	}
	if withGitLab {
		say("GitLab", given.GitLab)
	}
	if withACP {
		say("ACP", given.ACP)
		bindFile(given)
	}
	c.recallCA(*given, m)
	return m
}

// bindFile gives the session of --acp-token-file to the ACP of the last setup: it
// is a part of this call, as the token of --token-file is. ACP_TOKEN is not.
func bindFile(given *setup.Answers) {
	if given.ACP.From != setup.FromMemory {
		return
	}
	origin, _ := acp.ParseAddress(given.ACP.Value)
	for i, s := range given.Sessions {
		if s.Origin == "" && s.Source == sessionFlag {
			given.Sessions[i] = s.At(origin)
		}
	}
}

// recallCA takes the CA file of the last setup for the hosts of that setup,
// where nobody names one. One that cannot be read any more is left out, and
// said.
func (c *call) recallCA(given setup.Answers, m memory.Memory) {
	if m.CAFile == "" || c.flags.authority(given).file != "" {
		return
	}
	ca := authority{file: m.CAFile, from: setup.FromMemory}
	for _, address := range []string{m.GitLab, m.ACP, m.ACPWeb} {
		if u, err := url.Parse(address); err == nil && u.Hostname() != "" {
			ca.hosts = append(ca.hosts, u.Hostname())
		}
	}
	stack, err := c.env.stackWith(&c.flags, ca, setup.NewJournal(nil), 0)
	if err != nil {
		c.say("The CA file of " + setup.FromMemory + " is not used: no certificate could be read from it.")
		return
	}
	stack.Close()
	c.flags.recalledCA = ca
}

// alter changes what is remembered, if anything is. That a token has ended or
// a connection is gone is worth more than the file, so a fault is only said.
func (c *call) alter(change func(*memory.Memory)) {
	if setup.Alter(c.env.configDir(), change) != nil {
		c.say("what is saved here could not be changed. acp-gitlab forget deletes it.")
	}
}

// remember keeps a setup that ended well, as the wizard does: what an earlier
// one left is not true any more.
func (c *call) remember(r *runner) {
	if r.setup.Outcome() != setup.Connected {
		return
	}
	err := memory.Save(r.env.configDir(), setup.Remember(r.setup, r.now()))
	switch note := memory.Kept(err); {
	case note != "":
		c.say("ACP has the token. " + note)
	case err != nil:
		c.say("ACP has the token, but nothing could be saved on this computer for next time.")
	}
}
