package exec

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
)

// in runs a command in an image.
func in(t *testing.T, i image, stdin io.Reader, words ...string) (out string, code int, err error) {
	t.Helper()
	var b bytes.Buffer
	c := &Command{Words: words, Shell: i.shell, Stdin: stdin, Stdout: &b, open: i.open}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	code, err = c.Run(ctx)
	return b.String(), code, err
}

// Whatever a command is and says, its output and its exit code are its own.
func TestCommand(t *testing.T) {
	t.Parallel()
	needs.Time(t, "each shell of this machine runs commands")
	for _, i := range images(t) {
		for _, c := range []struct {
			words string
			out   string
			code  int
		}{
			{"true", "", 0},
			{"sh -c|exit 7", "", 7},
			{"exit|3", "", 3},
			{"sh -c|kill -9 $$", "", 137},
			{"printf|%s\\n|a b|*|$HOME|it's|\"|\\", "a b\n*\n$HOME\nit's\n\"\n\\\n", 0},
			{"printf|a\\r\\nb\\rc\\n", "a\r\nb\rc\n", 0},
			{"printf|\\033]ecscope;x;exit 3\\a\\033]ecs", "\x1b]ecscope;x;exit 3\a\x1b]ecs", 0},
			{"sh -c|echo out; echo err >&2; exit 255", "out\nerr\n", 255},
			{"cat", "", 0},
			{"sh -c|stty size <&1; echo $0 $#|x|1|2", "50 200\nx 2\n", 0},
			{"sh -c|test -t 1 && ! test -t 0", "", 0},
		} {
			words := strings.Split(strings.Replace(c.words, "sh -c", "sh|-c", 1), "|")
			out, code, err := in(t, i, nil, words...)
			if out != c.out || code != c.code || err != nil {
				t.Errorf("%s: %s: %q, code %d, %v", i.name, c.words, out, code, err)
			}
		}
		if out, code, err := in(t, i, nil, "no-such-program"); code != 127 || !strings.Contains(out, "not found") || err != nil {
			t.Errorf("%s: no such program: %q, code %d, %v", i.name, out, code, err)
		}
	}
}

// What a command reads are the bytes of the input, with its end, whatever they are, and whichever way there is to send them.
func TestCommandInput(t *testing.T) {
	t.Parallel()
	needs.Time(t, "each shell of this machine takes input")
	every := make([]byte, 256)
	for b := range every {
		every[b] = byte(b)
	}
	random := make([]byte, 300_001)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(random)
	for _, i := range images(t) {
		for _, i := range []image{i, i.without(t, "base64")} {
			for name, input := range map[string][]byte{"none": nil, "every": every, "lone": {0}, "dot": []byte(".\n"), "random": random[:cut(i)]} {
				if out, code, err := in(t, i, bytes.NewReader(input), "cat"); out != string(input) || code != 0 || err != nil {
					t.Errorf("%s: %s: %d bytes of %d, code %d, %v", i.name, name, len(out), len(input), code, err)
				}
			}
		}
	}
}

// cut is how much is sent to an image: octal digits take their time.
func cut(i image) int {
	if strings.Contains(i.name, "without") {
		return 30_001
	}
	return 300_001
}

// Input arrives while there is more to come, and a command that has enough ends.
func TestCommandInputAsItComes(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real processes on terminals")
	for _, i := range images(t) {
		for _, i := range []image{i, i.without(t, "base64")} {
			ours, theirs := io.Pipe()
			said := &replies{to: theirs}
			c := &Command{Words: []string{"sh", "-c", `echo 1; while read -r l; do echo "got $l"; [ "$l" = 3 ] && exit 9; done`}, Shell: i.shell,
				Stdin: ours, Stdout: said, open: i.open}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			code, err := c.Run(ctx)
			cancel()
			if said.String() != "1\ngot 1\ngot 2\ngot 3\n" || code != 9 || err != nil {
				t.Errorf("%s: %q, code %d, %v", i.name, said, code, err)
			}
			_ = theirs.Close()
		}
	}
}

// replies answers each line with the number of lines so far.
type replies struct {
	bytes.Buffer
	to    io.Writer
	lines int
}

func (r *replies) Write(p []byte) (int, error) {
	n, err := r.Buffer.Write(p)
	for range bytes.Count(p, []byte("\n")) {
		if r.lines++; r.lines < 4 {
			if _, err := r.to.Write([]byte{'0' + byte(r.lines), '\n'}); err != nil {
				return n, err
			}
		}
	}
	return n, err
}

// Control-c is the command's, and the second time ours.
func TestCommandInterrupted(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real processes on terminals")
	for _, i := range images(t) {
		for _, c := range []struct {
			words, out string
			code       int
			err        error
		}{
			{"echo ready; exec sleep 100", "ready\n", 130, nil},
			{"trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.1; done", "ready\ncaught\n", 5, nil},
			{"trap '' INT; echo ready; sleep 100", "ready\n", 0, ErrInterrupted},
		} {
			interrupt := make(chan struct{}, 2)
			said := &onReady{do: func() {
				interrupt <- struct{}{}
				if c.err != nil {
					interrupt <- struct{}{}
				}
			}}
			k := &Command{Words: []string{"sh", "-c", c.words}, Shell: i.shell, Stdout: said, Interrupt: interrupt, open: i.open}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			code, err := k.Run(ctx)
			cancel()
			if said.String() != c.out || code != c.code || !errors.Is(err, c.err) {
				t.Errorf("%s: %s: %q, code %d, %v", i.name, c.words, said, code, err)
			}
		}
	}
}

// onReady does something when "ready" was written.
type onReady struct {
	bytes.Buffer
	do func()
}

func (o *onReady) Write(p []byte) (int, error) {
	n, err := o.Buffer.Write(p)
	if o.do != nil && bytes.Contains(o.Bytes(), []byte("ready\n")) {
		o.do()
		o.do = nil
	}
	return n, err
}

// A session that ends without an exit code is an error that says so.
func TestCommandWithoutAnEnd(t *testing.T) {
	t.Parallel()
	i := images(t)[0]
	for name, c := range map[string]struct {
		image image
		words []string
		stdin io.Reader
		err   error
	}{
		"no shell": {image{shell: "/no/such/sh", root: i.root}, []string{"true"}, nil, ErrNoShell},
		"killed":   {i, []string{"sh", "-c", "echo a; kill -9 $PPID; sleep 1"}, nil, ErrUnfinished},
		"no stty":  {i.without(t, "stty"), []string{"cat"}, strings.NewReader("x"), ErrNoStty},
	} {
		out, code, err := in(t, c.image, c.stdin, c.words...)
		var e *Ended
		if !errors.Is(err, c.err) || !errors.As(err, &e) || e.Hint() == "" || code != 0 {
			t.Errorf("%s: %q, code %d, %v", name, out, code, err)
		}
	}
	late, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("late")
	c := &Command{Words: []string{"sh", "-c", "echo ready; sleep 100"}, Shell: i.shell, Stdout: &onReady{do: func() { cancel(cause) }},
		open: i.open}
	if code, err := c.Run(late); err != cause || code != 0 {
		t.Errorf("timed out: code %d, %v", code, err)
	}
	full := errors.New("full")
	c = &Command{Words: []string{"echo", "a"}, Shell: i.shell, Stdout: failing{full}, open: i.open}
	if _, err := c.Run(t.Context()); err != full {
		t.Errorf("an output that fails: %v", err)
	}
	c.open = func(context.Context, []string) (wire, error) { return nil, full }
	if _, err := c.Run(t.Context()); !errors.Is(err, full) || !errors.As(err, new(*Unopened)) {
		t.Errorf("no session: %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
