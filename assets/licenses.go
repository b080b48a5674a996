package assets

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

//go:embed licenses/modules.tsv licenses/*.txt
var licenseFiles embed.FS

// License is under what terms the program, or something linked into it, may be
// used.
type License struct {
	// Module is the module's path; "acp-gitlab" for the program itself, "std" for
	// Go's standard library.
	Module string
	// Version is the module's version; empty for the program and for Go.
	Version string
	// Name is the license by its SPDX identifier.
	Name string
	// Source is the page with the module's source code; empty for the program.
	Source string
	// Text is what the module's authors ask to pass on, unchanged.
	Text string
}

// Licenses returns the program's license and then those of everything that is
// linked into it on any platform. A test writes the list and holds it to what
// is linked.
func Licenses() []License { return slices.Clone(licenses()) }

var licenses = sync.OnceValue(func() []License {
	table, _ := licenseFiles.ReadFile("licenses/modules.tsv")
	var all []License
	for line := range strings.Lines(string(table)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		l := License{Module: fields[0], Version: fields[1], Name: fields[2], Source: sourcePage(fields[0], fields[1])}
		var texts []string
		for _, name := range fields[3:] {
			text, _ := licenseFiles.ReadFile("licenses/" + name)
			texts = append(texts, strings.Trim(string(text), "\n"))
		}
		l.Text = strings.Join(texts, "\n\n")
		all = append(all, l)
	}
	return all
})

func sourcePage(module, version string) string {
	switch {
	case version != "":
		return "https://pkg.go.dev/" + module + "@" + version
	case module == "std":
		return "https://pkg.go.dev/std"
	}
	return ""
}
