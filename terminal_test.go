//go:build !windows

package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// patience is how long the program may take for anything, on a machine that has other things to do.
const patience = time.Minute

// window is a terminal that nobody looks at, with a program in it.
type window struct {
	t       *testing.T
	master  *os.File // the terminal's side
	slave   *os.File // the program's side, open here too: only so its settings can be read when the program has ended
	before  *term.State
	command *exec.Cmd
	screen  vt10x.Terminal
	drawn   chan struct{} // receives when something was written; closed when nothing more can be
	ended   chan error    // receives how the program ended
	heights []int         // in lines, that it has had
	races   string        // begins the names of what the race detector writes

	mutex sync.Mutex
	bytes bytes.Buffer // all that was written
}

// underShell in the environment starts it below a shell, as operators do.
const underShell = "ECSCOPE_TEST_UNDER_SHELL=1"

// underJobs in the environment starts it below a shell with job control, which continues it when enter is pressed.
const underJobs = "ECSCOPE_TEST_UNDER_JOBS=1"

// open starts this test binary as another program in a window of its own.
func open(t *testing.T, what string, arguments ...string) *window {
	t.Helper()
	return openIn(t, nil, what, arguments...)
}

// openIn is open with more of an environment.
func openIn(t *testing.T, environ []string, what string, arguments ...string) *window {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	w := &window{t: t, master: master, slave: slave, drawn: make(chan struct{}, 1), ended: make(chan error, 1),
		screen: vt10x.New(vt10x.WithWriter(master))}
	w.resize(pty.Winsize{Cols: 120, Rows: 32})
	w.before = w.settings()
	w.command = exec.Command(os.Args[0], arguments...)
	if slices.Contains(environ, underShell) {
		w.command = exec.Command("/bin/sh", append([]string{"-c", `"$0" "$@"; exit $?`, os.Args[0]}, arguments...)...)
	}
	if slices.Contains(environ, underJobs) {
		const jobs = `set -m; "$0" "$@"; while echo "shell again $((times += 1))" && read -r key; do fg && exit; done`
		w.command = exec.Command("/bin/sh", append([]string{"-c", jobs, os.Args[0]}, arguments...)...)
	}
	home := t.TempDir()
	w.races = filepath.Join(home, "races")
	w.command.Env = []string{become + "=" + what, "HOME=" + home, "TERM=xterm-256color", "COLORTERM=truecolor", "TZ=UTC",
		"GORACE=log_path=" + w.races}
	w.command.Env = append(w.command.Env, environ...)
	w.command.Stdin, w.command.Stdout, w.command.Stderr = slave, slave, slave
	w.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := w.command.Start(); err != nil {
		t.Fatal(err)
	}
	go w.watch()
	go func() { w.ended <- w.command.Wait() }()
	t.Cleanup(func() {
		_ = w.command.Process.Kill() // it has ended long ago, unless the test failed
		w.close()
		for range w.drawn {
			// until the watcher is gone
		}
		if what == "ecscope" { // Bubble Tea does not wait for what reads the terminal when it recovers from a panic
			w.raced()
		}
	})
	return w
}

func (w *window) watch() {
	defer close(w.drawn)
	for buffer := make([]byte, 1<<15); ; {
		n, err := w.master.Read(buffer)
		if n > 0 {
			w.mutex.Lock()
			w.bytes.Write(buffer[:n])
			w.mutex.Unlock()
			_, _ = w.screen.Write(buffer[:n])
		}
		if err != nil {
			return
		}
		select {
		case w.drawn <- struct{}{}:
		default:
		}
	}
}

// close closes the terminal, as whoever closes its window does.
func (w *window) close() {
	_ = w.slave.Close()
	_ = w.master.Close()
}

func (w *window) settings() *term.State {
	w.t.Helper()
	s, err := term.GetState(w.slave.Fd())
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func (w *window) resize(size pty.Winsize) {
	w.t.Helper()
	w.heights = append(w.heights, int(size.Rows))
	w.screen.Resize(int(size.Cols), int(size.Rows))
	if err := pty.Setsize(w.master, &size); err != nil {
		w.t.Fatal(err)
	}
}

func (w *window) types(keys string) {
	w.t.Helper()
	if _, err := io.WriteString(w.master, keys); err != nil {
		w.t.Fatal(err)
	}
}

// see waits until a text is on the screen.
func (w *window) see(text string) {
	w.t.Helper()
	late := time.After(patience)
	for !strings.Contains(w.screen.String(), text) {
		select {
		case <-w.drawn:
		case err := <-w.ended:
			w.t.Fatalf("the program ended (%v) without showing %q; it wrote %q", err, text, w.written())
		case <-late:
			w.t.Fatalf("the screen does not show %q:\n%s", text, w.screen)
		}
	}
}

func (w *window) written() string {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	return w.bytes.String()
}

// exit waits until the program has ended and returns its exit code. Nothing that it started may be left.
func (w *window) exit() int {
	w.t.Helper()
	select {
	case err := <-w.ended:
		if e, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || !e.Exited()) {
			w.t.Errorf("the program did not end by itself: %v", err)
		}
	case <-time.After(patience):
		w.t.Fatalf("the program is still running; the screen is\n%s", w.screen)
	}
	group := w.command.Process.Pid // it leads a session, and with it a group of the same number
	if err := syscall.Kill(-group, 0); !errors.Is(err, syscall.ESRCH) {
		w.t.Errorf("something of the program's process group is left: %v", err)
	}
	return w.command.ProcessState.ExitCode()
}

// raced reports what the race detector found in the program, which wrote it to files instead of onto its screen.
func (w *window) raced() {
	w.t.Helper()
	files, err := filepath.Glob(w.races + ".*")
	if err != nil {
		w.t.Error(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		w.t.Errorf("the program has a race (%v):\n%s", err, text)
	}
}

// end waits until the program has ended with an exit code, holds the terminal against what it was before, and returns
// all that was written.
func (w *window) end(code int) string {
	w.t.Helper()
	got := w.exit()
	if after := w.settings(); !reflect.DeepEqual(w.before, after) {
		w.t.Errorf("the terminal's settings were %+v and are %+v", w.before, after)
	}
	_ = w.slave.Close() // then the watcher finds the end of what was written
	for range w.drawn {
		// until it has
	}
	text := w.written()
	if got != code {
		w.t.Errorf("the exit code is %d, not %d; the program wrote %q", got, code, text)
	}
	if left := modes(text, w.heights...); len(left) > 0 {
		w.t.Errorf("the program leaves the terminal with %v; it wrote %q", left, text)
	}
	return text
}
