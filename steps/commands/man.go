package commands

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// manCommand writes manual pages. Packagers call it; the roff is written here
// because cobra's own writer brings a Markdown parser and a YAML writer into
// the program.
func (c *call) manCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "man [--dir DIR]",
		Short: "Print the manual pages",
		Long: `Prints the manual page of acp-gitlab, or writes a page for each command to a
folder.`,
		Example: `  acp-gitlab man | man -l -
  acp-gitlab man --dir ~/.local/share/man/man1`,
		Args: noArguments, Hidden: true,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, _ []string) error {
			m := manual{c.env.program()}
			if dir == "" {
				fmt.Fprint(c.env.Stdout, m.page(cmd.Root()))
				return nil
			}
			return m.write(cmd.Root(), dir)
		},
	}
	cmd.Flags().StringVar(&dir, "dir", "", "write a page for each command to this folder")
	return cmd
}

// manual writes manual pages, section 1, in roff's man macros.
type manual struct{ program *ProgramResult }

// write writes the pages of cmd and its commands into dir.
func (m manual) write(cmd *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // manual pages are for everybody
		return usage("--dir: " + describeFileError(dir, err))
	}
	name := filepath.Join(dir, manName(cmd)+".1")
	if err := os.WriteFile(name, []byte(m.page(cmd)), 0o644); err != nil { //nolint:gosec // manual pages are for everybody
		return usage("--dir: " + describeWriteError(name, err))
	}
	for _, sub := range documented(cmd) {
		if err := m.write(sub, dir); err != nil {
			return err
		}
	}
	return nil
}

func describeWriteError(path string, err error) string {
	if os.IsPermission(err) {
		return "you do not have permission to write " + path + "."
	}
	return path + " cannot be written."
}

// manName is the page's name: "acp-gitlab-check".
func manName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// documented are the commands that have a page of their own.
func documented(cmd *cobra.Command) []*cobra.Command {
	var subs []*cobra.Command
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			subs = append(subs, sub)
		}
	}
	return subs
}

// page is the manual page of one command.
func (m manual) page(cmd *cobra.Command) string {
	r := &roff{}
	r.macro("TH", strings.ToUpper(manName(cmd)), "1", m.program.Date, "acp-gitlab "+m.program.Version, "User Commands")
	r.macro("SH", "NAME")
	r.text(manName(cmd) + " - " + lowerFirst(cmd.Short))
	r.macro("SH", "SYNOPSIS")
	_, arguments, _ := strings.Cut(cmd.Use, " ")
	r.raw(bold(cmd.CommandPath()) + escapeRoff(" "+strings.TrimSpace(arguments+" [flags]")))
	r.macro("SH", "DESCRIPTION")
	r.paragraphs(cmp.Or(cmd.Long, cmd.Short))
	r.commands(cmd)
	r.flags(cmd)
	if cmd.Example != "" {
		r.macro("SH", "EXAMPLES")
		r.asItIs(cmd.Example)
	}
	if !cmd.HasParent() {
		r.list("ENVIRONMENT", environment)
		r.list("FILES", storedFiles)
		r.list("EXIT STATUS", exitStatus)
	}
	r.seeAlso(cmd)
	return r.b.String()
}

func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// commands lists the commands below cmd.
func (r *roff) commands(cmd *cobra.Command) {
	var entries [][2]string
	for _, sub := range documented(cmd) {
		entries = append(entries, [2]string{sub.Name(), sub.Short})
	}
	r.list("COMMANDS", entries)
}

// flags lists the flags. Cobra's own lines are read, a flag each: the flag and
// its argument, three blanks at least, what it does.
func (r *roff) flags(cmd *cobra.Command) {
	cmd.InitDefaultHelpFlag()
	var entries [][2]string
	for line := range strings.Lines(cmd.LocalFlags().FlagUsages()) {
		flag, does, _ := strings.Cut(strings.TrimSpace(line), "   ")
		entries = append(entries, [2]string{flag, strings.TrimSpace(does)})
	}
	r.list("OPTIONS", entries)
}

func (r *roff) seeAlso(cmd *cobra.Command) {
	var others []string
	if cmd.HasParent() {
		others = append(others, manName(cmd.Parent()))
	}
	for _, sub := range documented(cmd) {
		others = append(others, manName(sub))
	}
	if len(others) == 0 {
		return
	}
	r.macro("SH", "SEE ALSO")
	for i, name := range others {
		end := ","
		if i == len(others)-1 {
			end = ""
		}
		r.raw(bold(name) + "(1)" + end)
	}
}

// environment are the variables that the program reads.
var environment = [][2]string{
	{"GITLAB_HOST", "address of your GitLab, if --gitlab-url is not given; commands send GITLAB_TOKEN nowhere else"},
	{"GITLAB_TOKEN", "the GitLab token; read once, then removed from the environment"},
	{"ACP_URL", "address of ACP, if --acp-url is not given"},
	{"ACP_TOKEN", "an ACP session, such as an access key; read once, then removed from the environment"},
	{"AMBIENT_API_URL, AMBIENT_TOKEN, AMBIENT_PROJECT", "the same, as ACP's acpctl uses them; the token is used for that address only"},
	{"ACP_GITLAB_PROFILE", "YAML file from your platform team, if --profile is not given; you confirm it first, and only on a terminal"},
	{"HTTPS_PROXY, NO_PROXY", "the proxy to use, and the hosts that need none"},
	{"SSL_CERT_FILE", "PEM file with certificate authorities to trust"},
	{"BROWSER", "the browser to open pages with"},
	{"NO_COLOR, CLICOLOR_FORCE", "never use color, or always use it"},
	{"ACCESSIBLE", "plain lines instead of a full screen, as with TERM=dumb"},
}

// storedFiles are the files that the program itself looks for.
var storedFiles = [][2]string{
	{"~/.config/acp-gitlab/setup.json", "what the last setup saved, without secrets; acp-gitlab forget deletes it; $XDG_CONFIG_HOME is used if set"},
	{"~/Library/Application Support/acp-gitlab/setup.json", "the same on macOS"},
	{`%AppData%\acp-gitlab\setup.json`, "the same on Windows"},
	{"profiles.json, in the same folder", "which profiles you confirmed, as digests; forget deletes it too"},
	{"/etc/acp-gitlab/profile.yaml", "profile of your platform team for this computer; ignored unless only root can change it"},
	{`%ProgramData%\acp-gitlab\profile.yaml`, "the same on Windows; ignored unless only Administrators can change it"},
	{"~/.config/ambient/config.json", "the ACP session of acpctl login; read, never written; $AMBIENT_CONFIG names another file"},
}

// exitStatus are the exit codes. With several problems the first of 1, 64, 5,
// 4, 6, 7 and 3 counts.
var exitStatus = [][2]string{
	{"0", "success"},
	{"1", "something in this program went wrong, or its output could not be written"},
	{"2", "canceled by you, or by a signal"},
	{"3", "something needs fixing: a scope, a role, a repository, an expiration date"},
	{"4", "the token, the account or the ACP session was refused"},
	{"5", "GitLab or ACP cannot be reached: name, connection, certificate, proxy, or another site answers"},
	{"6", "ACP refused, cannot reach GitLab itself, or did not confirm that it saved the token"},
	{"7", "temporary: a rate limit, a server problem, a timeout"},
	{"64", "wrong usage, or an answer was needed and there is no terminal"},
}

// roff writes the man macros (groff_man(7)) that every man program knows.
type roff struct{ b strings.Builder }

// macro writes a macro and its arguments, each quoted.
func (r *roff) macro(name string, args ...string) {
	r.b.WriteString("." + name)
	for _, a := range args {
		r.b.WriteString(` "` + strings.ReplaceAll(escapeRoff(a), `"`, `\(dq`) + `"`)
	}
	r.b.WriteString("\n")
}

// raw writes a line that is roff already.
func (r *roff) raw(line string) { r.b.WriteString(line + "\n") }

// text writes a line of text. A full stop or an apostrophe at its beginning
// would make it a macro.
func (r *roff) text(line string) {
	line = escapeRoff(line)
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		line = `\&` + line
	}
	r.raw(line)
}

// paragraphs writes a text that empty lines part; what is indented keeps its
// lines.
func (r *roff) paragraphs(s string) {
	for i, p := range strings.Split(strings.TrimSpace(s), "\n\n") {
		if i > 0 {
			r.macro("PP")
		}
		inside := false
		for line := range strings.SplitSeq(p, "\n") {
			if code := strings.HasPrefix(line, "  "); code != inside {
				r.macro(map[bool]string{true: "nf", false: "fi"}[code])
				inside = code
			}
			r.text(line)
		}
		if inside {
			r.macro("fi")
		}
	}
}

// asItIs keeps lines and blanks.
func (r *roff) asItIs(s string) {
	r.macro("nf")
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		r.text(line)
	}
	r.macro("fi")
}

// list writes a section of names, each with what it means; none without names.
func (r *roff) list(section string, entries [][2]string) {
	if len(entries) == 0 {
		return
	}
	r.macro("SH", section)
	for _, e := range entries {
		r.macro("TP")
		r.raw(bold(e[0]))
		r.text(e[1])
	}
}

func bold(s string) string { return `\fB` + escapeRoff(s) + `\fR` }

var roffSigns = strings.NewReplacer(`\`, `\(rs`, "-", `\-`)

// escapeRoff keeps backslashes, and hyphens that are to be copied.
func escapeRoff(s string) string { return roffSigns.Replace(s) }
