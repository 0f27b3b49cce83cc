package exec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/clean"
)

// Copy copies a file or a folder into or out of a container, over a session like that of a shell: as text, because a
// terminal carries no more, with a checksum of both sides. It needs a shell and what busybox has. Owners are not
// copied; modes are.
type Copy struct {
	Client *aws.Client
	Target aws.ExecTarget
	// Shell is the POSIX shell of the image; empty for /bin/sh.
	Shell string
	// Limits bound what is copied out of the container.
	Limits Limits
	// Force replaces files that exist. A folder that exists keeps what the copy has not.
	Force bool
	// Progress is told how many bytes of files were copied, of how many: first of 0, when the copy begins. total is 0 where
	// that is not known. It may be nil.
	Progress func(done, total int64)
	// Notice is told of the connection, and of a copy that takes long to begin; it may be nil.
	Notice func(Notice)
	// Clock is the one that tells how long that is.
	Clock Clock

	open opener
}

// Copied is what was copied.
type Copied struct {
	// To is where the file or the folder is now.
	To    string
	Files int
	Bytes int64
	// Checksum is what was compared: SHA-256, MD5 or CRC.
	Checksum string
	// Left is what was left out of a folder, each with the reason.
	Left []string
}

// Why a copy did not come about, beside errors of sessions and of our own file system.
var (
	// ErrExists is a destination that exists.
	ErrExists = errors.New("it already exists")
	// ErrChecksum is a copy that is not like the original.
	ErrChecksum = errors.New("the checksums differ")
	// ErrMissing is an image without a program that a copy needs.
	ErrMissing = errors.New("the image lacks a program that cp needs")
	// ErrNoFile is a source that does not exist.
	ErrNoFile = errors.New("there is no such file or folder")
	// ErrNoFolder is a destination in a folder that does not exist.
	ErrNoFolder = errors.New("there is no such folder")
	// ErrOddFile is neither a file nor a folder.
	ErrOddFile = errors.New("it is neither a file nor a folder")
	// ErrKind is a folder where a file is to go, or the reverse.
	ErrKind = errors.New("a file can't replace a folder, nor a folder a file")
)

// ErrName is a name that a session cannot carry: ECS takes UTF-8, and the scripts say names between ESC and BEL.
var ErrName = errors.New("the name isn't UTF-8, or contains ESC or BEL, and can't be passed to the container")

// nameable says whether names can be told to the container.
func nameable(names ...string) error {
	for _, n := range names {
		if !utf8.ValidString(n) || strings.ContainsAny(n, "\a\x1b") {
			return fmt.Errorf("%q: %w", n, ErrName)
		}
	}
	return nil
}

// fault is an error of a copy about a path of the container.
func (c *Copy) fault(path string, cause error, detail string) error {
	err := fmt.Errorf("%s in %s: %w", clean.Text(path), place(c.Target), cause)
	if detail = strings.TrimSpace(clean.Text(detail)); detail != "" {
		err = fmt.Errorf("%w: %s", err, detail)
	}
	return err
}

// The bytes of a file that pass in a second: out of a container an agent waits a millisecond after each 1,024 bytes, and
// what it puts out is a third longer than the file; into one the network counts, and this is of a slow one.
const (
	paceOut = 500_000
	paceIn  = 1_000_000
)

// Estimate is how long it takes to copy so many bytes, out of a container or into one.
func Estimate(bytes int64, in bool) time.Duration {
	pace := int64(paceOut)
	if in {
		pace = paceIn
	}
	return time.Duration(bytes/pace) * time.Second
}

func (c *Copy) progress(done, total int64) {
	if c.Progress != nil {
		c.Progress(done, total)
	}
}

// talk is a session with one of the scripts.
type talk struct {
	*Copy
	*attendant
	wire   wire
	tail   []byte
	leave  context.CancelCauseFunc
	joined sync.WaitGroup
	halted atomic.Bool // nothing more is to be sent
	sent   atomic.Int64
	heard  int64
}

// role is a script with its words, and what takes its output and its own words. It may say room bytes, and what is echoed.
type role struct {
	text  string
	words []string
	out   func([]byte) error
	word  func(t *talk, sort, rest string) error
	room  int64
}

// talk runs a script and hands over what it says, and its words, until a handler returns errOver or an error.
func (c *Copy) talk(ctx context.Context, r role) error {
	session, leave := context.WithCancelCause(context.WithoutCancel(ctx))
	defer leave(nil)
	opened := context.AfterFunc(ctx, func() { leave(context.Cause(ctx)) })
	if c.Target.Windows {
		return &Unopened{ErrWindows}
	}
	t := &talk{Copy: c, leave: leave, attendant: newAttendant(c.Clock, c.Notice)}
	open := c.open
	if open == nil {
		open = dialer(c.Client, c.Target, "a copy", t.tell)
	}
	shell, m := cmp.Or(c.Shell, defaultShell), &markers{nonce: newNonce()}
	var err error
	if t.wire, err = open(session, script(shell, r.text, append([]string{m.nonce}, r.words...)...)); err != nil {
		if errors.Is(err, ErrEnded) && noShell(shell, err.Error()) {
			return c.shellless(shell)
		}
		return &Unopened{err}
	}
	opened()
	over := make(chan struct{})
	t.joined.Go(func() { t.interruptOnEnd(ctx, over) })
	attended, unattend := context.WithCancel(session)
	t.joined.Go(func() { t.attend(attended, t.wire.Waiting) })
	err = t.read(m, r)
	unattend()
	cause := cmp.Or(context.Cause(ctx), context.Cause(session))
	close(over)
	_ = t.wire.Close() // what is left of the session ends by itself
	t.joined.Wait()
	switch missing := t.missing.Load(); {
	case err != nil && cause != nil:
		return cause
	case err != nil && missing > 0:
		return &Ended{ErrLossy, c.Target, fmt.Sprintf("about %d bytes of the copy are missing", missing), "nothing was left under the final name; try again"}
	case !errors.Is(err, io.EOF):
		return advised(err, "nothing was left under the final name; try again")
	}
	said := strings.TrimSpace(clean.Text(t.wire.Said() + " " + string(t.tail)))
	if noShell(shell, said) {
		return c.shellless(shell)
	}
	return &Ended{ErrCut, c.Target, said, "nothing was left under the final name; try again"}
}

func (c *Copy) shellless(shell string) error {
	return &Ended{ErrNoShell, c.Target, shell, "name another with --shell; cp doesn't work without a shell in the image"}
}

const (
	// grace is how long a script that is interrupted may take to remove what it has begun.
	grace = 3 * time.Second
	// interruptEvery is how often it is interrupted: a shell that is about to start another one may lose a signal.
	interruptEvery = 300 * time.Millisecond
)

// interruptOnEnd interrupts the script when the context ends, and ends the session where that does not help: a session that
// is ended from here kills what runs in it.
func (t *talk) interruptOnEnd(ctx context.Context, over <-chan struct{}) {
	select {
	case <-over:
		return
	case <-ctx.Done():
	}
	t.halted.Store(true)
	t.joined.Go(func() {
		again := time.NewTicker(interruptEvery)
		defer again.Stop()
		for {
			if _, err := t.wire.Write([]byte{3}); err != nil {
				return
			}
			select {
			case <-again.C:
			case <-over:
				return
			}
		}
	})
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-over:
	case <-timer.C:
		t.leave(context.Cause(ctx))
	}
}

// Write sends, but nothing once the script is interrupted: the interrupt would wait behind it.
func (t *talk) Write(p []byte) (n int, err error) {
	for n < len(p) {
		if t.halted.Load() {
			return n, errOver
		}
		k, err := t.wire.Write(p[n:min(n+8<<10, len(p))])
		t.sent.Add(int64(k))
		if n += k; err != nil {
			return n, err
		}
	}
	return n, nil
}

// ErrWindows is a copy with a Windows container.
var ErrWindows = errors.New("cp needs a Linux container: a Windows container has no POSIX shell")

// ErrCut is a session that ended before the copy was complete.
var ErrCut = errors.New("the session ended before the copy was complete")

// read reads until a handler has enough.
func (t *talk) read(m *markers, r role) error {
	_ = t.wire.Resize(200, 50) // a session that has ended says so to who reads it
	buffer := make([]byte, 64<<10)
	for {
		n, err := t.wire.Read(buffer)
		t.touch()
		if t.lossy(err) {
			continue
		}
		if t.heard += int64(n); t.heard > r.room+4*t.sent.Load() { // an echo writes control-d as four bytes
			return &Ended{ErrBroken, t.Target, "it sends more than the copy contains", "nothing was left under the final name"}
		}
		err2 := m.feed(buffer[:n], func(p []byte) error {
			if room := 1024 - len(t.tail); room > 0 {
				t.tail = append(t.tail, p[:min(room, len(p))]...)
			}
			return r.out(p)
		}, func(w string) error {
			sort, rest, _ := strings.Cut(strings.ReplaceAll(w, "\r\n", "\n"), " ")
			if sort == begun {
				t.begin()
				return nil
			}
			return r.word(t, sort, rest)
		})
		switch {
		case errors.Is(err2, errOver):
			return nil
		case err2 != nil:
			return err2
		case err != nil:
			return err
		}
	}
}
