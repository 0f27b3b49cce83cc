package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/limit"
)

// code asks for the code of an MFA device on the terminal itself: the streams may be files.
func (p *program) code(ctx context.Context, q call.Question) (string, error) {
	terminal, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		return "", call.ErrUnasked
	}
	if p.shown != nil {
		p.shown.stop() // it would wipe the question
	}
	if q.Complaint != "" {
		fmt.Fprintln(terminal, aws.Clean(q.Complaint))
	}
	fmt.Fprintf(terminal, "MFA code of %s: ", aws.Clean(q.Serial))
	type line struct {
		text string
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		defer func() { _ = terminal.Close() }()
		text, err := limit.Line(bufio.NewReader(terminal), mostTyped, "the code")
		typed <- line{strings.TrimSpace(text), err}
	}()
	select {
	case l := <-typed:
		if l.err != nil || l.text == "" {
			return "", call.ErrDeclined
		}
		return l.text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
