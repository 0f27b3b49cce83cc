//go:build unix

package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// locked makes a file and locks it until it is closed, which the end of this
// process does as well, however it ends.
func locked(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
	}
	// Another simulator may have locked and removed it in between: what is locked then is a file that has no name any more.
	own, err := f.Stat()
	if there, gone := os.Lstat(path); err != nil || gone != nil || !os.SameFile(own, there) {
		return nil, errors.Join(fmt.Errorf("lock %s: it was removed meanwhile", path), err, f.Close())
	}
	return f, nil
}

// sweepDead removes the scratch directories of simulators that were killed,
// and kills what still runs there. Those of others, and those whose lock is
// held, are left alone.
func sweepDead(temp string) {
	entries, err := os.ReadDir(temp)
	if err != nil {
		return
	}
	for _, e := range entries {
		dir := filepath.Join(temp, e.Name())
		if !strings.HasPrefix(e.Name(), prefix) || !private(dir) {
			continue
		}
		f, err := os.OpenFile(filepath.Join(dir, lockFile), os.O_RDWR|syscall.O_NOFOLLOW, 0)
		if errors.Is(err, fs.ErrNotExist) {
			abandoned(dir)
		}
		if err != nil {
			continue
		}
		if unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil {
			sweep(dir)
			_ = removeAll(dir) // the next start tries again
		}
		_ = f.Close()
	}
}

// private reports whether a path is a directory of this user's alone, and no
// link to one.
func private(dir string) bool {
	i, err := os.Lstat(dir)
	if err != nil || !i.IsDir() || i.Mode().Perm() != 0o700 {
		return false
	}
	s, ok := i.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Getuid()
}

// abandoned removes a directory that its simulator did not come to lock. One
// that holds anything stays.
func abandoned(dir string) {
	if i, err := os.Lstat(dir); err == nil && time.Since(i.ModTime()) > time.Minute {
		_ = os.Remove(dir)
	}
}
