package commands

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/profile"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// profileVariable names a profile on a terminal. Without one it does not
// count: whoever can set a variable in CI could choose where a token goes.
const profileVariable = "ACP_GITLAB_PROFILE"

// fromProfile declares --profile, once.
func (f *flags) fromProfile(c *cobra.Command) {
	if c.Flags().Lookup("profile") == nil {
		c.Flags().StringVar(&f.profile, "profile", "", "YAML file from your platform team: addresses, CA file, repositories, support")
	}
}

// given gathers the answers in the order flag, standard input or file,
// environment, profile. A profile that the call does not name counts after a
// yes, once. takeToken reads the token that a flag hands over. GITLAB_TOKEN is
// among them only for its own GitLab.
func (e Env) given(f *flags, repositories []string) (setup.Answers, error) {
	g, err := e.gathered(f, repositories)
	if err != nil {
		return g, err
	}
	return g, staysHome(g)
}

func (e Env) gathered(f *flags, repositories []string) (setup.Answers, error) {
	g, err := e.answers(f, repositories)
	if err != nil {
		return g, err
	}
	found, err := e.findProfile(f)
	if found.note != "" {
		e.complain(found.note)
	}
	if err != nil || found.Profile == nil {
		return g, err
	}
	if found.from != profileFlag && found.Leads() {
		if yes, err := e.confirmed(f, found, g); err != nil || !yes {
			return g, err
		}
	}
	return e.under(found.Profile, g), nil
}

// offered gathers the answers for the wizard, where a profile is shown and
// confirmed on a screen, once.
func (e Env) offered(f *flags) (setup.Answers, error) {
	g, err := e.answers(f, nil)
	if err != nil {
		return g, err
	}
	if err := e.takeToken(f, &g); err != nil {
		return g, err
	}
	found, err := e.findProfile(f)
	g.ProfileNote = found.note
	p := found.Profile
	if err != nil || p == nil {
		return g, err
	}
	if !p.Leads() {
		return e.under(p, g), nil
	}
	ca := f.authority(e.under(p, g))
	if ca.file != "" && ca.from == p.Source() {
		stack, err := e.stackWith(f, ca, setup.NewJournal(nil), 0)
		if err != nil {
			return g, err
		}
		stack.Close()
	}
	if e.hasConfirmed(p) {
		return e.under(p, g), nil
	}
	g.Offer = &setup.ProfileOffer{Profile: p, Add: func(g setup.Answers) setup.Answers { return e.under(p, g) }}
	if ca.file != "" && ca.from == p.Source() {
		g.Offer.Stack = func(w *setup.Env) (*web.Stack, error) { return e.stackWith(f, ca, w.Journal, toldWait) }
	}
	return g, nil
}

// support is whom the profile of this run says to ask, "" for nobody.
func (e Env) support(f *flags) (string, error) {
	found, err := e.findProfile(f)
	if found.note != "" {
		e.complain(found.note)
	}
	if err != nil || found.Profile == nil {
		return "", err
	}
	return found.Support.String(), nil
}

// foundProfile is the profile of this run, nil where there is none.
type foundProfile struct {
	*profile.Profile
	// from is who names it: a flag, a variable, or the computer.
	from string
	// note says why one that is there does not count.
	note string
}

const (
	profileFlag = "--profile"
	ofComputer  = "the administrator of this computer"
)

// findProfile reads the profile that the call names, else that of the variable,
// else that of the computer. Without a terminal only the call names one.
func (e Env) findProfile(f *flags) (foundProfile, error) {
	file, from := f.profile, profileFlag
	if file == "" {
		file, from = strings.TrimSpace(e.Getenv(profileVariable)), profileVariable
	}
	switch {
	case file == "" && e.onTerminal():
		return e.systemProfile(), nil
	case file == "":
		return foundProfile{}, nil
	case from == profileVariable && !e.onTerminal():
		return foundProfile{note: profileVariable + " is ignored without a terminal. Use --profile FILE."}, nil
	}
	p, err := profile.Read(file)
	if err != nil {
		return foundProfile{}, usage(err.Error())
	}
	return foundProfile{Profile: p, from: from}, nil
}

// systemProfile is the profile of the computer. What is wrong with it is not the
// fault of whoever starts this program: it is left out, and that is said.
func (e Env) systemProfile() foundProfile {
	p, err := e.SystemProfile.Read()
	ignored := "Ignored: profile " + web.Clean(e.SystemProfile.File)
	const why = " acp-gitlab profile check says why."
	var wrong *profile.Error
	switch {
	case errors.Is(err, profile.ErrNotProtected):
		return foundProfile{note: ignored + ": someone other than the administrator can change it." + why}
	case errors.As(err, &wrong) && wrong.Line > 0:
		return foundProfile{note: fmt.Sprintf("%s: line %d is not valid.%s", ignored, wrong.Line, why)}
	case err != nil:
		return foundProfile{note: ignored + ": it cannot be read." + why}
	case p == nil:
		return foundProfile{}
	}
	return foundProfile{Profile: p, from: ofComputer}
}

// hasConfirmed reports whether the person has said yes to what p says.
func (e Env) hasConfirmed(p *profile.Profile) bool {
	return slices.Contains(memory.Confirmed(e.configDir()), p.Digest())
}

// confirmed asks whether a profile counts that the call does not name. One that
// counts already is said: no answer is used unseen.
func (e Env) confirmed(f *flags, found foundProfile, g setup.Answers) (bool, error) {
	p := found.Profile
	if e.hasConfirmed(p) {
		e.complain("Using the " + p.Source() + ", which you confirmed earlier.")
		return true, nil
	}
	if e.asks == nil {
		return false, nil
	}
	fmt.Fprintf(e.Stderr, "A profile is named by %s:\n", found.from)
	after := e.under(p, g)
	withCA := f.authority(after).from == p.Source()
	e.writeTo(e.Stderr, words.ProfileFacts(p, after, withCA, ui.Room{Lines: true}),
		ui.Text{S: "Use it only if it came from someone you trust. You are asked again only if it changes."})
	fmt.Fprint(e.Stderr, "Enter to use it, n and Enter to continue without it. ")
	yes, err := e.asks()
	if yes && err == nil && memory.Confirm(e.configDir(), p.Digest()) != nil {
		e.complain("Your answer could not be saved, so you are asked again next time.")
	}
	return yes, err
}

// enter reads a line of the person; only an empty one is a yes.
func (e Env) enter(ctx context.Context) (bool, error) {
	yes := web.Aside(func() bool {
		line, err := bufio.NewReader(io.LimitReader(e.Stdin, maxAnswer)).ReadString('\n')
		return err == nil && strings.TrimSpace(line) == ""
	})
	select {
	case y := <-yes:
		return y.Value(), nil
	case <-ctx.Done():
		fmt.Fprintln(e.Stderr)
		return false, errCancelled
	}
}

// under puts the answers of p under those of g: what was given in this run
// wins, what an earlier one left does not.
func (e Env) under(p *profile.Profile, g setup.Answers) setup.Answers {
	fill := func(to *setup.Value, value string) {
		if (to.IsZero() || to.From == setup.FromMemory) && value != "" {
			*to = setup.Value{Value: value, From: p.Source()}
		}
	}
	fill(&g.GitLab, p.GitLabURL)
	fill(&g.ACP, p.ACPURL)
	fill(&g.Project, p.ACPProject)
	if g.ACP.From == p.Source() {
		e.bind(p.ACPOrigin(), &g)
	}
	if len(g.Repositories) == 0 {
		g.Repositories = p.Repositories
	}
	if g.TokenName == "" {
		g.TokenName = p.TokenName
	}
	if g.TokenDays == 0 {
		g.TokenDays = p.TokenDays
	}
	g.Profile, g.Support = p, p.Support
	return g
}

// bind gives the sessions of this run that came without an address to the
// profile's. ACP_TOKEN is among them only where a person has seen the address
// and said yes: it is not a part of the call, as --acp-token-file is.
func (e Env) bind(origin string, g *setup.Answers) {
	var sessions []acp.Session
	for _, s := range g.Sessions {
		if s.Origin == "" {
			s = s.At(origin)
		}
		sessions = append(sessions, s)
	}
	if e.onTerminal() {
		found, notes := acp.FoundSessions(e.getenv, e.configDir(), origin)
		for _, s := range found {
			if s.Source == "ACP_TOKEN" {
				sessions = append(sessions, s)
			}
		}
		g.SessionNotes = notes
	}
	g.Sessions = sessions
}

// authority is the CA file that counts, for which hosts (none: for every one),
// and who named it.
type authority struct {
	file  string
	hosts []string
	from  string
	// pem holds the demo's own.
	pem []byte
}

// authority returns the CA file of the flag, else that of the profile or of the
// last setup, which count for their own hosts only.
func (f *flags) authority(g setup.Answers) authority {
	if f.caFile == "" && g.Profile != nil && g.Profile.CAFile != "" {
		return authority{file: g.Profile.CAFile, hosts: g.Profile.Hosts(), from: g.Profile.Source()}
	}
	if f.caFile == "" {
		return f.recalledCA
	}
	return authority{file: f.caFile, from: "--ca-file"}
}

// stackWith returns the HTTP stack that heeds ca. patience is how long a wait
// that a server told is waited out.
func (e Env) stackWith(f *flags, ca authority, j *setup.Journal, patience time.Duration) (*web.Stack, error) {
	if f.timeout <= 0 {
		return nil, usage("--timeout takes a duration above zero: 10s, 1m.")
	}
	stack, err := web.New(web.Options{
		CAFile: ca.file, CAHosts: ca.hosts, CAPEM: ca.pem, Timeout: f.timeout, Patience: patience, Log: j.Exchange, Getenv: e.Getenv,
		UserAgent: "acp-gitlab", Transport: e.transport, Dial: e.dial, Known: e.scrubber(),
	})
	if err != nil {
		words := err.Error()
		if failure := web.Explain(err); failure != nil {
			words = failure.Words
		}
		return nil, usage(ca.from + ": no certificate found in " + web.Clean(ca.file) + ": " + words)
	}
	return stack, nil
}
