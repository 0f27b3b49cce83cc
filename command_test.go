//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// A command on a terminal ends the program with its own exit code, and the terminal is as it was.
func TestCommandOnATerminal(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	for name, c := range map[string]struct {
		words string // of the container's shell
		input bool
		do    func(w *window)
		says  string
		code  int
	}{
		"code":        {"echo out; stty size <&1; exit 7", false, func(*window) {}, "out\r\r\n32 120\r", 7},
		"interrupted": {"trap 'echo caught; exit 3' INT; echo rea''dy; while :; do sleep 0.1; done", false, func(w *window) { w.types("\x03") }, "caught", 130},
		"left": {"trap 'echo caught' INT; echo rea''dy; while :; do sleep 0.1; done", false, func(w *window) {
			w.types("\x03")
			w.see("caught")
			w.types("\x03")
		}, "caught", 130},
		"terminated": {"echo rea''dy; sleep 100", false, func(w *window) { _ = w.command.Process.Signal(syscall.SIGTERM) }, "ready", 143},
		"typed to": {"echo rea''dy; read -r x; stty raw -echo; echo further; k=$(dd bs=1 count=1 2>/dev/null); [ \"$k\" = \"$(printf '\\003')\" ] && exit 5", true, func(w *window) {
			w.types("some\r")
			w.see("further")
			w.types("\x03")
		}, "further", 5},
		"typed to and hung up": {"printf '\\033[?1049h\\033[?25l'; echo rea''dy; sleep 100", true, func(w *window) {
			_ = w.command.Process.Signal(syscall.SIGHUP)
		}, "ready", 129},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arguments := []string{"--demo", "exec", "-q", "prod/inventory", "--", "sh", "-c", c.words}
			if c.input {
				arguments = append([]string{"--demo", "exec", "-i"}, arguments[2:]...)
			}
			w := open(t, "ecscope", arguments...)
			if name != "code" {
				w.see("ready")
			}
			c.do(w)
			if text := w.end(c.code); !strings.Contains(text, c.says) || strings.Contains(text, "\x1b]ecscope") {
				t.Errorf("it wrote %q", text)
			}
		})
	}
}

// A copy shows how far it is where somebody looks, and leaves a line that says what it did.
func TestCopyOnATerminal(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), make([]byte, 3_000_000), 0o600); err != nil {
		t.Fatal(err)
	}
	w := open(t, "ecscope", "--demo", "cp", filepath.Join(dir, "file"), "prod/inventory:copy")
	text := w.end(0)
	if !strings.Contains(text, " 100 %  3.0 MB of 3.0 MB") || !strings.Contains(text, "\r\x1b[K/") || !strings.HasSuffix(text, "/copy: 1 file, 3.0 MB, SHA-256 verified\r\n") {
		t.Errorf("it wrote %q", text)
	}
}

// A signal ends a shell, a copy and a forward with its own exit code; control-c ends a forward well.
func TestSignalsOfSessions(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each signal")
	file := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(file, make([]byte, 50_000_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		words []string
		see   string
	}{
		"shell":   {[]string{"exec", "prod/inventory"}, "leave: exit"},
		"copy":    {[]string{"cp", file, "prod/inventory:copy"}, "B/s"},
		"forward": {[]string{"forward", "prod/inventory", ":8080"}, "app:8080"},
	} {
		for signal, code := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGHUP: 129, syscall.SIGINT: 130} {
			if name == "forward" && signal == syscall.SIGINT {
				code = 0
			}
			t.Run(name+" "+signal.String(), func(t *testing.T) {
				t.Parallel()
				w := open(t, "ecscope", append([]string{"--demo"}, c.words...)...)
				w.see(c.see)
				if err := w.command.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				w.end(code)
			})
		}
	}
}
