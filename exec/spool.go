package exec

import (
	"context"
	"errors"
	"sync"
)

// backlog is how many bytes may wait to be read: as much as an agent keeps. Then nothing more is taken from the network.
const backlog = 10 << 20

// piece is output, or a number of bytes that are missing.
type piece struct {
	text    []byte
	missing int64
}

// spool keeps output, in order, until it is read.
type spool struct {
	freed func() // called when output is taken again, after there was no room for it

	mutex sync.Mutex
	more  *sync.Cond // there is more to read
	room  *sync.Cond // there is room for more
	kept  []piece
	held  int  // bytes in kept
	stuck bool // nobody reads what came
	err   error
}

func newSpool(freed func()) *spool {
	s := &spool{freed: freed}
	s.more, s.room = sync.NewCond(&s.mutex), sync.NewCond(&s.mutex)
	return s
}

// read reads what is next: output, or a *Missing, or why there is no more.
func (s *spool) read(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for len(s.kept) == 0 && s.err == nil {
		s.more.Wait()
	}
	if len(s.kept) == 0 {
		return 0, s.err
	}
	if bytes := s.kept[0].missing; bytes > 0 {
		s.kept = s.kept[1:]
		return 0, &Missing{bytes}
	}
	n := 0
	for n < len(p) && len(s.kept) > 0 && s.kept[0].missing == 0 {
		first := &s.kept[0]
		k := copy(p[n:], first.text)
		n += k
		if first.text = first.text[k:]; len(first.text) == 0 {
			s.kept = s.kept[1:]
		}
	}
	if s.held -= n; s.held < backlog {
		s.room.Broadcast()
	}
	return n, nil
}

// store keeps output, and waits where far too much is kept.
func (s *spool) store(b []byte) {
	if len(b) == 0 {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for s.held >= backlog && s.err == nil {
		s.stuck = true
		s.room.Wait()
	}
	if s.stuck {
		s.freed() // before anybody sees that it is no longer stuck
		s.stuck = false
	}
	s.kept = append(s.kept, piece{text: b})
	s.held += len(b)
	s.more.Signal()
}

// miss notes that bytes are missing here.
func (s *spool) miss(bytes int64) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.kept = append(s.kept, piece{missing: bytes})
	s.more.Signal()
}

// full says whether nothing more is taken, because nobody reads what came.
func (s *spool) full() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.stuck
}

// end says why there is no more. What is kept may still be read, unless it was this side that ended the session.
func (s *spool) end(why error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.err = why; errors.Is(why, ErrClosed) || errors.Is(why, context.Canceled) {
		s.kept, s.held = nil, 0
	}
	s.more.Broadcast()
	s.room.Broadcast()
}
