package profile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

const (
	// longestValue bounds a value, in characters.
	longestValue = 1000
	// mostRepositories bounds what one run checks.
	mostRepositories = 500
	// longestLife is the most days that GitLab lets a token live. GitLab docs:
	// "Personal access token expiration": 365, on some instances 400.
	longestLife = 400
)

// setter puts the value of a key into a profile. It returns what is wrong with it.
type setter func(*Profile, node) []*fault

// single is the setter of a value that can be wrong in one way only.
func single(set func(*Profile, node) *fault) setter {
	return func(p *Profile, n node) []*fault {
		if bad := set(p, n); bad != nil {
			return []*fault{bad}
		}
		return nil
	}
}

// key is a key that a mapping may have.
type key struct {
	name string
	set  setter
}

var keys = []key{
	{"gitlab_url", single(gitlabURL)},
	{"acp_url", single(acpURL)},
	{"acp_project", textInto(func(p *Profile) *string { return &p.ACPProject })},
	{"ca_file", single(caFile)},
	{"token_name", textInto(func(p *Profile) *string { return &p.TokenName })},
	{"token_days", single(tokenDays)},
	{"repositories", repositories},
	{"support", support},
}

var supportKeys = []key{
	{"name", textInto(func(p *Profile) *string { return &p.Support.Name })},
	{"url", single(supportURL)},
	{"email", single(supportEmail)},
}

// fill makes a profile of what was read, and says everything that is wrong with
// it, from the top down.
func fill(root node) (*Profile, []*fault) {
	p := &Profile{}
	bad := fillKeys(p, root.pairs, keys)
	if p.CAFile != "" && len(p.Hosts()) == 0 && len(bad) == 0 {
		bad = append(bad, wrong(positionOf(root.pairs, "ca_file"), "ca_file applies only to gitlab_url and acp_url, and neither is set."))
	}
	slices.SortStableFunc(bad, func(a, b *fault) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column)) })
	return p, bad
}

func positionOf(pairs []pair, name string) position {
	for _, kv := range pairs {
		if kv.key == name {
			return kv.position
		}
	}
	return position{1, 1}
}

func fillKeys(p *Profile, pairs []pair, known []key) []*fault {
	seen := map[string]int{}
	names := make([]string, 0, len(known))
	sets := map[string]setter{}
	for _, k := range known {
		names = append(names, k.name)
		sets[k.name] = k.set
	}
	var all []*fault
	for _, kv := range pairs {
		set, ok := sets[kv.key]
		if !ok {
			all = append(all, wrong(kv.position, unknown(kv.key, names)))
			continue
		}
		if first, again := seen[kv.key]; again {
			all = append(all, wrong(kv.position, fmt.Sprintf("%s appears twice; the first is on line %d.", kv.key, first)))
			continue
		}
		seen[kv.key] = kv.line
		for _, bad := range set(p, kv.value) {
			bad.words = kv.key + ": " + bad.words
			all = append(all, bad)
		}
	}
	return all
}

// words returns the cleaned text of n.
func words(n node) (string, *fault) {
	switch n.kind {
	case text:
	case nothing:
		return "", wrong(n.position, "there is no value. Add one, or remove the key.")
	case number, boolean:
		return "", wrong(n.position, "this must be text. If it is meant as text, put it in quotes.")
	case list, mapping:
		return "", wrong(n.position, "this must be a single text value, not "+string(n.kind)+".")
	}
	value := strings.TrimSpace(web.Clean(n.text))
	switch {
	case value == "":
		return "", wrong(n.position, "there is no value. Add one, or remove the key.")
	case utf8.RuneCountInString(value) > longestValue:
		return "", wrong(n.position, fmt.Sprintf("the value is longer than %d characters.", longestValue))
	case secret.Holds(value):
		return "", wrong(n.position, noSecret)
	}
	return value, nil
}

func textInto(field func(*Profile) *string) setter {
	return single(func(p *Profile, n node) *fault {
		value, bad := words(n)
		*field(p) = value
		return bad
	})
}

func gitlabURL(p *Profile, n node) *fault {
	value, bad := words(n)
	if bad != nil {
		return bad
	}
	if _, q := gitlab.ParseAddress(value); q != nil {
		return wrong(n.position, hint(q, "an address of a GitLab looks like https://gitlab.example.com."))
	}
	p.GitLabURL = value
	return nil
}

func acpURL(p *Profile, n node) *fault {
	value, bad := words(n)
	if bad != nil {
		return bad
	}
	// An address inside a cluster is judged where it is used: in a pod it is right.
	if origin, q := acp.ParseAddress(value); origin == "" {
		return wrong(n.position, hint(q, "an address of ACP looks like https://acp.example.com."))
	}
	p.ACPURL = value
	return nil
}

// hint is the one clear line of a problem with an address.
func hint(q *problem.Problem, otherwise string) string {
	switch {
	case q == nil:
		return otherwise
	case q.Facts.Proposed != "":
		return "without https, anyone on the network could read the token. Write https."
	case q.Facts.Hint != "":
		return q.Facts.Hint
	}
	return otherwise
}

func caFile(p *Profile, n node) *fault {
	value, bad := words(n)
	if bad != nil {
		return bad
	}
	if strings.Contains(value, "://") || remote(value) {
		return wrong(n.position, "this must be a file on this computer, not an address.")
	}
	p.CAFile = value
	return nil
}

func tokenDays(p *Profile, n node) *fault {
	days, err := strconv.Atoi(n.text)
	if n.kind != number || err != nil || n.text != strconv.Itoa(days) || days < 1 || days > longestLife {
		return wrong(n.position, fmt.Sprintf("this must be a whole number of days from 1 to %d, without quotes.", longestLife))
	}
	p.TokenDays = days
	return nil
}

func repositories(p *Profile, n node) []*fault {
	if n.kind != list {
		return []*fault{wrong(n.position, "this must be a list: [team/app, team/docs], or one item per line, each after \"- \".")}
	}
	if len(n.items) > mostRepositories {
		return []*fault{wrong(n.position, fmt.Sprintf("more than %d repositories.", mostRepositories))}
	}
	var all []*fault
	for _, item := range n.items {
		value, bad := words(item)
		if bad == nil && nameOrPassword(value) {
			bad = wrong(item.position, "leave out the name and password before the @.")
		}
		if bad != nil {
			all = append(all, bad)
			continue
		}
		p.Repositories = append(p.Repositories, value)
	}
	return all
}

func support(p *Profile, n node) []*fault {
	if n.kind != mapping {
		return []*fault{wrong(n.position, "this must be indented keys: name, url, email.")}
	}
	return fillKeys(p, n.pairs, supportKeys)
}

func supportURL(p *Profile, n node) *fault {
	value, bad := words(n)
	if bad != nil {
		return bad
	}
	if scheme, _, found := strings.Cut(value, "://"); !found || scheme != "https" && scheme != "http" || strings.Contains(value, " ") {
		return wrong(n.position, "this must be an address that begins with https://.")
	}
	if nameOrPassword(value) {
		return wrong(n.position, "leave out the name and password before the @.")
	}
	p.Support.URL = value
	return nil
}

func supportEmail(p *Profile, n node) *fault {
	value, bad := words(n)
	if bad != nil {
		return bad
	}
	if name, host, found := strings.Cut(value, "@"); !found || name == "" || host == "" || strings.ContainsAny(value, " <>") {
		return wrong(n.position, "this must be an email address.")
	}
	p.Support.Email = value
	return nil
}
