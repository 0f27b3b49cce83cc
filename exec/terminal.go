package exec

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	tty "github.com/ecscope/ecscope/terminal"
)

// ErrNoTerminal is a shell without a terminal.
var ErrNoTerminal = errors.New("a shell needs a terminal: pass a command to run instead")

// terminal is the one of this program, in raw mode: what is typed comes as it is, byte for byte.
type terminal struct {
	keys   cancelreader.CancelReader
	fd     uintptr // of the input
	out    uintptr // of the output, or of the input where the output is no terminal
	before *term.State
	guard  *tty.Guard // nil where another guards it
}

type descriptor interface{ Fd() uintptr }

// takeTerminal puts the terminal into raw mode.
func takeTerminal(in io.Reader, out io.Writer) (*terminal, error) {
	keys, guarded := in.(*tty.Keys)
	file, ok := in.(*os.File)
	if guarded {
		file, ok = keys.Plain(), true
	}
	if !ok || !term.IsTerminal(file.Fd()) {
		return nil, ErrNoTerminal
	}
	t := &terminal{fd: file.Fd(), out: file.Fd()}
	if o, ok := out.(descriptor); ok && term.IsTerminal(o.Fd()) {
		t.out = o.Fd()
	}
	var err error
	if t.keys, err = cancelreader.NewReader(file); err != nil {
		return nil, fmt.Errorf("read the terminal: %w", err)
	}
	if !guarded {
		if t.guard, err = tty.Hold(file, out, tty.Events{}); err != nil {
			_ = t.keys.Close()
			return nil, fmt.Errorf("read the settings of the terminal: %w", err)
		}
	}
	if t.before, err = term.MakeRaw(t.fd); err != nil {
		t.release()
		return nil, fmt.Errorf("set the terminal to raw mode: %w", err)
	}
	return t, nil
}

// size is that of the terminal; ok is false where it is unknown.
func (t *terminal) size() (cols, rows int, ok bool) {
	cols, rows, err := tty.Size(t.out)
	return cols, rows, err == nil && cols > 0 && rows > 0
}

// restore puts the terminal back. Nobody may read its keys any more.
func (t *terminal) restore() error {
	defer t.release()
	return term.Restore(t.fd, t.before)
}

func (t *terminal) release() {
	_ = t.keys.Close()
	if t.guard != nil {
		t.guard.Release()
	}
}

// guarded is the output, through the guard where this session has one of its own.
func (t *terminal) guarded(out io.Writer) io.Writer {
	if t.guard != nil {
		return t.guard
	}
	return out
}
