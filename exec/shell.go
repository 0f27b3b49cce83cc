package exec

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
)

// Shell is a session on this terminal. Run takes the terminal and gives it back as it was; the banner comes before the
// session, and what this program has to say meanwhile between its output. It is a tea.ExecCommand.
type Shell struct {
	Ctx    context.Context
	Client *aws.Client
	Target aws.ExecTarget
	// Image is the image's shell: the one to open, or with Words the one that runs them. It is found out where it is empty.
	Image string
	// Words are a command to run instead of a shell.
	Words []string
	Place Banner
	Plain bool  // without colours
	Clock Clock // of what is watched

	streams streams
	result  Result
}

// streams are the terminal that a shell is on.
type streams struct {
	in  io.Reader
	out io.Writer
}

// ErrGivenUp is a session that nobody wanted to wait for any more.
var ErrGivenUp = errors.New("gave up before the session opened")

// Why a session ended on this side.
var (
	errLeft     = errors.New("you left the session (" + Leave + ")")
	errSignal   = errors.New("the session was ended because ecscope was told to exit")
	errTerminal = errors.New("the session was ended because the terminal is gone")
)

// signaled is a session that was ended by a signal to this program.
type signaled struct{ signal os.Signal }

func (*signaled) Error() string { return errSignal.Error() }
func (*signaled) Unwrap() error { return errSignal }

// SignalOf is the signal to this program that ended a session with such an error; nil where none did.
func SignalOf(err error) os.Signal {
	if s, ok := errors.AsType[*signaled](err); ok {
		return s.signal
	}
	return nil
}

// SetStdin sets the terminal to read; os.Stdin where it is not called.
func (s *Shell) SetStdin(r io.Reader) { s.streams.in = r }

// SetStdout sets the terminal to write; os.Stdout where it is not called.
func (s *Shell) SetStdout(w io.Writer) { s.streams.out = w }

// SetStderr does nothing: a session has one output.
func (s *Shell) SetStderr(io.Writer) {}

// Run opens the session, and is back when it has ended and all is as before. The error is why it did not open; a session
// that was there and ended badly is none: see Result.
func (s *Shell) Run() error {
	s.streams = streams{cmp.Or[io.Reader](s.streams.in, os.Stdin), cmp.Or[io.Writer](s.streams.out, os.Stdout)}
	resized, ending, stop := signals() // before the terminal is another, or one of them would leave it so
	defer stop()
	t, err := takeTerminal(s.streams.in, s.streams.out)
	if err != nil {
		s.result = Result{Err: err, Text: err.Error()}
		return err
	}
	return newShellRun(s, t).run(t, resized, ending)
}

// shellRun is one run of a shell.
type shellRun struct {
	*Shell
	*ending
	typed   *typed
	channel *Channel
	screen  *screen
	pulse   pulse
	markers markers
	begun   beginning
	lost    atomic.Bool // its connection was lost once
	stops   atomic.Bool // the task was seen to stop
}

// beginning is whether a session has begun.
type beginning struct {
	open atomic.Bool
	over chan struct{} // closed then
}

func newShellRun(s *Shell, t *terminal) *shellRun {
	r := &shellRun{Shell: s, ending: &ending{over: make(chan struct{})}, screen: &screen{out: t.guarded(s.streams.out)}, pulse: pulse{clock: s.Clock},
		markers: markers{nonce: newNonce()}, begun: beginning{over: make(chan struct{})}}
	r.typed = newTyped(r.ended)
	r.wake = r.typed.wake
	return r
}

// run opens the session, and is back when it has ended.
func (s *shellRun) run(t *terminal, resized, ending <-chan os.Signal) error {
	ctx, cancel := context.WithCancel(s.Ctx)
	defer cancel()
	var work sync.WaitGroup
	finish := sync.OnceFunc(func() {
		s.end(nil)
		t.keys.Cancel()
		work.Wait()
		s.screen.close()
		_ = t.restore()
	})
	defer finish() // even where this panics
	s.start(&work, func() { s.listen(ctx, cancel, ending) })
	s.start(&work, func() { s.read(t) })
	err := s.dial(ctx)
	if err == nil {
		s.live(ctx, &work, t, resized)
	}
	finish()
	return conclusion{s}.conclude(err)
}

// start starts a goroutine that ends the session, not the program, where it panics.
func (s *shellRun) start(work *sync.WaitGroup, f func()) {
	work.Go(fenced(f, s.end))
}

// dial opens the session; what is typed meanwhile waits, but ctrl-c gives up.
func (s *shellRun) dial(ctx context.Context) error {
	s.screen.say(s.Place.text(!s.Plain) + "opening … (ctrl-c gives up)")
	session, err := s.Client.ExecuteCommand(ctx, s.Target, s.line(s.markers.nonce))
	if err == nil {
		s.channel, err = Dial(ctx, s.Client, session, Options{What: s.what(), Notice: func(n Notice) {
			s.lost.Store(s.lost.Load() || n.Lost)
			s.screen.notice(n.String())
		}})
	}
	if err != nil {
		s.screen.say(wiped)
	}
	return err
}

// wiped takes back the line that is written before the session has begun.
const wiped = "\r\x1b[K"

func (s *Shell) what() string {
	if len(s.Words) > 0 {
		return "a command"
	}
	return "a shell"
}

// line is the command line that ECS is to run: a script that says when it begins and how it ends. A Windows container has
// no shell for it.
func (s *Shell) line(nonce string) string {
	switch {
	case s.Target.Windows && len(s.Words) > 0:
		return windowsLine(s.Words)
	case s.Target.Windows:
		return cmp.Or(s.Image, windowsShell)
	case len(s.Words) > 0:
		return Quote(script(cmp.Or(s.Image, defaultShell), runTerminal, append([]string{nonce}, s.Words...)...))
	case s.Image != "":
		return Quote(script(interpreter(s.Image), runShell, nonce, s.Image))
	}
	return Quote(script(defaultShell, runShell, nonce))
}

// listen ends the session, or its opening, where the program or the context ends.
func (s *shellRun) listen(ctx context.Context, cancel context.CancelFunc, ending <-chan os.Signal) {
	select {
	case by := <-ending:
		s.end(&signaled{by})
	case <-s.over:
	case <-ctx.Done():
		s.end(context.Cause(ctx))
	}
	cancel()
}

// live is the session from its first byte to its last.
func (s *shellRun) live(ctx context.Context, work *sync.WaitGroup, t *terminal, resized <-chan os.Signal) {
	shown := make(chan struct{})
	s.start(work, func() { defer close(shown); s.show() })
	was := s.size(t, [2]int{}) // before anything typed
	s.start(work, s.send)
	s.start(work, func() { s.sizes(ctx, t, resized, was) })
	s.start(work, func() { s.watch(call.Background(ctx)) })
	s.start(work, func() { s.await(ctx) })
	select {
	case <-shown:
		s.end(nil)
	case <-s.over:
	}
	t.keys.Cancel() // from now on keys are for who comes after
	_ = s.channel.Close()
}

// begin notes that the session has begun: what is typed now is for it.
func (s *shellRun) begin() {
	if s.begun.open.Load() {
		return
	}
	s.pulse.touch()
	s.screen.say(wiped)
	if greeting := s.channel.Greeting(); greeting != "" {
		s.screen.notice(greeting)
	}
	s.begun.open.Store(true)
	close(s.begun.over)
}

// await says that the session takes long to begin.
func (s *shellRun) await(ctx context.Context) {
	early, cancel := s.Clock.within(ctx, Late)
	defer cancel()
	select {
	case <-s.begun.over:
	case <-early.Done():
		if ctx.Err() == nil {
			s.screen.notice(s.channel.Waiting() + "; ctrl-c gives up")
		}
	}
}
