package profile

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unsafe"

	"golang.org/x/sys/windows"
)

// ThisComputer is the profile of this computer. Windows itself is asked for the
// folder: a variable can be set by anyone who starts this program.
func ThisComputer() System {
	folder, err := windows.KnownFolderPath(windows.FOLDERID_ProgramData, windows.KF_FLAG_DEFAULT)
	if err != nil {
		return System{}
	}
	return System{File: filepath.Join(folder, "acp-gitlab", "profile.yaml")}
}

// HowToProtect says what makes the file count.
func (s System) HowToProtect() string {
	return "The file and its folder must belong to Administrators or SYSTEM, and no one else may change them: icacls, /setowner and /inheritance:r."
}

// changes are the rights by which a file is changed, or exchanged for another one.
const changes windows.ACCESS_MASK = windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA | exchanges

// exchanges are the rights by which what is in a folder is exchanged, or the
// folder itself. Everyone may add files below ProgramData: those belong to who
// added them, and do not count.
const exchanges windows.ACCESS_MASK = windows.DELETE | windows.WRITE_DAC | windows.WRITE_OWNER |
	windows.GENERIC_WRITE | windows.GENERIC_ALL | deleteChild

// deleteChild is FILE_DELETE_CHILD of winnt.h.
const deleteChild = 0x40

func (s System) protected() (bool, error) {
	for path, rights := range map[string]windows.ACCESS_MASK{s.File: changes, filepath.Dir(s.File): exchanges} {
		info, err := os.Lstat(path)
		switch {
		case err != nil:
			return false, err
		case info.Mode()&(fs.ModeSymlink|fs.ModeIrregular) != 0:
			return false, nil // It leads elsewhere.
		}
		sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
		if err != nil {
			return false, err
		}
		if ok, err := onlyAdministrators(sd, rights); !ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// trustedInstaller is Windows itself.
const trustedInstaller = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"

func isAdministrator(sid *windows.SID) bool {
	return slices.ContainsFunc([]windows.WELL_KNOWN_SID_TYPE{windows.WinBuiltinAdministratorsSid, windows.WinLocalSystemSid}, sid.IsWellKnown) ||
		sid.String() == trustedInstaller
}

// onlyAdministrators reports whether what sd protects belongs to an
// administrator, and no one else has one of these rights. No list at all gives
// every right to everyone.
func onlyAdministrators(sd *windows.SECURITY_DESCRIPTOR, rights windows.ACCESS_MASK) (bool, error) {
	owner, _, err := sd.Owner()
	if err != nil || owner == nil || !isAdministrator(owner) {
		return false, err
	}
	list, _, err := sd.DACL()
	if err != nil || list == nil {
		return false, err
	}
	for i := range uint32(list.AceCount) {
		var entry *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &entry); err != nil {
			return false, err
		}
		switch {
		case entry.Header.AceType == windows.ACCESS_DENIED_ACE_TYPE, entry.Header.AceFlags&windows.INHERIT_ONLY_ACE != 0:
			continue
		case entry.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE:
			return false, nil // Other kinds are not read here.
		}
		sid := (*windows.SID)(unsafe.Pointer(&entry.SidStart)) // where winnt.h has it
		if entry.Mask&rights != 0 && !isAdministrator(sid) {
			return false, nil
		}
	}
	return true, nil
}
