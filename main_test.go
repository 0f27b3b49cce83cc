//go:build !windows

package main

import (
	"os"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"github.com/ecscope/ecscope/needs"
)

// become is the variable of the environment that makes the test binary another program: ecscope itself, or one with a
// defect.
const become = "ECSCOPE_TEST_BECOME"

func TestMain(m *testing.M) {
	switch defect := os.Getenv(become); defect {
	case "":
		os.Exit(needs.Slots(m))
	case "ecscope":
		main()
	default:
		broken(defect)
	}
}

func TestQuit(t *testing.T) {
	t.Parallel()
	for name, choice := range map[string]string{"key": "y", "enter": "\x1b[B\r"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, "ecscope", "--demo")
			w.see("staging")
			w.types("q")
			w.see("Quit?")
			w.types(choice)
			w.end(0)
		})
	}
}

func TestInterrupt(t *testing.T) {
	t.Parallel()
	w := open(t, "ecscope", "--demo", "prod")
	w.see("checkout")
	w.types("/che")   // a prompt is open,
	w.see("checkout") // and ctrl-c still quits
	w.types("\x03")
	w.end(0)
}

// Whoever ends the process from outside finds the terminal as it was, too.
func TestSignals(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each signal")
	for signal, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGHUP: 129} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, "ecscope", "--demo")
			w.see("staging")
			if err := w.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			w.end(code)
		})
	}
}

// A window that is closed takes the program with it.
func TestClosedTerminal(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	w := open(t, "ecscope", "--demo", "prod/checkout")
	w.see("EVENTS")
	w.close()
	w.exit()
}

func TestResize(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	w := open(t, "ecscope", "--demo", "prod")
	w.see("checkout")
	for _, size := range []pty.Winsize{{Cols: 200, Rows: 60}, {Cols: 20, Rows: 5}, {Cols: 1, Rows: 1}, {Cols: 20, Rows: 2},
		{Cols: 120, Rows: 32}} {
		w.resize(size)
		if size.Cols > 1 {
			w.see("prod")
		}
	}
	w.types("?")
	w.see("ON THIS SCREEN")
	w.resize(pty.Winsize{Cols: 20, Rows: 5})
	w.see("help")
	w.resize(pty.Winsize{Cols: 200, Rows: 60})
	w.see("ON THIS SCREEN")
	w.types("\x03")
	w.end(0)
}
