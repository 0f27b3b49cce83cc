package exec

import (
	"io"
	"strings"
	"sync"

	"github.com/ecscope/ecscope/clean"
	tty "github.com/ecscope/ecscope/terminal"
)

// screen is where a session's output goes, byte for byte. What this side has to say comes between: on lines of its own,
// never within a character or a control sequence, and not while a program has the whole screen; then it waits, and the
// bell rings.
type screen struct {
	out    io.Writer
	mutex  sync.Mutex
	modes  tty.Modes
	late   []string
	tail   []byte // the end of what was put out
	closed bool
}

// tailLength is how much of the output is kept for its last line.
const tailLength = 4 << 10

// Write puts out what the session says.
func (s *screen) Write(p []byte) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	n, err := s.out.Write(p)
	s.modes.Follow(p[:n])
	s.tail = append(s.tail, p[max(0, n-tailLength):n]...)
	if len(s.tail) > 2*tailLength {
		s.tail = append(s.tail[:0], s.tail[len(s.tail)-tailLength:]...)
	}
	s.flush()
	return n, err
}

// say puts out what this side has to say before the session begins.
func (s *screen) say(text string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	_, _ = io.WriteString(s.out, text) // where the terminal is gone, reading it says so
}

// notice says something, now or as soon as there is a place for it.
func (s *screen) notice(text string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return
	}
	s.late = append(s.late, text)
	if s.flush(); len(s.late) > 0 && s.modes.Settled() {
		_, _ = io.WriteString(s.out, "\a")
	}
}

func (s *screen) flush() {
	if len(s.late) == 0 || s.modes.Full() || !s.modes.Settled() {
		return
	}
	for _, text := range s.late {
		_, _ = io.WriteString(s.out, "\r\n-- "+strings.ReplaceAll(text, "\n", "\r\n-- ")+" --\r\n")
	}
	s.late = nil
}

// close undoes what the session did to the terminal, and says what still waits.
func (s *screen) close() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.closed {
		return
	}
	_, _ = io.WriteString(s.out, s.modes.Undo())
	s.modes = tty.Modes{}
	s.flush()
	s.closed = true
}

// last is the last line that the session put out, cleaned; it may be empty.
func (s *screen) last() string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	lines := strings.Split(clean.Lines(string(s.tail)), "\n")
	for i := len(lines) - 1; i >= 0; i-- {
		if line := strings.TrimSpace(lines[i]); line != "" {
			return line
		}
	}
	return ""
}
