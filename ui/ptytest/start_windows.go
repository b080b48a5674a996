package ptytest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"
)

// console is a pseudo-console.
type console struct {
	in, out *os.File
	handle  windows.Handle
	prog    *os.Process
	once    sync.Once
}

// start starts cmd, of which Path, Args, Env and Dir count.
func start(cmd *exec.Cmd, cols, rows int) (side, error) {
	if cmd.Err != nil {
		return nil, cmd.Err
	}
	inRead, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer inRead.Close()
	out, outWrite, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer outWrite.Close()
	c := &console{in: in, out: out}
	if err := windows.CreatePseudoConsole(coord(cols, rows), windows.Handle(inRead.Fd()), windows.Handle(outWrite.Fd()), 0, &c.handle); err != nil {
		return nil, fmt.Errorf("pseudo-console: %w", err)
	}
	if c.prog, err = run(cmd, c.handle); err != nil {
		_ = c.Close()
		return nil, err
	}
	return c, nil
}

func coord(cols, rows int) windows.Coord {
	return windows.Coord{X: int16(max(1, cols)), Y: int16(max(1, rows))} //nolint:gosec // sizes of screens
}

// What a second process of this program does in a console: run another program
// there, whose path this is, or press ctrl+c in the console of a process, whose
// number this is.
const (
	inside = "PTYTEST_INSIDE"
	ctrlC  = "PTYTEST_CTRL_C"
	// term keeps TERM, which packages of this program may have changed by then.
	term = "PTYTEST_TERM"
)

func init() { //nolint:gochecknoinits // it is there for every test binary that starts a console
	if path, ok := os.LookupEnv(inside); ok {
		_ = os.Setenv("TERM", os.Getenv(term))
		_, _ = os.Unsetenv(inside), os.Unsetenv(term)
		os.Exit(runInside(path)) //nolint:forbidigo // this process is for nothing else
	}
	if pid, ok := os.LookupEnv(ctrlC); ok {
		if err := pressCtrlC(pid); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1) //nolint:forbidigo // this process is for nothing else
		}
		os.Exit(0) //nolint:forbidigo // this process is for nothing else
	}
}

// runInside runs a program in the console of this process. A program takes its
// standard handles from whoever starts it, and that may have redirected its own.
func runInside(path string) int {
	cmd := &exec.Cmd{Path: path, Args: os.Args}
	in, err := os.OpenFile("CONIN$", os.O_RDWR, 0)
	if err == nil {
		cmd.Stdin = in
		cmd.Stdout, err = os.OpenFile("CONOUT$", os.O_RDWR, 0)
		cmd.Stderr = cmd.Stdout
	}
	if err == nil {
		err = cmd.Run()
	}
	if cmd.ProcessState == nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return cmd.ProcessState.ExitCode()
}

// pressCtrlC writes the key into the console of a process, as a keyboard does:
// Wine 8 takes the character from the other side of a console as its end.
func pressCtrlC(pid string) error {
	number, err := strconv.ParseUint(pid, 10, 32)
	if err != nil {
		return err
	}
	dll := windows.NewLazySystemDLL("kernel32.dll")
	_, _, _ = dll.NewProc("FreeConsole").Call()
	if ok, _, err := dll.NewProc("AttachConsole").Call(uintptr(number)); ok == 0 {
		return fmt.Errorf("attach: %w", err)
	}
	in, err := os.OpenFile("CONIN$", os.O_RDWR, 0)
	if err != nil {
		return err
	}
	const key, held, codeC, scanC, ctrl = 1, 1, 'C', 0x2e, 8
	record := struct {
		kind               uint16
		_                  uint16
		down               int32
		repeat, code, scan uint16
		unit               uint16
		state              uint32
	}{kind: key, down: held, repeat: 1, code: codeC, scan: scanC, unit: 3, state: ctrl}
	var n uint32
	if ok, _, err := dll.NewProc("WriteConsoleInputW").Call(in.Fd(), uintptr(unsafe.Pointer(&record)), 1, uintptr(unsafe.Pointer(&n))); ok == 0 {
		return fmt.Errorf("press: %w", err)
	}
	return nil
}

// run starts cmd in a pseudo-console, which os/exec cannot.
func run(cmd *exec.Cmd, in windows.Handle) (*os.Process, error) {
	list, err := windows.NewProcThreadAttributeList(1)
	if err != nil {
		return nil, err
	}
	defer list.Delete()
	value := *(*unsafe.Pointer)(unsafe.Pointer(&in)) // the handle itself
	if err := list.Update(windows.PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE, value, unsafe.Sizeof(in)); err != nil {
		return nil, err
	}
	info := &windows.StartupInfoEx{ProcThreadAttributeList: list.List()}
	info.Cb = uint32(unsafe.Sizeof(*info))
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	path, err := windows.UTF16PtrFromString(self)
	if err != nil {
		return nil, err
	}
	line, err := windows.UTF16PtrFromString(windows.ComposeCommandLine(cmd.Args))
	if err != nil {
		return nil, err
	}
	var dir *uint16
	if cmd.Dir != "" {
		if dir, err = windows.UTF16PtrFromString(cmd.Dir); err != nil {
			return nil, err
		}
	}
	all := cmd.Environ()
	for _, kv := range all {
		if value, ok := strings.CutPrefix(kv, "TERM="); ok {
			all = append(all, term+"="+value)
		}
	}
	env := utf16.Encode([]rune(strings.Join(append(all, inside+"="+cmd.Path), "\x00") + "\x00\x00"))
	var p windows.ProcessInformation
	const flags = windows.EXTENDED_STARTUPINFO_PRESENT | windows.CREATE_UNICODE_ENVIRONMENT
	if err := windows.CreateProcess(path, line, nil, nil, false, flags, &env[0], dir, &info.StartupInfo, &p); err != nil {
		return nil, err
	}
	defer func() {
		_ = windows.CloseHandle(p.Thread)
		_ = windows.CloseHandle(p.Process)
	}()
	return os.FindProcess(int(p.ProcessId))
}

func (c *console) Read(p []byte) (int, error) { return c.out.Read(p) }

func (c *console) Write(p []byte) (n int, err error) {
	for len(p) > 0 && err == nil {
		if p[0] == 3 {
			err = c.ctrlC()
			n, p = n+1, p[1:]
			continue
		}
		end := bytes.IndexByte(p, 3)
		if end < 0 {
			end = len(p)
		}
		_, err = c.in.Write(p[:end])
		n, p = n+end, p[end:]
	}
	return n, err
}

func (c *console) ctrlC() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self) //nolint:noctx // it ends by itself
	cmd.Env = append(os.Environ(), ctrlC+"="+strconv.Itoa(c.prog.Pid))
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("ctrl+c: %w: %s", err, out)
	}
	return nil
}

func (c *console) resize(cols, rows int) error {
	return windows.ResizePseudoConsole(c.handle, coord(cols, rows))
}

func (c *console) process() *os.Process { return c.prog }

// wait takes the console away behind the program: nothing more can be read then.
func (c *console) wait() int {
	state, err := c.prog.Wait()
	c.end()
	if err != nil {
		return -1
	}
	return state.ExitCode()
}

func (c *console) end() { c.once.Do(func() { windows.ClosePseudoConsole(c.handle) }) }

// Close implements io.Closer.
func (c *console) Close() error {
	c.end()
	_ = c.in.Close()
	return c.out.Close()
}
