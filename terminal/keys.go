package terminal

import (
	"bytes"
	"os"
	"slices"
	"time"
)

// The bounds of a bracketed paste. One that ends in none of the usual ways would swallow every key for ever, ctrl-c too.
const (
	pasteBytes = 1 << 20          // how much is pasted at once; the rest is dropped
	pasteTime  = 30 * time.Second // how long it may take
	pastePause = time.Second      // after a pause so long, a few bytes are keys
	keyBytes   = 32               // how many a few are
)

const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
	interrupt  = 0x03
)

// Keys reads what is typed at a terminal, and ends pastes that do not end. It is a file, so that whoever reads it can put
// the terminal into raw mode and give up a read.
type Keys struct {
	*os.File
	paste paste
}

// NewKeys reads a terminal.
func NewKeys(f *os.File) *Keys { return &Keys{File: f, paste: paste{now: time.Now}} }

// Plain is the terminal itself, whose bytes pass as they are.
func (k *Keys) Plain() *os.File { return k.File }

// Read reads keys. It returns no byte and no error for what is dropped.
func (k *Keys) Read(p []byte) (int, error) {
	if len(p) <= len(pasteEnd) {
		return k.File.Read(p)
	}
	n, err := k.File.Read(p[:len(p)-len(pasteEnd)])
	return copy(p, k.paste.pass(p[:n])), err
}

// paste follows bracketed pastes in what is typed.
type paste struct {
	now         func() time.Time
	open        bool
	over        bool // the rest of this one is dropped
	tail        []byte
	bytes       int
	begun, last time.Time
}

// pass returns what is to be read of p: at most len(pasteEnd) bytes more than p has.
func (s *paste) pass(p []byte) []byte {
	now := s.now()
	defer func() { s.last = now }()
	key := len(p) > 0 && p[len(p)-1] == interrupt
	if !s.open {
		s.follow(p, now)
		if s.open && key {
			return s.interrupted(p)
		}
		return p
	}
	i := bytes.LastIndex(append(bytes.Clone(s.tail), p...), []byte(pasteEnd))
	pause := now.Sub(s.last) >= pastePause && len(p) <= keyBytes
	switch over := s.over; {
	case i >= 0 && over:
		rest := p[max(0, i+len(pasteEnd)-len(s.tail)):]
		s.shut()
		s.follow(rest, now)
		return rest
	case i >= 0:
		s.shut()
		s.follow(p, now)
		return p
	case key:
		if over {
			p = p[len(p)-1:]
		}
		return s.interrupted(p)
	case pause && over:
		s.shut()
		return p
	case pause:
		s.shut()
		return append([]byte(pasteEnd), p...)
	}
	s.bytes += len(p)
	s.keep(p)
	switch {
	case s.over:
		return nil
	case s.bytes > pasteBytes || now.Sub(s.begun) > pasteTime:
		s.over = true
		return append(bytes.Clone(p), pasteEnd...)
	}
	return p
}

// follow looks for the beginning of a paste that does not end in p.
func (s *paste) follow(p []byte, now time.Time) {
	all := append(bytes.Clone(s.tail), p...)
	i := bytes.LastIndex(all, []byte(pasteStart))
	s.keep(p)
	if i < 0 || bytes.Contains(all[i:], []byte(pasteEnd)) {
		return
	}
	s.open, s.begun, s.bytes = true, now, len(all)-i
	s.tail = nil
	s.keep(all[i+len(pasteStart):])
}

// interrupted ends a paste before the ctrl-c that is the last byte of p.
func (s *paste) interrupted(p []byte) []byte {
	if !s.over {
		p = slices.Concat(p[:len(p)-1], []byte(pasteEnd), []byte{interrupt})
	}
	s.shut()
	return p
}

func (s *paste) shut() { s.open, s.over, s.bytes, s.tail = false, false, 0, nil }

// keep keeps the end of what came: a marker may come in parts.
func (s *paste) keep(p []byte) {
	s.tail = append(s.tail, p...)
	s.tail = bytes.Clone(s.tail[max(0, len(s.tail)-len(pasteEnd)+1):])
}
