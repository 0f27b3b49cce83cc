//go:build !windows

package exec

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

// program opens a shell and collects the keys that come afterwards.
type program struct {
	shell *Shell
	ended bool
	keys  string
}

type shellEnded struct{ err error }

func (p *program) Init() tea.Cmd {
	return tea.Exec(p.shell, func(err error) tea.Msg { return shellEnded{err} })
}

func (p *program) Update(m tea.Msg) (tea.Model, tea.Cmd) {
	switch m := m.(type) {
	case shellEnded:
		p.ended = m.err == nil
	case tea.KeyPressMsg:
		if p.keys += m.String(); m.String() == "q" {
			return p, tea.Quit
		}
	}
	return p, nil
}

func (p *program) View() tea.View {
	v := tea.NewView("the program")
	v.AltScreen = true
	return v
}

// In a Bubble Tea program the session has the terminal to itself, and the program has every key that is typed afterwards.
func TestShellInProgram(t *testing.T) {
	t.Parallel()
	s, c, at := container(t, sessions.Options{Fast: true}, sim.Population{})
	d := newDesk(t)
	m := &program{shell: &Shell{Ctx: t.Context(), Client: c, Target: at, Image: "sh"}}
	p := tea.NewProgram(m, tea.WithInput(d.slave), tea.WithOutput(d.slave), tea.WithContext(t.Context()), tea.WithoutSignalHandler())
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	d.see("opening") // until then keys are the program's
	d.keys("echo $((6*7)).\r")
	d.see("42.")
	d.keys("exit\r")
	d.see("-- the session ended --")
	d.keys("abcdefgq")
	select {
	case err := <-ended:
		if err != nil || !m.ended || m.keys != "abcdefgq" || len(s.Sessions().Live()) != 0 {
			t.Errorf("%v; ended %v, the keys that came are %q", err, m.ended, m.keys)
		}
	case <-time.After(eventually):
		t.Fatalf("it does not end:\n%q", d.text())
	}
	d.restored()
}
