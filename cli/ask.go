package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/limit"
)

// mostTyped is how long an answer, or a line of standard input, may be.
const mostTyped = 1 << 20

// ask puts a question to whoever sits at the terminal and reads one line. An interruption ends the wait; what still
// reads the terminal then ends with the process.
func (s Streams) ask(ctx context.Context, question string) (string, error) {
	fmt.Fprint(s.Err, question)
	type line struct {
		text string
		err  error
	}
	answer := make(chan line, 1)
	go func() {
		text, err := limit.Line(bufio.NewReader(s.In), mostTyped, "the answer")
		if _, long := errors.AsType[*limit.Error](err); !long {
			err = nil // the end of the input is an answer that is no yes
		}
		answer <- line{strings.TrimSpace(text), err}
	}()
	select {
	case l := <-answer:
		return l.text, errors.Join(ctx.Err(), l.err)
	case <-ctx.Done():
		fmt.Fprintln(s.Err)
		return "", ctx.Err()
	}
}
