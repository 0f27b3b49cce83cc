// Package cli is the command line: its flags, its verbs and what they print. It wires the rest of the program together
// and touches the process only through the values it is given.
package cli

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/guard"
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

// Start is what the interactive program is opened with.
type Start struct {
	Client *aws.Client
	// Cluster and Service are where to begin; both empty for the list of clusters, Service for the services of one.
	Cluster, Service string
	// View is the verb to begin at ("tasks", "events"); empty for the place itself.
	View string
	// Banner is a word or two that the header shows as long as the program runs, such as "demo"; empty for none.
	Banner string
	// Note says what is to be known of sessions in containers here; empty where they are what they seem.
	Note string
	// Open opens another profile or region, and Profiles are the names there are; nil where there is no choice.
	Open     func(ctx context.Context, profile, region string) (*aws.Client, error)
	Profiles func() []string
	// Questions are those for the codes of MFA devices.
	Questions <-chan call.Asked
	// Guard judges what may be done, and Journal writes down what was done; it is nil where nothing is to be left behind.
	Guard   guard.Guard
	Journal *change.Journal
	// Notices are said once, before anything else: changes of which nobody knows what became.
	Notices []string
	// Shell is opened in containers, where it is not empty; Logs are the settings of logs, Tunnels the port forwards that
	// have a name.
	Shell   string
	Logs    config.Logs
	Tunnels []config.Tunnel
}

// Screen opens the interactive program. Views names the verbs it can begin at: on a terminal these open it, where the
// others print.
type Screen struct {
	Open  func(ctx context.Context, s Start) error
	Views []string
}

// Run runs one command line, without the program's own name, and returns the exit code of the process.
func Run(ctx context.Context, s Streams, args []string, screen Screen) int {
	out := &sink{w: s.Out}
	s.Out = out
	p := &program{streams: s, screen: screen}
	err := p.run(ctx, args)
	p.close()
	if out.gone && !p.changing {
		return done
	}
	return p.exit(ctx, err)
}

func (p *program) run(ctx context.Context, args []string) error {
	root, err := p.root()
	if err != nil {
		return err
	}
	root.SetArgs(append([]string{}, args...))
	root.SetIn(p.streams.In)
	root.SetOut(p.streams.Out)
	root.SetErr(p.streams.Err)
	err = root.ExecuteContext(ctx)
	if _, ok := errors.AsType[*usage](err); err != nil && !ok && !p.understood {
		return &usage{text: err.Error()}
	}
	return err
}
