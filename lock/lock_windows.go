package lock

import (
	"os"

	"golang.org/x/sys/windows"
)

// Take takes the file for this process, as long as it stays open, or fails at once.
func Take(f *os.File) error {
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	return windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, new(windows.Overlapped))
}
