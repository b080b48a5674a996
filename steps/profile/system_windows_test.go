package profile

import (
	"errors"
	"testing"

	"golang.org/x/sys/windows"
)

func TestWhoMayChangeAFile(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		sddl   string
		rights windows.ACCESS_MASK
		want   bool
	}{
		"as administrators leave it":      {"O:BAD:(A;;FA;;;BA)(A;;FA;;;SY)(A;;0x1200a9;;;BU)", changes, true},
		"of the system":                   {"O:SYD:(A;;FA;;;SY)", changes, true},
		"of Windows":                      {"O:" + trustedInstaller + "D:(A;;FA;;;BA)", changes, true},
		"of a user":                       {"O:S-1-5-21-1-2-3-1001D:(A;;FA;;;BA)", changes, false},
		"users may write":                 {"O:BAD:(A;;FA;;;BA)(A;;FW;;;BU)", changes, false},
		"everyone may do all":             {"O:BAD:(A;;FA;;;WD)", changes, false},
		"everyone, by the general right":  {"O:BAD:(A;;GA;;;WD)", changes, false},
		"users may delete":                {"O:BAD:(A;;FA;;;BA)(A;;SD;;;BU)", changes, false},
		"users may change who may":        {"O:BAD:(A;;FA;;;BA)(A;;WD;;;BU)", changes, false},
		"users may not":                   {"O:BAD:(D;;FA;;;BU)(A;;FA;;;BA)", changes, true},
		"for what comes below":            {"O:BAD:(A;;FA;;;BA)(A;OICIIO;FA;;;CO)", exchanges, true},
		"users may add files":             {"O:BAD:(A;;FA;;;BA)(A;CI;0x100116;;;BU)", exchanges, true},
		"users may delete what is inside": {"O:BAD:(A;;FA;;;BA)(A;;0x40;;;BU)", exchanges, false},
		"an empty list":                   {"O:BAD:", changes, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sd, err := windows.SecurityDescriptorFromString(tc.sddl)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := onlyAdministrators(sd, tc.rights); got != tc.want || err != nil {
				t.Errorf("%t, %v", got, err)
			}
		})
	}
}

// TestWithoutAListEveryoneMayChangeAFile: that is what Windows makes of it.
func TestWithoutAListEveryoneMayChangeAFile(t *testing.T) {
	t.Parallel()
	administrators, err := windows.CreateWellKnownSid(windows.WinBuiltinAdministratorsSid)
	if err != nil {
		t.Fatal(err)
	}
	for name, present := range map[string]bool{"a list that is not there": false, "a list of nothing": true} {
		sd, err := windows.NewSecurityDescriptor()
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(sd.SetOwner(administrators, false), sd.SetDACL(nil, present, false)); err != nil {
			t.Fatal(err)
		}
		if got, _ := onlyAdministrators(sd, changes); got {
			t.Errorf("%s: it counts", name)
		}
	}
}

func TestTheFolderIsThatOfWindows(t *testing.T) {
	t.Setenv("ProgramData", `C:\Users\Public`)
	if s := ThisComputer(); s.File == "" || s.File == `C:\Users\Public\acp-gitlab\profile.yaml` {
		t.Errorf("the profile of this computer is %q", s.File)
	}
}
