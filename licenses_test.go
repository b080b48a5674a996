package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/assets"
)

var updateLicenses = flag.Bool("update", false, "write assets/licenses from the modules that are linked")

// licenseFolder is where the texts and the list of modules are.
const licenseFolder = "assets/licenses"

// platforms are those that a release is built for; the processor changes no
// module.
var platforms = []string{"linux", "darwin", "windows"}

// withoutFile are modules whose authors name a license and ship no text of it.
var withoutFile = map[string]string{
	"github.com/mattn/go-localereader": "This module has no license file. Its README.md says:\n\n" +
		"    License: MIT\n    Author: Yasuhiro Matsumoto (a.k.a. mattn)\n",
}

// linkedModule is a module of which packages are in the program.
type linkedModule struct{ Path, Version, Dir string }

// linkedModules are the modules in the program on any platform, by their paths.
func linkedModules(t *testing.T) []linkedModule {
	t.Helper()
	found := map[string]linkedModule{}
	for _, system := range platforms {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-json=Module", ".")
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", system, err)
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct {
				Module *struct {
					linkedModule
					Main bool
				}
			}
			if err := d.Decode(&p); err == io.EOF {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if p.Module != nil && !p.Module.Main {
				m := p.Module.linkedModule
				m.Dir = cmp.Or(m.Dir, filepath.Join("vendor", filepath.FromSlash(m.Path)))
				found[m.Path] = m
			}
		}
	}
	if len(found) < 20 {
		t.Fatalf("only %d modules are linked", len(found))
	}
	return slices.SortedFunc(maps.Values(found), func(a, b linkedModule) int { return strings.Compare(a.Path, b.Path) })
}

// TestEveryLinkedModuleHasItsLicense: the embedded list names what is linked, in
// these versions, with the texts that the modules ship. -update writes it.
func TestEveryLinkedModuleHasItsLicense(t *testing.T) {
	table, texts := collectLicenses(t)
	if *updateLicenses {
		writeLicenses(t, table, texts)
		return
	}
	got, err := os.ReadFile(filepath.Join(licenseFolder, "modules.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != table {
		t.Errorf("%s names other modules than those that are linked; go test . -run Licen -update writes it\nit has:\n%swant:\n%s", licenseFolder, got, table)
	}
	for name, want := range texts {
		if got, err := os.ReadFile(filepath.Join(licenseFolder, name)); err != nil || string(got) != want {
			t.Errorf("%s is not what its module ships (%v); go test . -run Licen -update writes it", name, err)
		}
	}
	files, _ := filepath.Glob(filepath.Join(licenseFolder, "*.txt"))
	if len(files) != len(texts) {
		t.Errorf("%d files, want %d", len(files), len(texts))
	}
}

// collectLicenses makes the list and the files beside it. A text that several
// modules share is kept once.
func collectLicenses(t *testing.T) (table string, texts map[string]string) {
	t.Helper()
	var b strings.Builder
	texts = map[string]string{}
	owners := map[string]string{}
	row := func(m linkedModule, all map[string]string) {
		var names []string
		for _, file := range slices.Sorted(maps.Keys(all)) {
			name, known := owners[all[file]]
			if !known {
				name = strings.NewReplacer("/", "_", ".", "-").Replace(m.Path) + "_" + strings.TrimSuffix(file, ".txt") + ".txt"
				owners[all[file]], texts[name] = name, all[file]
			}
			names = append(names, name)
		}
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", m.Path, m.Version, spdx(t, m.Path, all), strings.Join(names, "\t"))
	}
	row(linkedModule{Path: "acp-gitlab"}, noticesIn(t, "."))
	root, err := exec.CommandContext(t.Context(), "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	linked := linkedModules(t)
	std := noticesIn(t, strings.TrimSpace(string(root)))
	if i := slices.IndexFunc(linked, func(m linkedModule) bool { return m.Path == "golang.org/x/sys" }); len(std) == 0 && i >= 0 {
		std = noticesIn(t, linked[i].Dir) // the same authors and terms; Debian's Go comes without the file
	}
	row(linkedModule{Path: "std"}, std)
	for _, m := range linked {
		all := noticesIn(t, m.Dir)
		if text := withoutFile[m.Path]; text != "" && len(all) == 0 {
			all["README"] = text
		}
		row(m, all)
	}
	return b.String(), texts
}

// noticesIn are the files of a module that have to be passed on, by their names.
func noticesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, e := range entries {
		base := strings.ToUpper(strings.TrimSuffix(strings.TrimSuffix(e.Name(), ".txt"), ".md"))
		if e.IsDir() || !slices.Contains([]string{"LICENSE", "LICENCE", "COPYING", "NOTICE", "PATENTS"}, base) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
	return all
}

// spdx names the license of these texts. What it does not know, a person reads
// first: not every license allows to pass the program on.
func spdx(t *testing.T, module string, all map[string]string) string {
	t.Helper()
	text := strings.Join(strings.Fields(strings.Join(slices.Collect(maps.Values(all)), "\n")), " ")
	text = strings.ReplaceAll(text, "Apache License, Version", "Apache License Version")
	var names []string
	for _, l := range [][2]string{
		{"MIT", "Permission is hereby granted, free of charge"},
		{"MIT", "License: MIT"},
		{"Apache-2.0", "Apache License Version 2.0"},
		{"MPL-2.0", "Mozilla Public License, version 2.0"},
		{"MPL-2.0", "Mozilla Public License Version 2.0"},
		{"BSD-3-Clause", "may be used to endorse or promote products"},
	} {
		if strings.Contains(text, l[1]) && !slices.Contains(names, l[0]) {
			names = append(names, l[0])
		}
	}
	if len(names) == 0 && strings.Contains(text, "Redistribution and use in source and binary forms") {
		names = append(names, "BSD-2-Clause")
	}
	if len(names) == 0 || strings.Contains(text, "GNU GENERAL PUBLIC LICENSE") {
		t.Errorf("%s: read its license, and add it here if it may be passed on", module)
	}
	return strings.Join(names, " AND ")
}

func writeLicenses(t *testing.T, table string, texts map[string]string) {
	t.Helper()
	old, _ := filepath.Glob(filepath.Join(licenseFolder, "*.txt"))
	for _, name := range old {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	texts["modules.tsv"] = table
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(licenseFolder, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLicensesAreWhole: what is embedded can be shown.
func TestLicensesAreWhole(t *testing.T) {
	t.Parallel()
	if *updateLicenses {
		t.Skip("what is embedded was written after the build")
	}
	all := assets.Licenses()
	if len(all) < 20 || all[0].Module != "acp-gitlab" || all[1].Module != "std" {
		t.Fatalf("%d licenses", len(all))
	}
	for _, l := range all {
		if l.Name == "" || len(l.Text) < 60 || strings.ContainsAny(l.Text, "\r\x1b") || (l.Source == "") != (l.Module == "acp-gitlab") {
			t.Errorf("%s: %q, %d bytes, source %q", l.Module, l.Name, len(l.Text), l.Source)
		}
	}
}
