package cli

import (
	"bufio"
	"context"
	"fmt"
	"strings"
)

// ask puts a question to whoever sits at the terminal and reads one line. An interruption ends the wait; what still
// reads the terminal then ends with the process.
func (p *program) ask(ctx context.Context, question string) (string, error) {
	fmt.Fprint(p.streams.Err, question)
	answer := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(p.streams.In).ReadString('\n') // the end of the input is an answer that is no yes
		answer <- strings.TrimSpace(text)
	}()
	select {
	case text := <-answer:
		return text, ctx.Err()
	case <-ctx.Done():
		fmt.Fprintln(p.streams.Err)
		return "", ctx.Err()
	}
}
