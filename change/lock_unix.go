//go:build !windows

package change

import (
	"os"
	"syscall"
)

// lock takes the file for this process, as long as it stays open, or fails at once.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
