package exec

import (
	"cmp"
	"io"
	"strings"
)

// Marked is the output of a command that somebody works with on a terminal: it takes the command's exit code out of it. It
// is the standard output of a Shell.
type Marked struct {
	out     io.Writer
	markers markers
	code    int
	known   bool
}

// NewMarked is a command on a terminal, and the command line that it takes: the image's shell runs the words. It is
// /bin/sh where none is named.
func NewMarked(out io.Writer, shell string, words []string) (m *Marked, command string) {
	m = &Marked{out: out, markers: markers{nonce: newNonce()}}
	return m, Quote(script(cmp.Or(shell, "/bin/sh"), runTerminal, append([]string{m.markers.nonce}, words...)...))
}

// Write writes what is not the exit code.
func (m *Marked) Write(p []byte) (int, error) {
	err := m.markers.feed(p, func(p []byte) error {
		_, err := m.out.Write(p)
		return err
	}, func(w string) error {
		if text, ok := strings.CutPrefix(w, "exit "); ok {
			m.code, m.known = exitCode(text)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

// Code is the command's exit code; known is false where it did not say one.
func (m *Marked) Code() (code int, known bool) { return m.code, m.known }

// Fd is the terminal's; no descriptor where it is none.
func (m *Marked) Fd() uintptr {
	if f, ok := m.out.(descriptor); ok {
		return f.Fd()
	}
	return ^uintptr(0)
}
