package exec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/ecscope/ecscope/aws"
)

// Command is one command in a container, and its exit code: ECS Exec tells none, so that a shell in the container runs the
// command and says it. Standard output and error come as one stream, because there they are one terminal. The words
// are the command's own, and no shell reads them.
type Command struct {
	Client *aws.Client
	Target aws.ExecTarget
	Words  []string
	// Shell is the POSIX shell of the image; empty for /bin/sh.
	Shell string
	// Stdin is what the command reads, to its end, byte for byte; nil for nothing. Where it waits when the command ends, it
	// goes on waiting after Run.
	Stdin  io.Reader
	Stdout io.Writer
	// Screen says that Stdout is a terminal, so that line feeds stay as the container's terminal made them.
	Screen bool
	// Cols and Rows are the size of the command's terminal; 0 for 200 and 50, so that little is folded.
	Cols, Rows int
	// Interrupt is control-c: the first is the command's, the second ends the session.
	Interrupt <-chan struct{}
	// Notice is told of the connection, of a command that takes long to begin or is silent for long, and of output that is
	// missing; it may be nil.
	Notice func(Notice)
	// Clock is the one that tells how long that is.
	Clock Clock

	open opener
}

// wire is a session as commands and copies use it: a Channel.
type wire interface {
	io.ReadWriteCloser
	Resize(cols, rows int) error
	Said() string
	Waiting() string
}

// opener opens a session with the words of a command.
type opener func(ctx context.Context, words []string) (wire, error)

// Unopened is a session that could not be opened: nothing was run.
type Unopened struct{ cause error }

// Error is that of opening it.
func (u *Unopened) Error() string { return u.cause.Error() }

// Unwrap is the error of opening it.
func (u *Unopened) Unwrap() error { return u.cause }

// dialer opens sessions with ECS.
func dialer(client *aws.Client, t aws.ExecTarget, what string, notice func(Notice)) opener {
	return func(ctx context.Context, words []string) (wire, error) {
		line := Quote(words)
		if t.Windows {
			line = windowsLine(words)
		}
		s, err := client.ExecuteCommand(ctx, t, line)
		if err != nil {
			return nil, err
		}
		c, err := Dial(ctx, client, s, Options{Notice: notice, What: what})
		if err != nil {
			return nil, err
		}
		return c, nil
	}
}

// Why a command's exit code is not known. Each is the cause of an Ended.
var (
	// ErrUnfinished is a session that ended before its command said how it ended.
	ErrUnfinished = errors.New("the session ended before the command did; the command may still be running")
	// ErrNoShell is an image without the shell.
	ErrNoShell = errors.New("the image doesn't have the shell that runs the command")
	// ErrNoStty is an image without stty.
	ErrNoStty = errors.New("the image has no stty; without it, the terminal would echo the command's input")
	// ErrNoCode is a command in a Windows container.
	ErrNoCode = errors.New("the session ended; the exit code of a command in a Windows container is unknown")
	// ErrNoInput is input for a Windows container.
	ErrNoInput = errors.New("can't pass standard input to a command in a Windows container: that needs a POSIX shell there")
	// ErrInterrupted is a command that was left at the second interrupt.
	ErrInterrupted = errors.New("interrupted; the command may still be running")
)

// Run runs the command and returns its exit code: 128 and the signal's number where one ended it. The context's end ends
// the session, whose processes get a hangup.
func (c *Command) Run(ctx context.Context) (code int, err error) {
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	if c.Target.Windows && c.Stdin != nil {
		return 0, &Unopened{ErrNoInput}
	}
	r := &run{Command: c, shell: cmp.Or(c.Shell, defaultShell), markers: markers{nonce: newNonce()}, out: c.Stdout, code: -1, leave: leave,
		attendant: newAttendant(c.Clock, c.Notice)}
	if c.open == nil {
		c.open = dialer(c.Client, c.Target, "a command", r.tell)
	}
	if !c.Screen {
		r.out = &newlines{w: c.Stdout}
	}
	if r.wire, err = c.open(ctx, r.words()); err != nil {
		if errors.Is(err, ErrEnded) && noShell(r.shell, err.Error()) {
			return 0, r.shellless()
		}
		return 0, &Unopened{err}
	}
	over := make(chan struct{})
	r.joined.Go(func() { r.watch(over) })
	attended, unattend := context.WithCancel(ctx)
	r.joined.Go(func() { r.attend(attended, r.wire.Waiting) })
	err = r.read()
	cause := context.Cause(ctx)
	close(over)
	unattend()
	_ = r.wire.Close() // what is left of the session ends by itself
	r.joined.Wait()
	switch missing := r.missing.Load(); {
	case cause != nil && r.code < 0 && err != nil:
		err = cause
	case missing > 0 && err == nil:
		err = &Ended{ErrLossy, c.Target, fmt.Sprintf("about %d bytes of its output are missing; its own exit code is %d", missing, r.code),
			"run it again if running it twice is safe"}
	}
	return max(r.code, 0), err
}

// ErrLossy is a command or a copy of which output is missing.
var ErrLossy = errors.New("output was lost with the connection")

// run is one run of a command.
type run struct {
	*Command
	*attendant
	shell   string
	wire    wire
	markers markers
	out     io.Writer // *newlines where it is no terminal
	tail    []byte    // the first that was said, in which a shell that is not there shows
	code    int       // negative while it is not known
	leave   context.CancelCauseFunc
	joined  sync.WaitGroup
}

// words are those that ECS is to run.
func (r *run) words() []string {
	if r.Target.Windows {
		return r.Words
	}
	text := runAlone
	if r.Stdin != nil {
		text = runPiped
	}
	if r.Cols <= 0 || r.Rows <= 0 {
		r.Cols, r.Rows = 200, 50
	}
	words := append([]string{r.markers.nonce}, size(r.Cols, r.Rows)...)
	return script(r.shell, text, append(words, r.Words...)...)
}

// watch tells the command of the terminal's size, and of interrupts until it is over.
func (r *run) watch(over <-chan struct{}) {
	_ = r.wire.Resize(r.Cols, r.Rows) // a session that has ended says so to who reads it
	interrupt, times := r.Interrupt, 0
	for {
		select {
		case <-interrupt:
			if times++; times > 1 {
				r.leave(ErrInterrupted)
				return
			}
			r.joined.Go(func() { _, _ = r.wire.Write([]byte{3}) })
		case <-over:
			return
		}
	}
}

// errOver ends the reading: the command has ended.
var errOver = errors.New("over")

// read writes what the command says, until it has ended.
func (r *run) read() error {
	buffer := make([]byte, 32<<10)
	for {
		n, err := r.wire.Read(buffer)
		r.touch()
		if n > 0 && r.Target.Windows {
			r.begin() // there is no marker
		}
		if r.lossy(err) {
			continue
		}
		if err2 := r.markers.feed(buffer[:n], r.say, r.word); err2 != nil {
			err = err2
		}
		if err == nil {
			continue
		}
		if r.code < 0 {
			_ = r.say(r.markers.rest())
		}
		if lines, ok := r.out.(*newlines); ok {
			if err2 := lines.Close(); errors.Is(err, errOver) && err2 != nil {
				err = err2
			}
		}
		switch {
		case errors.Is(err, errOver):
			return nil
		case errors.Is(err, io.EOF):
			return r.unfinished()
		}
		return advised(err, "the command may or may not have finished: check, and run it again if running it twice is safe")
	}
}

// advised is err with other advice where the session was lost.
func advised(err error, hint string) error {
	if e, ok := errors.AsType[*Ended](err); ok && (errors.Is(err, ErrGone) || errors.Is(err, ErrLost)) {
		return &Ended{e.cause, e.where, e.detail, hint}
	}
	return err
}

func (r *run) say(p []byte) error {
	if room := 1024 - len(r.tail); room > 0 {
		r.tail = append(r.tail, p[:min(room, len(p))]...)
	}
	_, err := r.out.Write(p)
	return err
}

// word takes what the script says to us.
func (r *run) word(w string) error {
	sort, rest, _ := strings.Cut(w, " ")
	switch {
	case w == begun:
		r.begin()
	case sort == "exit":
		if code, ok := exitCode(rest); ok {
			r.code = code
			return errOver
		}
	case sort == "input" && r.Stdin != nil:
		go func() {
			if err := send(r.wire, rest, r.Stdin, blockBytes, nil); err != nil {
				r.leave(err)
			}
		}()
	case w == "no stty":
		return &Ended{ErrNoStty, r.Target, "", "copy the input into the container with ecscope cp, and redirect it in a shell there"}
	}
	return nil
}

// unfinished is why the session ended before the command did.
func (r *run) unfinished() error {
	said := r.wire.Said()
	if r.Target.Windows && said == "" {
		return &Ended{ErrNoCode, r.Target, "", "print it in the command itself: powershell.exe -Command \"…; $LASTEXITCODE\""}
	}
	if noShell(r.shell, said+" "+string(r.tail)) {
		return r.shellless()
	}
	return &Ended{ErrUnfinished, r.Target, said, "check whether the task still runs, and run it again if running it twice is safe"}
}

func (r *run) shellless() error {
	return &Ended{ErrNoShell, r.Target, r.shell, "name another with --shell; without a shell in the image, the exit code can't be read"}
}
