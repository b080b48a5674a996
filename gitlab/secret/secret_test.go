package secret

import (
	"bytes"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"text/template"

	"github.com/davecgh/go-spew/spew"
)

// value is made up, and no token's shape stands in this file.
var value = "gl" + "pat-" + "SECRETVALUE" + "0123456789"

type carrier struct {
	Public  Text
	private Text
	Pointer *Text
	Map     map[string]Text
	Any     any
}

func newCarrier(t Text) carrier {
	return carrier{Public: t, private: t, Pointer: &t, Map: map[string]Text{"a": t}, Any: t}
}

// leaks reports whether text shows the value, in plain or as %x writes it.
func leaks(text string) bool {
	return strings.Contains(text, "SECRETVALUE") ||
		strings.Contains(strings.ToLower(text), hex.EncodeToString([]byte("SECRETVALUE")))
}

func TestNoPathPrintsTheValue(t *testing.T) {
	t.Parallel()
	x := New(value)
	h := newCarrier(x)
	paths := map[string]func(*bytes.Buffer){
		"json": func(b *bytes.Buffer) { _ = json.NewEncoder(b).Encode(h) },
		"json of a map with it as key": func(b *bytes.Buffer) {
			_ = json.NewEncoder(b).Encode(map[string]any{"x": []Text{x}})
		},
		"xml":  func(b *bytes.Buffer) { _ = xml.NewEncoder(b).Encode(h.Public) },
		"gob":  func(b *bytes.Buffer) { _ = gob.NewEncoder(b).Encode(h.Public) },
		"spew": func(b *bytes.Buffer) { spew.Fdump(b, h) },
		"slog": func(b *bytes.Buffer) {
			slog.New(slog.NewTextHandler(b, nil)).Info("m", "x", x, "h", h)
			slog.New(slog.NewJSONHandler(b, nil)).Info("m", "x", x, "h", h)
		},
		"template": func(b *bytes.Buffer) {
			_ = template.Must(template.New("").Parse("{{.Public}} {{.}}")).Execute(b, h)
		},
		"error": func(b *bytes.Buffer) {
			fmt.Fprint(b, errors.Join(fmt.Errorf("with %v", x), fmt.Errorf("in %+v", h)))
		},
		"panic": func(b *bytes.Buffer) {
			defer func() { fmt.Fprint(b, recover()) }()
			panic(h)
		},
	}
	for verb := range strings.FieldsSeq("%v %+v %#v %s %+s %q %x %X %#x %d %t %c %U %p %e %08s %.3s") {
		paths["fmt "+verb] = func(b *bytes.Buffer) {
			fmt.Fprintf(b, strings.Repeat(verb+" ", 5), x, h, &h, []Text{x}, map[int]Text{1: x})
		}
	}
	for name, show := range paths {
		var b bytes.Buffer
		show(&b)
		if leaks(b.String()) {
			t.Errorf("%s shows it:\n%s", name, b.String())
		}
	}
}

func TestEveryVerbSaysRedacted(t *testing.T) {
	t.Parallel()
	x := New(value)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, x); got != Redacted {
			t.Errorf("%s is %q, want %q", verb, got, Redacted)
		}
	}
	if got, _ := json.Marshal(x); string(got) != `"[redacted]"` {
		t.Errorf("JSON is %s", got)
	}
	if x.String() != Redacted || x.GoString() != Redacted || x.LogValue().String() != Redacted {
		t.Error("String, GoString and LogValue must say", Redacted)
	}
}

func TestReveal(t *testing.T) {
	t.Parallel()
	var none Text
	x := New("päss")
	switch {
	case x.Reveal() != "päss":
		t.Error("Reveal changes the value")
	case x.Len() != 4:
		t.Errorf("Len is %d, want 4 characters", x.Len())
	case x.IsZero() || !none.IsZero() || !New("").IsZero():
		t.Error("IsZero is wrong")
	case none.Reveal() != "" || none.Len() != 0:
		t.Error("the zero value is not empty")
	case !x.Equal(New("päss")) || x.Equal(New("pass")) || x.Equal(none) || !none.Equal(New("")):
		t.Error("Equal is wrong")
	}
}

// TestPlainTypesLeak shows why the value stands in a closure: fmt reads
// unexported fields of a carrier without calling their methods.
func TestPlainTypesLeak(t *testing.T) {
	t.Parallel()
	if s := fmt.Sprintf("%+v", struct{ x plainType }{plainType(value)}); !leaks(s) {
		t.Skip("fmt has learned better; the closure is no longer needed")
	}
}

type plainType string

func (plainType) String() string { return Redacted }
