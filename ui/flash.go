package ui

import (
	"time"

	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// flash is what the key line says for a few seconds.
type flash struct {
	text   string
	tone   theme.Tone
	number int
}

type flashed struct{ number int }

func (p *Program) say(err error, word string) {
	f := flash{text: word, tone: theme.Accent, number: p.flash.number + 1}
	stay := 4 * time.Second
	if err != nil {
		f.text, f.tone, stay = nav.Line(err), theme.Bad, 10*time.Second
		if hint := nav.HintOf(err); hint != "" {
			f.text += "; " + hint
		}
	}
	p.flash = f
	p.do(p.clock.After(stay, flashed{number: f.number}))
}

func (p *Program) unsay(m flashed) {
	if m.number == p.flash.number {
		p.flash.text = ""
	}
}
