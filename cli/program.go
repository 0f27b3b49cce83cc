package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/sim"
)

// program is one run of the command line: what the commands have in common. Each command is a function that makes it, and
// where it takes several steps a type of its own.
type program struct {
	*opener
	screen Screen
	// understood says that the command line was well formed: what goes wrong from here on is another matter.
	understood bool
	// changing says that the run is about a change: what became of that is told, also where the run is interrupted.
	changing bool
	// alterations are the verbs that change something, by their names.
	alterations map[string]alteration
}

func newProgram(s Streams, screen Screen) *program {
	return &program{opener: &opener{recorder: &recorder{&admission{&choices{streams: s}}}}, screen: screen, alterations: map[string]alteration{}}
}

// choices are what the operator has chosen: by the flags that all commands have, the environment and the settings file.
type choices struct {
	streams Streams
	// The persistent flags.
	profile, region, output string
	demo                    bool
	readOnly                guard.Mode
	protect                 []string
	timeout                 time.Duration
	flags                   *pflag.FlagSet
	// file is what the settings file holds, nil before it was read.
	file *config.Settings
}

// opener opens accounts for this run, the simulated one included, and ends what it started.
type opener struct {
	*recorder
	// share is aws.Options.Share, zero for the default.
	share float64
	// patience is aws.Options.Answer, zero for the default.
	patience  time.Duration
	simulator *sim.Server
	// mfa asks for the code of an MFA device; nil for the terminal, where there is one.
	mfa call.Ask
	// onScreen says that the account is shown on a screen, which has keys.
	onScreen bool
	// shown is the progress line of the run's reader; nil before there is one.
	shown *progress
}

// close ends what the run started.
func (a *opener) close() {
	if a.simulator != nil {
		_ = a.simulator.Close() // nobody talks to it any more
	}
}

// client opens the account that the flags and the environment name.
func (a *opener) client(ctx context.Context) (*aws.Client, error) {
	environ, err := a.environ()
	if err != nil {
		return nil, err
	}
	o := aws.Options{Profile: a.profile, Region: a.region, Environ: environ, Now: a.streams.Now, Sleep: a.streams.Sleep, Share: a.share, Ask: a.mfa,
		Answer: a.patience, Registry: a.sessionsFolder(), LoginKey: a.loginKey()}
	if o.Ask == nil && a.streams.Watched {
		o.Ask, o.LogIn = a.code, a.offerLogin()
	}
	if a.demo {
		if err := a.simulate(&o); err != nil {
			return nil, err
		}
	}
	c, err := aws.Open(ctx, o)
	e, ok := errors.AsType[*call.Error](err)
	if kind := call.KindOf(err); ok && (kind == call.Invalid || kind == call.NotFound) {
		return nil, &usage{e.Error(), a.origin(kind, e.Hint())}
	}
	return c, err
}

// loginKey is the key that logs in again, as it is bound; empty on the command line, and where the settings cannot be read, which is
// said elsewhere.
func (a *opener) loginKey() string {
	s, err := a.settings()
	if err != nil || !a.onScreen {
		return ""
	}
	return s.Keymap().Everywhere.Login.Help().Key
}

// simulate starts the invented account inside this process and makes it the one to open.
func (a *opener) simulate(o *aws.Options) error {
	if a.profile != "" {
		return misuse("--demo and --profile can't be combined")
	}
	return a.startDemo(o)
}

func (a *opener) startDemo(o *aws.Options) error {
	server, err := sim.Start(sim.Options{Inside: true})
	if err != nil {
		return fmt.Errorf("start the simulated account: %w", err)
	}
	a.simulator = server
	o.Environ, o.Dial = slices.Clone(server.Env()), server.Dial
	return nil
}

// reader opens the account for a verb that prints.
func (a *opener) reader(ctx context.Context) (*reader, error) {
	c, err := a.client(ctx)
	if err != nil {
		return nil, err
	}
	for _, text := range a.abandoned() {
		a.streams.note(text)
	}
	return a.read(ctx, c), nil
}

func (a *opener) read(ctx context.Context, c *aws.Client) *reader {
	a.shown = watch(nil, 0)
	if a.streams.Watched {
		a.shown = watch(a.streams.Err, patience)
	}
	return &reader{Client: c, Reader: tail.New(c), edit: edit.New(c), progress: a.shown,
		whose: func() (string, error) { who, err := c.Identity(ctx); return who.Account, err }}
}

// bounded is ctx with the time that --timeout gives.
func (o *choices) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if o.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, o.timeout, fmt.Errorf("timed out: no complete answer within %s", o.timeout))
}

// look is how this run draws tables.
func (s Streams) look() look {
	terminal := s.Colored && s.env("TERM") != "dumb"
	return look{glyphs: terminal, colors: terminal && s.env("NO_COLOR") == "", now: s.Now()}
}
