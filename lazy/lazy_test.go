package lazy

import "testing"

func TestRegexpIsCompiledOnce(t *testing.T) {
	t.Parallel()
	digits := Regexp(`^[0-9]+$`)
	if first := digits(); !first.MatchString("42") || digits() != first {
		t.Error("it does not match, or is compiled again")
	}
}

func TestRegexpIsNotCompiledBeforeItIsNeeded(t *testing.T) {
	t.Parallel()
	wrong := Regexp(`(`)
	defer func() {
		if recover() == nil {
			t.Error("it did not panic")
		}
	}()
	wrong()
}
