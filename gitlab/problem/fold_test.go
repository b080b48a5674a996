package problem

import (
	"fmt"
	"slices"
	"testing"
)

func TestFold(t *testing.T) {
	t.Parallel()
	many := func(code Code, n int) []*Problem {
		ps := make([]*Problem, n)
		for i := range ps {
			ps[i] = New(code, fmt.Sprintf("%s-%d", code, i+1))
		}
		return ps
	}
	for _, tc := range []struct {
		name string
		in   []*Problem
		want []string
	}{
		{"none", nil, nil},
		{"as many as may stand", many(ScopeMissing, 3), []string{"scope-missing-1", "scope-missing-2", "scope-missing-3"}},
		{"one more", many(ScopeExcess, 4), []string{"scope-excess-1 and 3 more"}},
		{
			"each kind by itself", slices.Concat(many(ScopeDangerous, 2), many(ScopeExcess, 41), many(ScopeMissing, 1)),
			[]string{"scope-dangerous-1", "scope-dangerous-2", "scope-excess-1 and 40 more", "scope-missing-1"},
		},
		{
			"a severity is a kind", slices.Concat(many(ScopeExcess, 3), []*Problem{New(ScopeExcess, "x").WithSeverity(Error)}),
			[]string{"scope-excess-1", "scope-excess-2", "scope-excess-3", "x"},
		},
		{"folded before", append(many(ScopeExcess, 1), Fold(many(ScopeExcess, 10), 3)...), []string{"scope-excess-1 and 10 more"}},
	} {
		var got []string
		for _, p := range Fold(tc.in, 3) {
			got = append(got, p.About())
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
	in := many(ScopeExcess, 4)
	if Fold(in, 3); in[0].More != 0 {
		t.Error("what was handed in has changed")
	}
}
