//go:build !windows

package exec

import (
	"os"
	"os/signal"
	"syscall"
)

// signals are those that say that the terminal has another size, and those that end the program.
func signals() (resized, ending chan os.Signal, stop func()) {
	resized, ending = make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	signal.Notify(ending, syscall.SIGTERM, syscall.SIGHUP)
	return resized, ending, func() {
		signal.Stop(resized)
		signal.Stop(ending)
	}
}
