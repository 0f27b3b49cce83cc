package cli

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
)

// result is what one command line did.
type result struct {
	out, err string
	code     int
}

// lines are the lines of standard output.
func (r result) lines() []string { return strings.Split(strings.TrimSuffix(r.out, "\n"), "\n") }

// ends are streams into buffers, in the given environment.
func ends(environ []string) (Streams, *bytes.Buffer, *bytes.Buffer) {
	var out, err bytes.Buffer
	return Streams{In: strings.NewReader(""), Out: &out, Err: &err, Environ: environ, Now: time.Now}, &out, &err
}

// run runs a command line in a pipe.
func run(t *testing.T, environ []string, args ...string) result {
	t.Helper()
	s, out, err := ends(environ)
	code := Run(t.Context(), s, args, Screen{})
	return result{out.String(), err.String(), code}
}

// hurried runs a command line in a pipe and lets the time pass at once that it waits for.
func hurried(t *testing.T, environ []string, now func() time.Time, args ...string) result {
	t.Helper()
	s, out, err := ends(environ)
	var passed atomic.Int64
	s.Now = func() time.Time { return now().Add(time.Duration(passed.Load())) }
	s.Sleep = func(ctx context.Context, d time.Duration) error {
		passed.Add(int64(d))
		return ctx.Err()
	}
	code := Run(t.Context(), s, args, Screen{})
	return result{out.String(), err.String(), code}
}

// succeed runs a command line which has to.
func succeed(t *testing.T, environ []string, args ...string) result {
	t.Helper()
	r := run(t, environ, args...)
	if r.code != done {
		t.Fatalf("ecscope %s: exit code %d\n%s", strings.Join(args, " "), r.code, r.err)
	}
	return r
}

// start starts a simulated account for one test.
func start(t *testing.T, o sim.Options) *sim.Server {
	t.Helper()
	s := simtest.Start(t, o)
	return s
}

// small is an account of two clusters, four services each, two tasks each.
func small() sim.Options {
	return sim.Options{Population: &sim.Population{
		Clusters: 2, ServicesPerCluster: 4, TasksPerService: 2, Revisions: 12, Instances: 2}}
}

// written hands what is written to a channel.
type written chan string

func (w written) Write(b []byte) (int, error) {
	w <- string(b)
	return len(b), nil
}

// broken is an output that fails.
type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

func canceled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

func cancelable(t *testing.T) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	return ctx, cancel
}
