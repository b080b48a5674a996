//go:build unix

package profile_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"acp-gitlab/steps/profile"
)

// onComputer writes a profile of a computer, of which the one who runs the tests is
// the administrator.
func onComputer(t *testing.T, text string) profile.System {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "acp-gitlab")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	s := profile.System{File: filepath.Join(folder, "profile.yaml"), Owner: os.Getuid()}
	if err := os.WriteFile(s.File, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return s
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func TestAProfileOfTheComputer(t *testing.T) {
	t.Parallel()
	s := onComputer(t, "gitlab_url: gitlab.example.com")
	p, err := s.Read()
	if err != nil || p == nil || p.GitLabURL != "gitlab.example.com" || p.File != s.File {
		t.Errorf("read %+v, %v", p, err)
	}
	s.File = filepath.Join(filepath.Dir(s.File), "none.yaml")
	if p, err := s.Read(); p != nil || err != nil {
		t.Errorf("without a file: %+v, %v", p, err)
	}
	if p, err := (profile.System{}).Read(); p != nil || err != nil {
		t.Errorf("without a place: %+v, %v", p, err)
	}
	s = onComputer(t, "gitlab-url: x")
	var wrong *profile.Error
	if _, err := s.Read(); !errors.As(err, &wrong) || wrong.Line != 1 {
		t.Errorf("a wrong one: %v", err)
	}
}

func TestAProfileThatOthersCanChangeDoesNotCount(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*testing.T, *profile.System){
		"its group writes":            func(t *testing.T, s *profile.System) { chmod(t, s.File, 0o664) },
		"everyone writes":             func(t *testing.T, s *profile.System) { chmod(t, s.File, 0o646) },
		"its folder's group writes":   func(t *testing.T, s *profile.System) { chmod(t, filepath.Dir(s.File), 0o775) },
		"everyone writes into it":     func(t *testing.T, s *profile.System) { chmod(t, filepath.Dir(s.File), 0o757) },
		"the folder above is as open": func(t *testing.T, s *profile.System) { chmod(t, filepath.Dir(filepath.Dir(s.File)), 0o777) },
		"no one can look at it": func(t *testing.T, s *profile.System) {
			if err := errors.Join(os.Remove(s.File), os.Symlink(filepath.Base(s.File), s.File)); err != nil {
				t.Fatal(err)
			}
		},
		"it belongs to another": func(t *testing.T, s *profile.System) {
			if os.Getuid() == 0 {
				if err := os.Chown(s.File, 12345, -1); err != nil {
					t.Skip("no other owners here: ", err)
				}
			}
			s.Owner = 54321
		},
		"a link of the administrator leads to what others write": func(t *testing.T, s *profile.System) {
			open := onComputer(t, "gitlab_url: gitlab.example.com")
			chmod(t, filepath.Dir(open.File), 0o777)
			link(t, open.File, s)
		},
		"a link on the way stands where others write": func(t *testing.T, s *profile.System) {
			between := onComputer(t, "")
			link(t, onComputer(t, "gitlab_url: gitlab.example.com").File, &between)
			chmod(t, filepath.Dir(between.File), 0o777)
			link(t, between.File, s)
		},
		"a folder on the way is a link where others write": func(t *testing.T, s *profile.System) {
			between := onComputer(t, "")
			link(t, filepath.Dir(onComputer(t, "gitlab_url: gitlab.example.com").File), &between)
			chmod(t, filepath.Dir(between.File), 0o777)
			link(t, filepath.Join(between.File, "profile.yaml"), s)
		},
		"a link in a folder that others write": func(t *testing.T, s *profile.System) {
			link(t, onComputer(t, "gitlab_url: gitlab.example.com").File, s)
			chmod(t, filepath.Dir(s.File), 0o777)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := onComputer(t, "gitlab_url: gitlab.example.com")
			change(t, &s)
			if p, err := s.Read(); p != nil || !errors.Is(err, profile.ErrNotProtected) {
				t.Errorf("read %+v, %v", p, err)
			}
		})
	}
}

func TestALinkOfTheAdministratorCounts(t *testing.T) {
	t.Parallel()
	s := onComputer(t, "")
	link(t, onComputer(t, "gitlab_url: gitlab.example.com").File, &s)
	if p, err := s.Read(); p == nil || err != nil {
		t.Errorf("read %+v, %v", p, err)
	}
}

// link puts a link to target in the place of the file.
func link(t *testing.T, target string, s *profile.System) {
	t.Helper()
	if err := errors.Join(os.Remove(s.File), os.Symlink(target, s.File)); err != nil {
		t.Fatal(err)
	}
}

func TestTheProfileOfThisComputerIsWhereItIsLookedFor(t *testing.T) {
	t.Parallel()
	if got := profile.ThisComputer(); got != (profile.System{File: "/etc/acp-gitlab/profile.yaml"}) {
		t.Errorf("%+v", got)
	}
}
