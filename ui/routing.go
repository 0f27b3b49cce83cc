package ui

import (
	"errors"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
)

// route is the whole of it: keys, paste and mouse go to the overlay, else the prompt, else the global keys, else the
// top screen; size, focus and colours to the program; everything else to the overlay and every screen on the stack,
// each of which recognises its own.
func (p *Program) route(m tea.Msg) {
	switch m := m.(type) {
	case tea.KeyPressMsg:
		esc, k, two := p.apart(m)
		if two {
			p.press(esc)
		}
		p.press(k)
	case tea.PasteMsg:
		p.pass(m)
	case tea.MouseMsg:
		mouse(p, m)
	case tea.WindowSizeMsg:
		p.resize(m.Width, m.Height)
	case tea.FocusMsg, tea.BlurMsg:
		_, on := m.(tea.FocusMsg)
		p.focus(on)
	case tea.ResumeMsg, nav.Refresh:
		p.refresh()
	case tea.BackgroundColorMsg:
		p.theme.SetDark(m.IsDark())
	case tea.ColorProfileMsg:
		p.theme.SetProfile(m.Profile)
	case second:
		p.do(p.clock.After(time.Second, second{}))
	case counted:
		p.counted(m)
	case count:
		p.count(m)
	case nav.Notify:
		notify(p, m.Text)
	case flashed:
		p.unsay(m)
	case nav.Show:
		p.show(m)
	case nav.Then:
		p.do(m(&host{p: p, f: p.top()}))
	case switched:
		p.switched(m)
	case loggedIn:
		p.loggedIn(m)
	case identified:
		p.identified(m)
	case asked:
		p.asked(m)
	case defect:
		panic(m)
	default:
		p.spread(m)
	}
}

// press routes a key. Quitting works whatever is open.
func (p *Program) press(k tea.KeyPressMsg) {
	e := p.keys.Everywhere
	interrupt := key.Matches(k, e.Interrupt)
	p.flash.text = ""
	p.warned = p.warned && interrupt // what was pressed in between says that they stayed
	switch {
	case interrupt:
		p.interrupt()
	case key.Matches(k, e.Suspend):
		p.do(tea.Suspend)
	case p.overlay != nil || p.prompt != nil:
		p.pass(k)
	case !p.global(k):
		toScreen(p, k)
	}
}

// pass hands keyboard, paste and mouse to whoever has the keyboard.
func (p *Program) pass(m tea.Msg) {
	switch {
	case p.prompt != nil && p.prompt.first:
		p.typed(m)
	case p.overlay != nil:
		l := p.overlay
		p.do(l.overlay.Update(&host{p: p, f: p.top(), l: l}, m))
	case p.prompt != nil:
		p.typed(m)
	case p.top() != nil:
		p.deliver(p.top(), m)
	}
}

// global acts on the keys that work everywhere and says whether this was one.
func (p *Program) global(k tea.KeyPressMsg) bool {
	e := p.keys.Everywhere
	switch {
	case key.Matches(k, e.Palette):
		p.palette()
	case key.Matches(k, e.Filter):
		p.deliver(p.top(), nav.Find{})
	case key.Matches(k, e.Help):
		p.help()
	case key.Matches(k, e.Actions):
		p.menu()
	case key.Matches(k, e.Back):
		p.escape()
	case key.Matches(k, e.Leave):
		p.leave()
	case key.Matches(k, e.Refresh):
		reread(p)
	case key.Matches(k, e.Last):
		p.back()
	case key.Matches(k, e.Home):
		p.visit("home")
	case key.Matches(k, e.Problems):
		p.visit("problems")
	case key.Matches(k, e.Profile):
		p.pickProfile()
	case key.Matches(k, e.Region):
		p.pickRegion()
	case key.Matches(k, e.Login):
		p.login()
	default:
		return false
	}
	return true
}

// escape clears what the screen has to clear, and leaves it where there is nothing.
func (p *Program) escape() {
	if c, ok := p.top().screen.(nav.Clearer); ok && c.Clear() {
		return
	}
	p.pop(p.top())
}

func (p *Program) leave() {
	if b, ok := p.top().screen.(nav.BusyReporter); ok && b.Busy() != "" {
		p.say(errors.New(b.Busy()), "")
		return
	}
	if len(p.stack) > 1 {
		p.pop(p.top())
		return
	}
	p.confirmQuit()
}

// interrupt stops what runs in the top screen, else quits, but says once what is under way.
func (p *Program) interrupt() {
	if i, ok := p.top().screen.(nav.Interrupter); ok && i.Interrupt() {
		return
	}
	if busy := p.underWay(); busy != "" && !p.warned {
		p.warned = true
		p.say(errors.New(busy), "")
		return
	}
	p.quit()
}

// underWay is what quitting would leave in the dark, or end.
func (p *Program) underWay() string {
	if p.overlay != nil {
		if b, ok := p.overlay.overlay.(nav.BusyReporter); ok && b.Busy() != "" {
			return b.Busy()
		}
	}
	for _, f := range p.stack {
		if b, ok := f.screen.(nav.BusyReporter); ok && b.Busy() != "" {
			return b.Busy() + "; ctrl+c again quits"
		}
	}
	if open := p.ends(); open != "" {
		return open + "; ctrl+c again ends them and quits"
	}
	return ""
}

func (p *Program) quit() {
	p.leaving = true
	for _, f := range p.stack {
		f.cancel()
	}
	p.close()
	p.do(tea.Quit)
}

// reread is a refresh that the operator wants, and says so: what comes looks as before where nothing has changed.
func reread(p *Program) {
	p.refresh()
	if s, ok := p.top().screen.(nav.StatusProvider); ok && (s.Status() != nav.Status{}) {
		p.say(nil, "reading again what is on screen")
	} else {
		p.say(nil, "nothing on this screen is read from AWS")
	}
}

func (p *Program) refresh() {
	p.deliver(p.top(), nav.Refresh{})
}

// spread gives a message to the overlay and to every screen, so that no answer is lost to one that is covered.
func (p *Program) spread(m tea.Msg) {
	if l := p.overlay; l != nil {
		p.do(l.overlay.Update(&host{p: p, f: p.top(), l: l}, m))
	}
	if p.prompt != nil {
		_, cmd := p.prompt.line.Update(m)
		p.do(cmd)
	}
	for _, f := range append([]*frame(nil), p.stack...) {
		p.deliver(f, m)
	}
}

func (p *Program) resize(width, height int) {
	p.width, p.height = width, height
	for _, f := range p.stack {
		f.screen.Resize(p.body())
	}
	if p.overlay != nil {
		p.overlay.overlay.Resize(p.body())
	}
}

// focus pauses the top screen while the terminal is in the background.
func (p *Program) focus(on bool) {
	if p.blurred == !on || p.top() == nil {
		return
	}
	p.blurred = !on
	if on {
		p.deliver(p.top(), nav.Shown{})
		if p.problems.paused {
			p.problems.paused = false
			p.count(count{opened: p.opened})
		}
		return
	}
	p.deliver(p.top(), nav.Hidden{})
}

// body is the size of what is left between header and key line.
func (p *Program) body() (width, height int) { return p.width, max(0, p.height-2) }
