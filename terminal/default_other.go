//go:build !linux && !windows

package terminal

import "syscall"

// byDefault does nothing: what Go's runtime does with a signal that nobody listens to has to do.
func byDefault(syscall.Signal) {}
