package ui

import (
	"context"

	"github.com/ecscope/ecscope/ui/nav"
)

func (p *Program) top() *frame {
	if len(p.stack) == 0 {
		return nil
	}
	return p.stack[len(p.stack)-1]
}

// push covers the top screen with another.
func (p *Program) push(s nav.Screen) {
	if t := p.top(); t != nil {
		p.last = t.screen
		p.deliver(t, nav.Hidden{})
	}
	p.put(s)
	p.deliver(p.top(), nav.Shown{})
}

// put lays a screen on the stack without showing it.
func (p *Program) put(s nav.Screen) {
	ctx, cancel := context.WithCancel(p.ctx)
	s.Resize(p.body())
	p.stack = append(p.stack, &frame{screen: s, ctx: ctx, cancel: cancel})
}

// pop takes screens off until the given one is gone, and shows the one below. The bottom screen stays.
func (p *Program) pop(f *frame) {
	at := p.index(f)
	if at <= 0 {
		return
	}
	p.last = p.top().screen
	for _, gone := range p.stack[at:] {
		p.end(gone)
	}
	p.stack = p.stack[:at]
	p.deliver(p.top(), nav.Shown{})
}

func (p *Program) end(f *frame) {
	p.deliver(f, nav.Hidden{})
	f.cancel()
}

func (p *Program) index(f *frame) int {
	for i, g := range p.stack {
		if g == f {
			return i
		}
	}
	return -1
}

// restart replaces the whole stack.
func (p *Program) restart(screens []nav.Screen) {
	for _, f := range p.stack {
		p.end(f)
	}
	p.stack, p.last = nil, nil
	for _, s := range screens {
		p.put(s)
	}
	if t := p.top(); t != nil {
		p.deliver(t, nav.Shown{})
	}
}

// show goes up to a screen that is on the stack, or lays it on top.
func (p *Program) show(m nav.Show) {
	at := -1
	for i, f := range p.stack {
		if m.Is(f.screen) {
			at = i
		}
	}
	switch {
	case at < 0:
		p.push(m.New())
	case at < len(p.stack)-1:
		p.pop(p.stack[at+1])
	}
	if m.Then != nil {
		p.spread(m.Then)
	}
}

// back returns to the view before this one, and from there here again.
func (p *Program) back() {
	if p.last == nil {
		p.say(nil, "no earlier view")
		return
	}
	if n := len(p.stack); n > 1 && p.stack[n-2].screen == p.last {
		p.pop(p.stack[n-1])
		return
	}
	p.push(p.last)
}

// deliver hands a message to one screen.
func (p *Program) deliver(f *frame, m any) {
	p.do(f.screen.Update(&host{p: p, f: f}, m))
}

// open shows an overlay; one that was open is closed.
func (p *Program) open(o nav.Overlay) {
	p.close()
	ctx, cancel := context.WithCancel(p.ctx)
	o.Resize(p.body())
	p.overlay = &layer{overlay: o, ctx: ctx, cancel: cancel}
	p.do(o.Update(&host{p: p, f: p.top(), l: p.overlay}, nav.Shown{}))
}

func (p *Program) close() {
	if p.overlay != nil {
		p.overlay.cancel()
		p.overlay = nil
	}
}
