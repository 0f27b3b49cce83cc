//go:build linux

package main

import (
	"fmt"
	"reflect"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"github.com/ecscope/ecscope/needs"
)

// A signal that ends the process restores the terminal first, and the process dies by that signal.
func TestFatalSignals(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each signal")
	for _, signal := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGUSR1, syscall.SIGALRM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, "ecscope", "--demo")
			w.see("staging")
			if err := w.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			<-w.ended
			if s := w.command.ProcessState.Sys().(syscall.WaitStatus); !s.Signaled() || s.Signal() != signal {
				t.Errorf("it ended as %v", w.command.ProcessState)
			}
			w.restored()
		})
	}
}

// restored holds the terminal of a process that has ended, or is stopped, against what it was.
func (w *window) restored() {
	w.t.Helper()
	if after := w.settings(); !reflect.DeepEqual(w.before, after) {
		w.t.Errorf("the terminal's settings were %+v and are %+v", w.before, after)
	}
	late := time.After(patience)
	for len(modes(w.written(), w.heights...)) > 0 {
		select {
		case <-w.drawn:
		case <-late:
			w.t.Fatalf("the program leaves the terminal with %v", modes(w.written(), w.heights...))
		}
	}
}

// stopping are the signals that stop a process.
func stopping() []syscall.Signal {
	return []syscall.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU}
}

// A signal that stops the process restores the terminal until the shell above continues it.
func TestStopped(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each signal")
	for _, signal := range stopping() {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w := openIn(t, []string{underJobs}, "ecscope", "--demo", "prod")
			w.see("checkout")
			raw, job := w.settings(), w.foreground()
			t.Cleanup(func() { _ = syscall.Kill(job, syscall.SIGKILL) }) // it may be stopped
			for i := range 2 {
				if err := syscall.Kill(job, signal); err != nil {
					t.Fatal(err)
				}
				w.see(fmt.Sprint("shell again ", i+1))
				w.restored()
				w.types("\n")
				w.works(raw)
			}
			w.types("\x03")
			<-w.ended
			w.restored()
		})
	}
}

// So it is where no shell is above, and the kernel would not stop the process.
func TestStoppedAlone(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each signal")
	for _, signal := range stopping() {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, "ecscope", "--demo", "prod")
			w.see("checkout")
			raw, pid := w.settings(), w.command.Process.Pid
			for range 2 {
				if err := syscall.Kill(pid, signal); err != nil {
					t.Fatal(err)
				}
				for unix.Waitid(unix.P_PID, pid, nil, unix.WSTOPPED, nil) == syscall.EINTR {
					// another time
				}
				w.restored()
				if err := syscall.Kill(pid, syscall.SIGCONT); err != nil {
					t.Fatal(err)
				}
				w.works(raw)
			}
			w.types("\x03")
			w.end(0)
		})
	}
}

// foreground is the process group that has the terminal.
func (w *window) foreground() int {
	w.t.Helper()
	group, err := unix.IoctlGetInt(int(w.master.Fd()), unix.TIOCGPGRP)
	if err != nil {
		w.t.Fatal(err)
	}
	return -group
}

// works sees the program draw and take keys, with the settings that it had made.
func (w *window) works(settings *term.State) {
	w.t.Helper()
	w.see("checkout")
	w.types("?")
	w.see("ON THIS SCREEN")
	if now := w.settings(); !reflect.DeepEqual(settings, now) {
		w.t.Errorf("the program had the settings %+v and goes on with %+v", settings, now)
	}
	w.types("\x1b")
	w.see("checkout")
}

// A paste whose end never comes does not swallow ctrl-c; esc and a key are two keys; a window of any size costs little.
func TestHostileTerminal(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	w := open(t, "ecscope", "--demo", "prod")
	w.see("checkout")
	w.resize(pty.Winsize{Cols: 120, Rows: 32})
	w.types("/zzz")
	w.see("zzz")
	w.types("\x1b?") // esc, and help
	w.see("ON THIS SCREEN")
	w.types("\x1b")
	w.types("\x1b[200~never ends")
	w.types("\x03")
	w.end(0)

	w = open(t, "ecscope", "--demo", "prod")
	w.see("checkout")
	if err := pty.Setsize(w.master, &pty.Winsize{Cols: 65535, Rows: 65535}); err != nil {
		t.Fatal(err)
	}
	w.heights = append(w.heights, 500)
	_ = w.command.Process.Signal(syscall.SIGTERM)
	w.end(143)
	// The race detector takes several times the memory; without the clamp it was a gigabyte even without it.
	if usage := w.command.ProcessState.SysUsage().(*syscall.Rusage); usage.Maxrss > 800<<10 {
		t.Errorf("it took %d kB", usage.Maxrss)
	}
}
