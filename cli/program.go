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
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/sim"
)

// program is one run of the command line.
type program struct {
	streams Streams
	screen  Screen
	// The persistent flags.
	profile, region, output string
	demo                    bool
	readOnly                guard.Mode
	protect                 []string
	timeout                 time.Duration
	flags                   *pflag.FlagSet
	// file is what the settings file holds, nil before it was read.
	file *config.Settings

	// share is aws.Options.Share, zero for the default.
	share float64
	// understood says that the command line was well formed: what goes wrong from here on is another matter.
	understood bool
	// changing says that the run is about a change: what became of that is told, also where the run is interrupted.
	changing  bool
	simulator *sim.Server
	// mfa asks for the code of an MFA device; nil for the terminal, where there is one.
	mfa call.Ask
	// shown is the progress line of the run's reader; nil before there is one.
	shown *progress
}

// close ends what the run started.
func (p *program) close() {
	if p.simulator != nil {
		_ = p.simulator.Close() // nobody talks to it any more
	}
}

// client opens the account that the flags and the environment name.
func (p *program) client(ctx context.Context) (*aws.Client, error) {
	environ, err := p.environ()
	if err != nil {
		return nil, err
	}
	o := aws.Options{Profile: p.profile, Region: p.region, Environ: environ, Now: p.streams.Now, Sleep: p.streams.Sleep, Share: p.share, Ask: p.mfa,
		Registry: sessionsFolder(p)}
	if o.Ask == nil && p.streams.Watched {
		o.Ask, o.LogIn = p.code, offerLogin(p)
	}
	if p.demo {
		if err := p.simulate(&o); err != nil {
			return nil, err
		}
	}
	c, err := aws.Open(ctx, o)
	e, ok := errors.AsType[*aws.Error](err)
	if kind := aws.KindOf(err); ok && (kind == aws.Invalid || kind == aws.NotFound) {
		return nil, &usage{e.Error(), p.origin(kind, e.Hint())}
	}
	return c, err
}

// simulate starts the invented account inside this process and makes it the one to open.
func (p *program) simulate(o *aws.Options) error {
	if p.profile != "" {
		return misuse("--demo and --profile exclude each other")
	}
	return startDemo(p, o)
}

func startDemo(p *program, o *aws.Options) error {
	server, err := sim.Start(sim.Options{Inside: true})
	if err != nil {
		return fmt.Errorf("start the simulated account: %w", err)
	}
	p.simulator = server
	o.Environ, o.Dial = slices.Clone(server.Env()), server.Dial
	return nil
}

// reader opens the account for a verb that prints.
func (p *program) reader(ctx context.Context) (*reader, error) {
	c, err := p.client(ctx)
	if err != nil {
		return nil, err
	}
	for _, text := range p.abandoned() {
		p.note(text)
	}
	return p.read(c), nil
}

func (p *program) read(c *aws.Client) *reader {
	p.shown = watch(nil, 0)
	if p.streams.Watched {
		p.shown = watch(p.streams.Err, patience)
	}
	return &reader{Client: c, progress: p.shown}
}

// bounded is ctx with the time that --timeout gives.
func (p *program) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if p.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, p.timeout, fmt.Errorf("no complete answer within %s", p.timeout))
}

// look is how this run draws tables.
func (p *program) look() look {
	terminal := p.streams.Colored && p.streams.env("TERM") != "dumb"
	return look{glyphs: terminal, colors: terminal && p.streams.env("NO_COLOR") == "", now: p.streams.Now()}
}
