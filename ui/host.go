package ui

import (
	"context"

	"github.com/ecscope/ecscope/ui/nav"
)

// host is what one screen, or with a layer one overlay, may ask of the program.
type host struct {
	p *Program
	f *frame
	l *layer
}

func (h *host) Context() context.Context {
	if h.l != nil {
		return h.l.ctx
	}
	return h.f.ctx
}

// Push shows a screen. One that has left the stack meanwhile cannot push any more: its late answer would move the
// operator from where they are now.
func (h *host) Push(s nav.Screen) {
	if h.f.ctx.Err() == nil {
		h.p.push(s)
	}
}

func (h *host) Pop() {
	if h.l == nil {
		h.p.pop(h.f)
		return
	}
	if h.p.overlay == h.l {
		h.p.close()
	}
}

func (h *host) Open(o nav.Overlay) { h.p.open(o) }

func (h *host) Prompt(q nav.Prompt) { h.p.ask(q, &host{p: h.p, f: h.f}) }

func (h *host) Flash(err error, word string) { h.p.say(err, word) }
