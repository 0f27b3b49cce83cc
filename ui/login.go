package ui

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// loggedIn is the end of a login, or why there was none.
type loggedIn struct{ err error }

// login logs in again where the profile has a command for that, on this terminal; where it has none, the credentials
// are read again, which is enough when they were renewed elsewhere.
func (p *Program) login() {
	var argv []string
	if p.account.Login != nil {
		argv = p.account.Login()
	}
	if len(argv) == 0 {
		p.loggedIn(loggedIn{})
		return
	}
	if _, err := exec.LookPath(argv[0]); err != nil {
		p.say(fmt.Errorf("%s is not installed here; log in elsewhere with: %s", argv[0], strings.Join(argv, " ")), "")
		return
	}
	c := exec.CommandContext(p.ctx, argv[0], argv[1:]...)
	c.Stdin, c.Stdout = os.Stdin, os.Stdout // the terminal itself, not what stands before it
	p.do(tea.ExecProcess(c, func(err error) tea.Msg { return loggedIn{err} }))
}

// loggedIn reads everything again with the new credentials.
func (p *Program) loggedIn(m loggedIn) {
	if m.err != nil {
		p.say(fmt.Errorf("the login did not succeed: %w", m.err), "")
		return
	}
	if p.account.Renew != nil {
		p.account.Renew()
	}
	p.say(nil, "credentials are read again")
	p.refresh()
}
