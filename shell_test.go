//go:build !windows

package main

import (
	"syscall"
	"testing"
)

// A shell has the terminal to itself, and gives it back: the screen is there again, and the next key reaches it.
func TestShell(t *testing.T) {
	t.Parallel()
	w := open(t, "ecscope", "--demo", "prod/inventory")
	w.see("DEPLOYMENTS")
	for _, key := range []string{"?", "e"} {
		w.types("s")
		w.see("scratch directory")
		w.types("echo hel''lo $((6*7))\r")
		w.see("hello 42")
		w.types("exit\r")
		w.see("DEPLOYMENTS")
		w.types(key)
		w.see(map[string]string{"?": "EVERYWHERE", "e": "▸ events"}[key])
		w.types("\x1b")
		w.see("DEPLOYMENTS")
	}
	for _, port := range []string{"8080", "8081"} {
		w.types("F")
		w.see("port of app")
		w.types(port + "\r")
		w.see("leads to app:" + port)
	}
	w.types("s") // one more than a container takes
	w.see("No session was opened in app")
	w.types("\x03")
	w.see("2 port forwards are open")
	w.types("\x03")
	w.end(0)
}

// Whoever ends the process during a shell finds the terminal as it was, too.
func TestShellSignals(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			w := open(t, "ecscope", "--demo", "prod/inventory")
			w.see("DEPLOYMENTS")
			w.types("s")
			w.see("scratch directory")
			w.types("echo hel''lo\r")
			w.see("hello")
			if err := w.command.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			w.end(130)
		})
	}
}
