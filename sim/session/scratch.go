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

// newScratch makes a scratch directory.
func newScratch() (*scratch, error) {
	dir, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	s := &scratch{dir: dir}
	if s.lock, err = locked(filepath.Join(dir, lockFile)); err == nil {
		s.line, err = newLifeline(dir)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
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
