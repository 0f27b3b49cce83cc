package session

import (
	"errors"
	"os"
)

// terminals tells whether this system has pseudo-terminals.
const terminals = false

// process is never started on this system.
type process struct{}

func startProcess(string, []string, home, []string) (*process, error) {
	return nil, errors.New("no pseudo-terminals on this system")
}

func (*process) Read([]byte) (int, error)    { return 0, errors.ErrUnsupported }
func (*process) Write(b []byte) (int, error) { return 0, errors.ErrUnsupported }
func (*process) size(cols, rows uint16)      {}
func (*process) kill()                       {}
func (*process) wait()                       {}
func sweep(string)                           {}
func sweepDead(string)                       {}

// lifeline holds nothing: nothing is started.
type lifeline struct{}

func newLifeline(string) (*lifeline, error) { return nil, errors.ErrUnsupported }
func (*lifeline) close()                    {}
func locked(string) (*os.File, error)       { return nil, errors.ErrUnsupported }
