package ui

import (
	"os"
	"runtime"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/term"

	"github.com/ecscope/ecscope/terminal"
)

// onTerminal runs a program on the terminal of s. Where that is one, a guard stands between: it restores the terminal
// whatever signal ends or stops the process, and bounds sizes and pastes. Bubble Tea asks a terminal that it is given for
// its size and believes any; so it gets the output without the terminal's descriptor, and its size from here.
func (s Start) onTerminal(p *Program) error {
	in, out := s.Input, s.Output
	if in == nil {
		in = os.Stdin
	}
	if out == nil {
		out = os.Stdout
	}
	environ := environOf(s)
	options := []tea.ProgramOption{tea.WithInput(in), tea.WithOutput(out), tea.WithEnvironment(environ)}
	profile, forced := profileOf(s, out, environ)
	if forced {
		options = append(options, tea.WithColorProfile(profile))
	}
	keys, tty := in.(*os.File)
	screen, drawn := out.(term.File)
	if runtime.GOOS == "windows" || !tty || !drawn || !term.IsTerminal(keys.Fd()) || !term.IsTerminal(screen.Fd()) {
		return p.Run(options...)
	}
	cols, rows, err := terminal.Size(screen.Fd())
	if err != nil {
		return err
	}
	var send atomic.Pointer[func(tea.Msg)]
	p.started = func(f func(tea.Msg)) { send.Store(&f) }
	tell := func(m tea.Msg) {
		if f := send.Load(); f != nil {
			go (*f)(m) // it waits while a session has the terminal
		}
	}
	guard, err := terminal.Hold(keys, out, terminal.Events{
		Resized: func() { tell(resized(func() (cols, rows int, err error) { return terminal.Size(screen.Fd()) })) },
		Resumed: func() { tell(tea.ClearScreen()); tell(tea.ResumeMsg{}) },
	})
	if err != nil {
		return err
	}
	defer guard.Release()
	return p.Run(append(options, tea.WithInput(terminal.NewKeys(keys)), tea.WithOutput(guard), tea.WithWindowSize(cols, rows),
		tea.WithColorProfile(profile))...)
}
