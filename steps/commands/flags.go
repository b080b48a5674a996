package commands

import (
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// flags are the flags of all commands; each command declares those it can use.
type flags struct {
	gitlabURL, acpURL, acpProject string
	acpStore                      string
	allProjects                   bool
	caFile                        string
	timeout                       time.Duration
	json, debug                   bool
	noBrowser, plain              bool
	tokenStdin                    bool
	tokenFile, acpTokenFile       string
	accept                        []string
	strict, yes                   bool
	reposFrom, after              string
	branches                      bool
	profile                       string
	reminder                      string
	recalledCA                    authority // that of the last setup
}

const defaultTimeout = 10 * time.Second

func (f *flags) reach(c *cobra.Command) {
	f.fromProfile(c)
	c.Flags().StringVar(&f.gitlabURL, "gitlab-url", "", "address of your GitLab, or of any page on it")
	c.Flags().StringVar(&f.caFile, "ca-file", "", "PEM file with your company's certificate authority")
	c.Flags().DurationVar(&f.timeout, "timeout", defaultTimeout, "time limit for each answer from GitLab; ACP gets twice as long")
	c.Flags().BoolVar(&f.debug, "debug", false, "log every request to standard error: method, host, path, status, milliseconds, request ID")
}

func (f *flags) output(c *cobra.Command) {
	f.plainFlag(c)
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON document on standard output")
	c.Flags().BoolVar(&f.strict, "strict", false, "treat warnings as problems (exit code 3)")
}

func (f *flags) token(c *cobra.Command) {
	c.Flags().BoolVar(&f.tokenStdin, "token-stdin", false, "read the GitLab token from standard input; on a terminal, prompt for it without showing it")
	c.Flags().StringVar(&f.tokenFile, "token-file", "", "read the GitLab token from this file or pipe")
}

func (f *flags) acp(c *cobra.Command) {
	f.fromProfile(c)
	c.Flags().StringVar(&f.acpURL, "acp-url", "", "address of ACP, or of any page on it")
	c.Flags().StringVar(&f.acpProject, "acp-project", "", "ACP project: for ACPs that keep credentials in a project, and older ones that connect per project")
	c.Flags().StringVar(&f.acpStore, "acp-store", "", "which to use if ACP has both: classic (Integrations) or credentials (Credentials)")
	completesFlag(c, "acp-store", func() [][2]string {
		return [][2]string{{string(acp.StoreClassic), "one connection per person"}, {string(acp.StoreCredentials), "a credential bound to a project"}}
	})
	c.Flags().StringVar(&f.acpTokenFile, "acp-token-file", "", "read the ACP session (such as an access key) from this file or pipe")
}

// checking declares what every command takes that checks a token and
// repositories.
func (f *flags) checking(c *cobra.Command) {
	f.reach(c)
	f.output(c)
	f.token(c)
	f.accepting(c)
	c.Flags().StringVar(&f.reposFrom, "repos-from", "", "read more repositories from this file or pipe, one per line")
	c.Flags().StringVar(&f.after, "after", "", "skip the list up to and including this repository, to continue an earlier run")
}

func (f *flags) accepting(c *cobra.Command) {
	c.Flags().StringSliceVar(&f.accept, "accept", nil, "continue despite this problem, if it is one that may be accepted; repeatable")
	completesFlag(c, "accept", acceptableNames)
}

func (f *flags) noBrowserFlag(c *cobra.Command) {
	c.Flags().BoolVar(&f.noBrowser, "no-browser", false, "never open a browser")
}

// plainFlag declares --plain, once.
func (f *flags) plainFlag(c *cobra.Command) {
	if c.Flags().Lookup("plain") == nil {
		c.Flags().BoolVar(&f.plain, "plain", false, "plain lines, for screen readers and simple terminals (also ACCESSIBLE=1, TERM=dumb)")
	}
}

func (f *flags) reminderFlag(c *cobra.Command) {
	c.Flags().StringVar(&f.reminder, "reminder", "", "save a calendar reminder for the expiration date in this .ics file (never overwrites one)")
}

func (f *flags) replacing(c *cobra.Command) {
	c.Flags().BoolVar(&f.yes, "yes", false, "replace a connection to another GitLab without asking")
}

// acceptable are the codes that --accept takes.
var acceptable = []problem.Code{
	problem.ScopeMissing, problem.ScopeDangerous,
	problem.ACPServiceAccount, problem.ACPOtherAccount, problem.ACPSharedProject, problem.ACPStoreOpen,
}
