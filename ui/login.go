package ui

import (
	"context"
	"fmt"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/ui/nav"
)

// Login is how the credentials of an account are renewed. The zero value has nothing but to read them again.
type Login struct {
	// Session names what Run logs in to; Run is nil where ecscope cannot log in.
	Session string
	Run     func(context.Context, call.Login) error
	// Command is a command that logs in on the terminal, with its arguments; nil where there is none.
	Command []string
	// Browse opens an address in the browser; nil where there is none.
	Browse func(context.Context, string) error
	// Then is sent after a login; nil to read everything again.
	Then tea.Msg
}

// loginOf is how the credentials of a source are renewed.
func loginOf(ctx context.Context, s call.Provider, browse func(context.Context, string) error) Login {
	l := Login{Command: s.Command(), Browse: browse}
	if s.SSO() {
		l.Session, l.Run = s.Login(ctx), s.LogIn
	}
	return l
}

// loggedIn is the end of a login, or why there was none.
type loggedIn struct{ err error }

// login logs in again: here, with the command of the source, or not at all, where it is enough to read the credentials
// again when they were renewed elsewhere.
func (p *Program) login() {
	var l Login
	if p.account.Login != nil {
		l = p.account.Login(p.ctx)
	}
	switch {
	case l.Run != nil:
		if l.Then == nil {
			l.Then = loggedIn{}
		}
		p.open(newLoginBox(p.theme, l))
		return
	case len(l.Command) == 0:
		p.loggedIn(loggedIn{})
		return
	}
	if _, err := exec.LookPath(l.Command[0]); err != nil {
		p.say(fmt.Errorf("%s is not installed; log in on another terminal with: %s", l.Command[0], strings.Join(l.Command, " ")), "")
		return
	}
	c := exec.CommandContext(p.ctx, l.Command[0], l.Command[1:]...)
	p.do(nav.OnTerminal(c, func(err error) tea.Msg { return loggedIn{err} }))
}

// loggedIn reads everything again with the new credentials.
func (p *Program) loggedIn(m loggedIn) {
	if m.err != nil {
		p.say(fmt.Errorf("the login failed: %w", m.err), "")
		return
	}
	if p.account.Renew != nil {
		p.account.Renew()
	}
	p.say(nil, "reading the credentials again")
	p.refresh()
}
