package exec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// Shell is a session on this terminal. Run takes the terminal and gives it back as it was; the banner comes before the
// session, and what this program has to say meanwhile between its output. It is a tea.ExecCommand.
type Shell struct {
	Ctx     context.Context
	Client  *aws.Client
	Target  aws.ExecTarget
	Command string // as Quote has it; empty for AnyShell's
	Place   Banner
	Plain   bool  // without colours
	Clock   Clock // of what is watched

	in  io.Reader
	out io.Writer

	result  Result
	channel *Channel
	screen  *screen
	bytes   atomic.Int64 // when the last byte passed, in nanoseconds
	over    chan struct{}
	once    sync.Once
	why     error // it ended here: one of those below, or what went wrong
	mutex   sync.Mutex
	moved   *sync.Cond // something was typed or sent, or the session has ended
	typed   []byte
	open    atomic.Bool
	stops   atomic.Bool // the task was seen to stop
}

// ErrGivenUp is a session that nobody wanted to wait for any more.
var ErrGivenUp = errors.New("given up before the session was open")

// Why a session ended on this side.
var (
	errLeft     = errors.New("you left the session (" + Leave + ")")
	errSignal   = errors.New("the session was ended because the program was asked to end")
	errTerminal = errors.New("the session was ended because the terminal is gone")
)

// SetStdin sets the terminal to read; os.Stdin where it is not called.
func (s *Shell) SetStdin(r io.Reader) { s.in = r }

// SetStdout sets the terminal to write; os.Stdout where it is not called.
func (s *Shell) SetStdout(w io.Writer) { s.out = w }

// SetStderr does nothing: a session has one output.
func (s *Shell) SetStderr(io.Writer) {}

// Run opens the session, and is back when it has ended and all is as before. The error is why it did not open; a session
// that was there and ended badly is none: see Result.
func (s *Shell) Run() error {
	s.in, s.out = cmp.Or[io.Reader](s.in, os.Stdin), cmp.Or[io.Writer](s.out, os.Stdout)
	resized, ending, stop := signals() // before the terminal is another, or one of them would leave it so
	defer stop()
	t, err := takeTerminal(s.in, s.out)
	if err != nil {
		s.result = Result{Err: err, Text: err.Error()}
		return err
	}
	s.over, s.moved = make(chan struct{}), sync.NewCond(&s.mutex)
	s.screen = &screen{out: t.guarded(s.out)}
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
	if err = s.dial(ctx); err == nil {
		s.live(ctx, &work, t, resized)
	}
	finish()
	return s.conclude(err)
}

// start starts a goroutine that ends the session, not the program, where it panics.
func (s *Shell) start(work *sync.WaitGroup, f func()) {
	work.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				s.end(fmt.Errorf("a mistake in ecscope: %s", aws.Clean(fmt.Sprint(r))))
			}
		}()
		f()
	})
}

// dial opens the session; what is typed meanwhile waits, but ctrl-c gives up.
func (s *Shell) dial(ctx context.Context) error {
	s.screen.say(s.Place.text(!s.Plain) + "opening … (ctrl-c gives up)")
	defer s.screen.say("\r\x1b[K")
	session, err := s.Client.ExecuteCommand(ctx, s.Target, cmp.Or(s.Command, AnyShell()))
	if err != nil {
		return err
	}
	s.channel, err = Dial(ctx, s.Client, session, Options{Notice: func(n Notice) { s.screen.notice(n.String()) }})
	return err
}

// end ends the session from this side; only the first reason counts.
func (s *Shell) end(why error) {
	s.once.Do(func() {
		s.mutex.Lock() // nobody misses it between looking and waiting
		defer s.mutex.Unlock()
		s.why = why
		close(s.over)
		s.moved.Broadcast()
	})
}

// listen ends the session, or its opening, where the program or the context ends.
func (s *Shell) listen(ctx context.Context, cancel context.CancelFunc, ending <-chan os.Signal) {
	select {
	case <-ending:
		s.end(errSignal)
	case <-s.over:
	case <-ctx.Done():
		s.end(context.Cause(ctx))
	}
	cancel()
}

// live is the session from its first byte to its last.
func (s *Shell) live(ctx context.Context, work *sync.WaitGroup, t *terminal, resized <-chan os.Signal) {
	s.open.Store(true)
	s.touch()
	if greeting := s.channel.Greeting(); greeting != "" {
		s.screen.notice(greeting)
	}
	shown := make(chan struct{})
	s.start(work, func() { defer close(shown); s.show() })
	was := s.size(t, [2]int{}) // before anything typed
	s.start(work, s.send)
	s.start(work, func() { s.sizes(ctx, t, resized, was) })
	s.start(work, func() { s.watch(aws.Background(ctx)) })
	select {
	case <-shown:
		s.end(nil)
	case <-s.over:
	}
	t.keys.Cancel() // from now on keys are for who comes after
	_ = s.channel.Close()
}

func (s *Shell) touch() { s.bytes.Store(s.Clock.now().UnixNano()) }

func (s *Shell) idle() time.Duration { return time.Duration(s.Clock.now().UnixNano() - s.bytes.Load()) }
