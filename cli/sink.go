package cli

import (
	"errors"
	"fmt"
	"io"
	"syscall"
)

// sink is standard output. It remembers that its reader went away, which is no failure of ours.
type sink struct {
	w    io.Writer
	gone bool
}

// Write writes to the output.
func (s *sink) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if errors.Is(err, syscall.EPIPE) {
		s.gone = true
	}
	if err != nil {
		return n, fmt.Errorf("write the output: %w", err)
	}
	return n, nil
}
