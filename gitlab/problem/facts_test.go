package problem_test

import (
	"reflect"
	"slices"
	"testing"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
)

// eachFact returns, for every field of Facts, the facts that hold it alone.
func eachFact() map[string]problem.Facts {
	one := map[string]problem.Facts{}
	for i, field := range reflect.VisibleFields(reflect.TypeFor[problem.Facts]()) {
		var f problem.Facts
		switch v := reflect.ValueOf(&f).Elem().Field(i); v.Kind() {
		case reflect.String:
			v.SetString("known")
		case reflect.Struct:
			v.Field(0).SetInt(1)
		default:
			v.SetBool(true)
		}
		one[field.Name] = f
	}
	return one
}

func TestEveryFactIsTakenOver(t *testing.T) {
	t.Parallel()
	for name, f := range eachFact() {
		if got := (problem.Facts{}).With(f); got != f {
			t.Errorf("With loses what more knows: %s", name)
		}
		if got := f.With(problem.Facts{}); got != f {
			t.Errorf("With loses what was known: %s", name)
		}
	}
	if got := (problem.Facts{Host: "old", User: "@ada"}).With(problem.Facts{Host: "new"}); got != (problem.Facts{Host: "new", User: "@ada"}) {
		t.Errorf("got %+v", got)
	}
}

// TestPlaceholdersAreThoseOfThePages: a page can ask for nothing that a problem
// cannot tell, and the other way round.
func TestPlaceholdersAreThoseOfThePages(t *testing.T) {
	t.Parallel()
	names := []string{"subject", "holds"} // the problem itself and what was lost tell them
	for field, f := range eachFact() {
		texts := f.Placeholders()
		if len(texts) > 1 {
			t.Errorf("%s fills more than one placeholder: %v", field, texts)
		}
		for name, text := range texts {
			if text != "known" {
				t.Errorf("%s: %q", name, text)
			}
			names = append(names, name)
		}
	}
	want := assets.Names()
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("facts fill %q, pages ask for %q", names, want)
	}
	if empty := (problem.Facts{}).Placeholders(); len(empty) != 0 {
		t.Errorf("placeholders without a fact: %v", empty)
	}
}

func TestAProblemIsNeverChangedByItsMethods(t *testing.T) {
	t.Parallel()
	p := problem.New(problem.ScopeMissing, "api").Because("GET /api/v4/user: 403").With(problem.Facts{Host: "gitlab.example.com"})
	p.More = 2
	before := *p
	for name, q := range map[string]*problem.Problem{
		"With":         p.With(problem.Facts{Host: "git.example.org", User: "@ada"}),
		"Because":      p.Because("another proof"),
		"WithSeverity": p.WithSeverity(problem.Warning),
		"WithSubject":  p.WithSubject("read_user"),
	} {
		if *p != before {
			t.Fatalf("%s changed its receiver: %+v", name, p)
		}
		if *q == before {
			t.Errorf("%s changed nothing", name)
		}
	}
	if got := p.WithSubject("read_user"); got.About() != "read_user" {
		t.Errorf("about %q", got.About())
	}
}
