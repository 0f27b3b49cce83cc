package cli

import (
	"os"
	"time"

	"github.com/charmbracelet/x/term"

	"github.com/ecscope/ecscope/terminal"
)

// Process is the streams of this process.
func Process() Streams {
	out := term.IsTerminal(os.Stdout.Fd())
	width, _, err := terminal.Size(os.Stdout.Fd())
	if err != nil || !out {
		width = 0
	}
	return Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ:     os.Environ(),
		Interactive: out && term.IsTerminal(os.Stdin.Fd()),
		Watched:     term.IsTerminal(os.Stderr.Fd()),
		Colored:     out,
		Now:         time.Now,
		Width:       width,
	}
}

// env is the value of a variable of the environment. The last one counts, as for a process.
func (s Streams) env(name string) string {
	var value string
	for _, v := range s.Environ {
		if len(v) > len(name) && v[len(name)] == '=' && v[:len(name)] == name {
			value = v[len(name)+1:]
		}
	}
	return value
}
