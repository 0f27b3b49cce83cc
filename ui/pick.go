package ui

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
)

// switched is another account, or why it could not be opened.
type switched struct {
	account Account
	err     error
}

func (p *Program) pickProfile() {
	p.pick("Profile", func(s Switcher) []string { return s.Profiles() }, p.account.Name,
		func(profile string) tea.Cmd { return p.switchTo(profile, "") })
}

func (p *Program) pickRegion() {
	p.pick("Region", func(s Switcher) []string { return s.Regions(p.account.Region) }, p.account.Region,
		func(region string) tea.Cmd { return p.switchTo("", region) })
}

func (p *Program) pick(title string, names func(Switcher) []string, now string, chosen func(string) tea.Cmd) {
	if p.switcher == nil || p.account.Alone {
		p.say(errors.New("the demo account has one profile and one region"), "")
		return
	}
	var items []dialog.Item
	for _, n := range names(p.switcher) {
		items = append(items, dialog.Item{ID: n, Label: n})
	}
	if len(items) == 0 {
		p.say(errors.New("nothing to choose: the AWS configuration has no "+title), "")
		return
	}
	p.open(action.NewPick(p.theme, title, items, func(_ nav.Host, i dialog.Item) tea.Cmd { return chosen(i.ID) }).Narrowing(now))
}

// switchTo opens another profile or region away from the drawing goroutine: reading the configuration touches files.
func (p *Program) switchTo(profile, region string) tea.Cmd {
	ctx, s := p.ctx, p.switcher
	if profile == "" {
		profile = p.account.Profile
	}
	return func() tea.Msg {
		a, err := s.Open(ctx, profile, region)
		return switched{account: a, err: err}
	}
}

// switched shows the other account from its first screen on; where it could not be opened, everything stays.
func (p *Program) switched(m switched) {
	if m.err != nil {
		p.say(m.err, "")
		return
	}
	p.close()
	p.drop()
	p.enter(m.account)
}

// identified is the number of the account that was opened as the n-th.
type identified struct {
	number string
	opened int
	err    error // of what is kept of the account
}

// enter shows an account from its first screens on, and asks for its number.
func (p *Program) enter(a Account) {
	p.account, p.number = a, ""
	p.opened++
	p.restart(a.Home)
	p.problems = problems{watch: watching{}}
	if a.Look != nil {
		p.do(p.clock.After(quiet, count{opened: p.opened}))
	}
	if a.Identify == nil {
		return
	}
	ctx, n := p.ctx, p.opened
	p.do(func() tea.Msg {
		number, err := a.Identify(ctx)
		if err != nil {
			return nil // the screens say what is wrong; a header without the number is true
		}
		done := identified{number: number, opened: n}
		if a.Numbered != nil {
			done.err = a.Numbered(number)
		}
		return done
	})
}

func (p *Program) identified(m identified) {
	if m.opened != p.opened {
		return
	}
	p.number = m.number
	if m.err != nil {
		p.say(m.err, "")
	}
}

func (p *Program) confirmQuit() {
	quit := dialog.Item{ID: "quit", Key: "y", Label: "quit ecscope"}
	if open := p.ends(); open != "" {
		quit.Note = open + " and will close"
	}
	items := []dialog.Item{{ID: "stay", Label: "stay"}, quit}
	p.open(action.NewPick(p.theme, "Quit?", items, func(_ nav.Host, i dialog.Item) tea.Cmd {
		if i.ID == "quit" {
			p.quit()
		}
		return nil
	}))
}
