//go:build unix

package ptytest_test

import (
	"fmt"
	"os/exec"
	"time"

	"acp-gitlab/ui/ptytest"
)

// Example plays a person in front of a program. Every wait is for something on
// the screen; the time is only how long to wait before it counts as wrong.
func Example() {
	const patience = 20 * time.Second
	program := exec.Command("sh", "-c", `printf 'name? '; read name; printf '\033[2J\033[Hhello \033[1m%s\033[0m\n' "$name"; exit 3`)
	term, err := ptytest.Start(program, 40, 10)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer term.Kill()

	if err := term.Wait("name?", patience); err != nil {
		fmt.Println(err)
		return
	}
	if err := term.Send("Ada\r"); err != nil {
		fmt.Println(err)
		return
	}
	if err := term.Wait("hello", patience); err != nil {
		fmt.Println(err)
		return
	}
	code, err := term.Exit(patience)
	fmt.Println("exit code", code, err)
	// What is seen is the screen, not what the program wrote.
	fmt.Print(term.Screen())
	x, y, _ := term.Find("Ada")
	fmt.Println("bold:", term.Cell(x, y).Bold)
	// Output:
	// exit code 3 <nil>
	// hello Ada
	// bold: true
}
