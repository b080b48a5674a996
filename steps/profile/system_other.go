//go:build !unix && !windows

package profile

import "io/fs"

// ThisComputer is the profile of this computer: this system has none.
func ThisComputer() System { return System{} }

// HowToProtect says what makes the file count.
func (s System) HowToProtect() string { return "" }

func (s System) protected() (bool, error) { return false, fs.ErrNotExist }
