package steps_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"acp-gitlab/ui/picture"
)

// The pictures of the documentation show a made-up run in virtual time, so that
// the same program always draws the same bytes.
const pictures = "../assets/pictures"

var pictured = picture.Size{Cols: 80, Rows: 24}

// TestPictures holds the pictures of README to what the screens show. Drawn
// anew by: go test ./steps -run TestPictures -update.
func TestPictures(t *testing.T) {
	t.Parallel()
	play(t, plot{coloured: true}, func(th *harness) {
		samePicture(t, "welcome.svg", picture.Still(pictured, "The first screen asks where your GitLab is.", th.raw()))
		th.to(2)
		samePicture(t, "token-page.svg", picture.Still(pictured, "The screen of the token page: three things to do there.", th.raw()))
	})
	play(t, plot{coloured: true, gitlab: "scope-missing"}, func(th *harness) {
		th.to(5)
		samePicture(t, "problem.svg", picture.Still(pictured, "A token without a scope: what to do, the checks so far, and the name of the problem.", th.raw()))
	})
	play(t, plot{coloured: true}, func(th *harness) {
		th.to(8)
		samePicture(t, "done.svg", picture.Still(pictured, "The last screen: connected, and what to do next in ACP.", th.raw()))
	})
}

// TestFilm holds README's film to the screens: the token page, the paste, the
// checks as they tick in, and the end.
func TestFilm(t *testing.T) {
	t.Parallel()
	play(t, plot{coloured: true, moving: true}, func(th *harness) {
		var film []picture.Frame
		shoot := func(d time.Duration) { film = append(film, picture.Frame{View: th.raw(), For: d}) }
		th.keys("enter")
		th.wait(time.Second)
		th.keys("enter")
		shoot(3 * time.Second)
		th.keys("enter", "enter")
		shoot(800 * time.Millisecond)
		th.paste(th.gitlab.Token())
		shoot(1500 * time.Millisecond)
		th.keys("enter")
		for range 200 {
			if v := th.raw(); v != film[len(film)-1].View {
				shoot(120 * time.Millisecond) // slower than on the screen: there is more to read in a film
			}
			if strings.Contains(th.view(), "This token works.") {
				break
			}
			th.wait(20 * time.Millisecond)
		}
		th.see("This token works.")
		film[len(film)-1].For = 3 * time.Second
		th.wait(time.Second)
		th.keys("enter", "team/app", "enter")
		th.wait(time.Second)
		th.see("ACP can push to")
		shoot(1800 * time.Millisecond)
		th.keys("enter", "enter")
		th.wait(time.Second)
		th.keys("enter")
		th.see("Connected.")
		shoot(5 * time.Second)
		samePicture(t, "wizard.svg", picture.Film(pictured, "The wizard: the token page, the checks of the pasted token as they are answered, and ACP connected.", film))
	})
}

func samePicture(t *testing.T, name, drawn string) {
	t.Helper()
	drawn = requestID.ReplaceAllString(drawn, "01JDA800000000000000000000")
	path := filepath.Join(pictures, name)
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		if err := os.WriteFile(path, []byte(drawn), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != drawn {
		t.Errorf("%s no longer shows what the program does (%v): look at it after go test ./steps -run 'TestPictures|TestFilm' -update", path, err)
	}
}
