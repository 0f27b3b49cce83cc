// Package cli is the command line: its flags, its verbs and what they print. It wires the rest of the program together
// and touches the process only through the values it is given.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/ui"
)

// Streams are the ends of the process that the command line uses. In, Out, Err and Now are never nil.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Environ holds NAME=value, as os.Environ gives it.
	Environ []string
	// Interactive says that In and Out are a terminal; Watched that somebody sees Err.
	Interactive, Watched bool
	// Colored says that Out is a terminal, so that a table may use colour and glyphs.
	Colored bool
	Now     func() time.Time
	// Sleep waits, as Now tells the time; nil for the wall clock.
	Sleep func(ctx context.Context, d time.Duration) error
	// Width is how many columns the terminal of Out has; 0 where it is none, so that nothing is folded.
	Width int
}

// Screen opens the interactive program. Views names the verbs it can begin at: on a terminal these open it, where the
// others print.
type Screen struct {
	Open  func(context.Context, ui.Start) error
	Views []string
}

// Run runs one command line, without the program's own name, and returns the exit code of the process.
func Run(ctx context.Context, s Streams, args []string, screen Screen) int {
	out := &sink{w: s.Out}
	s.Out = out
	p := newProgram(s, screen)
	err := sound(ctx, p, args)
	p.close()
	if out.gone && !p.changing {
		return done
	}
	return p.exit(ctx, err)
}

// sound runs the command line. A panic is an error like others, with a stack to report.
func sound(ctx context.Context, p *program, args []string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			p.understood = true
			fmt.Fprintf(p.streams.Err, "%s", debug.Stack())
			err = fmt.Errorf("%s: this is a bug in ecscope; please report it with the lines above", clean.Text(fmt.Sprint(r)))
		}
	}()
	return p.run(ctx, args)
}

func (p *program) run(ctx context.Context, args []string) error {
	root, err := p.root()
	if err != nil {
		return err
	}
	root.SetArgs(hyphened(root, append([]string{}, args...)))
	root.SetIn(p.streams.In)
	root.SetOut(p.streams.Out)
	root.SetErr(p.streams.Err)
	err = root.ExecuteContext(ctx)
	if _, ok := errors.AsType[*usage](err); err != nil && !ok && !p.understood {
		return &usage{text: err.Error()}
	}
	return err
}
