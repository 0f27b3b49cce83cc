//go:build !windows

// Package lock keeps files whole: it takes them for a process, and replaces them at once. A lock ends with the process, however
// that ends.
package lock

import (
	"os"
	"syscall"
)

// Take takes the file for this process, as long as it stays open, or fails at once.
func Take(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
