package problem

import (
	"reflect"
	"slices"
	"testing"

	"acp-gitlab/assets"
)

// eachFact returns, for every field of Facts, the facts that hold it alone.
func eachFact() map[string]Facts {
	one := map[string]Facts{}
	for i, field := range reflect.VisibleFields(reflect.TypeFor[Facts]()) {
		var f Facts
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
		if got := (Facts{}).With(f); got != f {
			t.Errorf("With loses what more knows: %s", name)
		}
		if got := f.With(Facts{}); got != f {
			t.Errorf("With loses what was known: %s", name)
		}
	}
	if got := (Facts{Host: "old", User: "@ada"}).With(Facts{Host: "new"}); got != (Facts{Host: "new", User: "@ada"}) {
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
	if empty := (Facts{}).Placeholders(); len(empty) != 0 {
		t.Errorf("placeholders without a fact: %v", empty)
	}
}

func TestAProblemIsNeverChangedByItsMethods(t *testing.T) {
	t.Parallel()
	p := New(ScopeMissing, "api").Because("GET /api/v4/user: 403").With(Facts{Host: "gitlab.example.com"})
	p.More = 2
	before := *p
	for name, q := range map[string]*Problem{
		"With":         p.With(Facts{Host: "git.example.org", User: "@ada"}),
		"Because":      p.Because("another proof"),
		"WithSeverity": p.WithSeverity(Warning),
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
