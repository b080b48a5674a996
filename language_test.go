package main

import (
	"go/ast"
	"go/doc/comment"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// neverRight is the list of phrases that no text may hold.
const neverRight = "testdata/never-right.txt"

// texts are what people read, by the file that it stands in.
type texts map[string]string

// parts are all places with texts for people.
var parts = []struct {
	name string
	read func(t *testing.T) texts
	// least is how many texts there are at least: a part that is not found holds
	// no wrong phrase either.
	least int
}{
	{"problem pages", files("assets/problems/*.md"), 70},
	{"guide", files("assets/guide/*.md"), 30},
	{"demo's pages", files("assets/*page/*.html", "assets/tokenpage/copy.js"), 15},
	{"table of phrases", files("assets/phrases.tsv"), 1},
	{"schema", files("assets/schema/*.json"), 1},
	{"documents", files("*.md", ".github/*.md", ".github/ISSUE_TEMPLATE/*.yml", "Containerfile"), 8},
	{"strings of the code", codeStrings, 100},
	{"documentation of the packages", packageDocs, 20},
}

// TestNoTextHoldsAPhraseThatIsNeverRight: testdata/never-right.txt has them,
// and what to say instead.
func TestNoTextHoldsAPhraseThatIsNeverRight(t *testing.T) {
	t.Parallel()
	list := readPhrases(t)
	used := map[string]bool{}
	for _, part := range parts {
		t.Run(part.name, func(t *testing.T) {
			all := part.read(t)
			if len(all) < part.least {
				t.Fatalf("only %d files were found, want %d", len(all), part.least)
			}
			for file, text := range all {
				for _, found := range list.in(text, used) {
					t.Errorf("%s: %s", file, found)
				}
			}
		})
	}
	for _, text := range list.except {
		if !used[text] {
			t.Errorf("%s: nothing holds %q any more", neverRight, text)
		}
	}
}

// phraseList is the content of the list.
type phraseList struct {
	phrases []neverPhrase
	// except are texts in which a phrase may stand.
	except []string
}

// neverPhrase is one line of the list: a phrase, and what to say instead.
type neverPhrase struct {
	pattern *regexp.Regexp
	better  string
}

func readPhrases(t *testing.T) phraseList {
	t.Helper()
	b, err := os.ReadFile(neverRight)
	if err != nil {
		t.Fatal(err)
	}
	list := parsePhrases(t, string(b))
	if len(list.phrases) < 40 {
		t.Fatalf("only %d phrases were read", len(list.phrases))
	}
	return list
}

// parsePhrases reads "phrase = what to say instead" and "except: text = why".
func parsePhrases(t *testing.T, content string) phraseList {
	t.Helper()
	var list phraseList
	for line := range strings.Lines(content) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		phrase, better, ok := strings.Cut(line, " = ")
		if !ok || better == "" {
			t.Fatalf("%s: %q says nothing better, or no reason", neverRight, line)
		}
		if text, isException := strings.CutPrefix(phrase, "except: "); isException {
			list.except = append(list.except, text)
			continue
		}
		list.phrases = append(list.phrases, neverPhrase{wholeWords(phrase), better})
	}
	return list
}

// wholeWords matches phrase in any case, but no part of a longer word, nor of a
// name such as read_back or tick-tock.
func wholeWords(phrase string) *regexp.Regexp {
	pattern := regexp.QuoteMeta(phrase)
	if last := phrase[len(phrase)-1]; last|0x20 >= 'a' && last|0x20 <= 'z' {
		pattern += `(?:$|[^\w-])`
	}
	return regexp.MustCompile(`(?i)(?:^|[^\w-])` + pattern)
}

// in returns what is wrong with text, each with its surroundings; used gets the
// exceptions that were needed.
func (l phraseList) in(text string, used map[string]bool) []string {
	text = strings.Join(strings.Fields(text), " ")
	for _, except := range l.except {
		if strings.Contains(text, except) {
			used[except] = true
			text = strings.ReplaceAll(text, except, "")
		}
	}
	var all []string
	for _, p := range l.phrases {
		for _, at := range p.pattern.FindAllStringIndex(text, -1) {
			from, to := max(0, at[0]-30), min(len(text), at[1]+30)
			all = append(all, strings.ToValidUTF8("..."+text[from:to]+"...", "")+" (say: "+p.better+")")
		}
	}
	return all
}

func TestPhrasesAreFoundAsWholeWords(t *testing.T) {
	t.Parallel()
	list := parsePhrases(t, "mend = fix\nread back = confirmed\nNobody: = No one:\nexcept: tick the box = GitLab's words\ntick = select\n")
	for text, want := range map[string]int{
		"You can Mend this.": 1, "recommend": 0, "amends": 0, "read\n  back": 1, "read_back": 0, `"read_back"`: 0,
		"Nobody: you": 1, "nobody knows": 0, "tick the box": 0, "tick it, mend it": 2, "(tick)": 1, "tick-tock": 0,
	} {
		if got := list.in(text, map[string]bool{}); len(got) != want {
			t.Errorf("%q: %q, want %d", text, got, want)
		}
	}
}

// files returns a reader of the files that match patterns.
func files(patterns ...string) func(t *testing.T) texts {
	return func(t *testing.T) texts {
		t.Helper()
		all := texts{}
		for _, pattern := range patterns {
			names, err := filepath.Glob(pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				b, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				all[filepath.ToSlash(name)] = string(b)
			}
		}
		return all
	}
}

// codeStrings are the string literals of all code but tests; between two of
// them stands a sign that no phrase holds.
// packageDocs are what go doc shows, without the names in it.
func packageDocs(t *testing.T) texts {
	t.Helper()
	all := texts{}
	for importPath, p := range docPackages(t) {
		var said []string
		for name, text := range docTexts(p) {
			text = strings.TrimPrefix(text, name[strings.LastIndex(name, ".")+1:])
			eachText(p.Parser().Parse(text).Content, func(plain comment.Plain) { said = append(said, string(plain)) }, func(*comment.DocLink) {})
		}
		all[importPath] = strings.Join(said, " | ")
	}
	return all
}

func codeStrings(t *testing.T) texts {
	t.Helper()
	all := texts{}
	eachGoFile(t, func(name string, f *ast.File) {
		if !strings.HasSuffix(name, "_test.go") {
			all[name] = strings.Join(literals(t, f), " | ")
		}
	})
	return all
}
