package gitlab

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"acp-gitlab/gitlab/web"
)

const (
	// longestSSHConfig bounds a file of ssh's settings, in bytes.
	longestSSHConfig = 256 << 10
	// maxSSHFiles and maxSSHDepth bound what Include brings in. ssh itself goes 16
	// deep.
	maxSSHFiles = 64
	maxSSHDepth = 16
)

// sshConfig is the person's own settings of ssh, as far as they say which host a
// name stands for: Host, HostName and Include. It is read, and nothing in it is
// run or looked up.
type sshConfig struct{ folder string }

func newSSHConfig() *sshConfig {
	home, err := os.UserHomeDir()
	if err != nil {
		return &sshConfig{}
	}
	return &sshConfig{folder: filepath.Join(home, ".ssh")}
}

// resolve returns the host that ssh would connect to for name. ok is false where
// that cannot be told: it hangs on a Match or on a token (%h), or name is a single
// word that the settings do not explain.
func (c *sshConfig) resolve(name string) (host string, ok bool) {
	l := sshLookup{config: c, name: strings.ToLower(name)}
	if c.folder != "" {
		l.read(filepath.Join(c.folder, "config"), sshYes, 0)
	}
	switch {
	case l.unclear:
		return "", false
	case l.host != "":
		return l.host, true
	}
	return name, strings.ContainsAny(name, ".:")
}

// sshState says whether the lines that follow count for the name.
type sshState int

const (
	sshNo sshState = iota
	sshMaybe
	sshYes
)

// sshLookup looks for one name. ssh takes the first value that it finds.
type sshLookup struct {
	config  *sshConfig
	name    string
	host    string
	unclear bool
	files   int
}

func (l *sshLookup) done() bool { return l.host != "" || l.unclear }

// read goes through one file; outer says whether it counts at all.
func (l *sshLookup) read(file string, outer sshState, depth int) {
	if l.files++; l.files > maxSSHFiles || depth > maxSSHDepth {
		return
	}
	text, err := web.ReadLocal(file, longestSSHConfig)
	if err != nil {
		return
	}
	counts := outer
	for line := range strings.Lines(string(web.Decoded(text))) {
		if l.done() {
			return
		}
		key, args := sshWords(line)
		switch key {
		case "host":
			counts = min(outer, l.matches(args))
		case "match":
			counts = min(outer, sshMatch(args))
		case "hostname":
			l.hostName(args, counts)
		case "include":
			if counts != sshNo {
				l.include(args, counts, depth)
			}
		}
	}
}

// matches reports whether the patterns of a Host line fit: one must, and none
// with ! in front may.
func (l *sshLookup) matches(patterns []string) sshState {
	fits := sshNo
	for _, p := range patterns {
		pattern, not := strings.CutPrefix(p, "!")
		if !wildcard(strings.ToLower(pattern), l.name) {
			continue
		}
		if not {
			return sshNo
		}
		fits = sshYes
	}
	return fits
}

// sshMatch reads a Match line: only "all" can be told.
func sshMatch(args []string) sshState {
	if len(args) == 1 && strings.EqualFold(args[0], "all") {
		return sshYes
	}
	return sshMaybe
}

func (l *sshLookup) hostName(args []string, counts sshState) {
	switch {
	case counts == sshNo || len(args) != 1:
	case counts == sshMaybe, strings.Contains(args[0], "%"):
		l.unclear = true
	default:
		l.host = args[0]
	}
}

// include reads further files, which are named from ~/.ssh.
func (l *sshLookup) include(patterns []string, counts sshState, depth int) {
	for _, p := range patterns {
		switch rest, home := strings.CutPrefix(p, "~/"); {
		case home:
			p = filepath.Join(filepath.Dir(l.config.folder), rest)
		case !filepath.IsAbs(p):
			p = filepath.Join(l.config.folder, p)
		}
		files, _ := filepath.Glob(p)
		slices.Sort(files)
		for _, file := range files {
			l.read(file, counts, depth+1)
		}
	}
}

// sshWords parts a line of the settings: a keyword, blanks or =, and arguments that
// may stand in quotes.
func sshWords(line string) (key string, args []string) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return "", nil
	}
	end := strings.IndexAny(line, " \t=")
	if end < 0 {
		return "", nil
	}
	key, rest := strings.ToLower(line[:end]), strings.TrimLeft(line[end:], " \t")
	rest = strings.TrimLeft(strings.TrimPrefix(rest, "="), " \t")
	for rest != "" {
		stop := " \t"
		if rest[0] == '"' {
			rest, stop = rest[1:], `"`
		}
		i := strings.IndexAny(rest, stop)
		if i < 0 {
			return key, append(args, rest)
		}
		args, rest = append(args, rest[:i]), strings.TrimLeft(rest[i+1:], " \t")
	}
	return key, args
}

// wildcard reports whether name fits a pattern of ssh: * is any text, ? any one
// character.
func wildcard(pattern, name string) bool {
	star, mark, i, j := -1, 0, 0, 0
	for j < len(name) {
		switch {
		case i < len(pattern) && (pattern[i] == '?' || pattern[i] == name[j] && pattern[i] != '*'):
			i, j = i+1, j+1
		case i < len(pattern) && pattern[i] == '*':
			star, mark, i = i, j, i+1
		case star >= 0:
			mark++
			i, j = star+1, mark
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}
