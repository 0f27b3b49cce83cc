package session

import (
	"errors"
	"os"
	"path/filepath"
)

// The names of scratch directories begin with prefix. A file in each is
// locked while its simulator lives.
const (
	prefix   = "ecscope-sim-"
	lockFile = "lock"
)

// scratch is the directory of the containers' directories, and what ends
// their processes should the simulator be killed.
type scratch struct {
	dir  string
	lock *os.File
	line *lifeline
}

// newScratch makes a scratch directory in temp. Between making and locking it another simulator that starts may take it for one
// that was left behind, and remove it: then the next is tried.
func newScratch(temp string) (*scratch, error) {
	var failed error
	for range 10 {
		dir, err := os.MkdirTemp(temp, prefix)
		if err != nil {
			return nil, errors.Join(failed, err)
		}
		s := &scratch{dir: dir}
		if s.lock, err = locked(filepath.Join(dir, lockFile)); err != nil {
			failed = err
			_ = removeAll(dir) // the other does the same
			continue
		}
		if s.line, err = newLifeline(dir); err != nil {
			return nil, errors.Join(err, s.close())
		}
		return s, nil
	}
	return nil, failed
}

// close kills what still runs in the directory, and removes it.
func (s *scratch) close() error {
	sweep(s.dir)
	s.line.close()
	err := removeAll(s.dir)
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}
