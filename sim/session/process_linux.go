package session

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// pollable is the same terminal in a file whose reads end when it is closed.
// The one that comes from opening the terminal blocks.
func pollable(master *os.File) (*os.File, error) {
	defer func() { _ = master.Close() }()
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("terminal: %w", err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("terminal: %w", err)
	}
	return os.NewFile(uintptr(fd), master.Name()), nil
}

// sweep kills every process that was started with its home in the directory,
// whatever has become of its terminal and its group since.
func sweep(dir string) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		env, err := os.ReadFile(filepath.Join("/proc", e.Name(), "environ"))
		if err == nil && lives(env, dir) {
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// lives reports whether an environment's home is the directory or in it.
func lives(env []byte, dir string) bool {
	for v := range bytes.SplitSeq(env, []byte{0}) {
		if home, ok := bytes.CutPrefix(v, []byte("HOME=")); ok && (string(home) == dir || bytes.HasPrefix(home, []byte(dir+"/"))) {
			return true
		}
	}
	return false
}
