package exec

import (
	"context"
	"errors"
	"io"
	"sync"
)

// fate is whether a session goes on, and why it has ended.
type fate struct {
	ctx    context.Context // ends with the session
	cancel context.CancelFunc
	done   chan struct{} // closed when the session has ended and nothing more comes

	mutex sync.Mutex
	err   error
	gone  bool // there is nothing to terminate
}

func newFate(ctx context.Context) *fate {
	f := &fate{done: make(chan struct{})}
	f.ctx, f.cancel = context.WithCancel(ctx)
	return f
}

// settle notes why the session ends; nil is the far side's end. It is false where there is a reason already.
func (f *fate) settle(err error) bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	if f.err != nil {
		return false
	}
	if f.err = err; err == nil {
		f.err = io.EOF
	}
	f.cancel()
	return true
}

// reason is why the session ended: io.EOF where the far side closed it, nil while it has not.
func (f *fate) reason() error {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.err
}

// vanish says that there is nothing to terminate.
func (f *fate) vanish() {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	f.gone = true
}

// over says whether there is nothing to terminate: the far side has ended the session, or nobody can.
func (f *fate) over() bool {
	f.mutex.Lock()
	defer f.mutex.Unlock()
	return f.gone || errors.Is(f.err, io.EOF)
}
