package ui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
)

// problems is how many the account had when they were last counted.
type problems struct {
	number int
	known  bool
}

// quiet is how long the program leaves the account to the screens before it counts, and between two counts at least.
const quiet = 3 * time.Second

// count is that it is time to count the problems of the account that was opened as the n-th; counted is the result.
type count struct{ opened int }

type counted struct {
	opened, number int
	err            error
	took           time.Duration
}

// count begins to count, unless nobody is looking: then it is put off.
func (p *Program) count(m count) {
	if m.opened != p.opened {
		return
	}
	if p.blurred {
		p.do(p.clock.After(time.Minute, m))
		return
	}
	ctx, clock, of := p.ctx, p.clock, p.account.Count
	p.do(func() tea.Msg {
		began := clock.Now()
		n, err := of(ctx)
		return counted{opened: m.opened, number: n, err: err, took: clock.Now().Sub(began)}
	})
}

// counted shows the result. The next count comes after a minute, or later where counting takes long: it may take a tenth
// of the time at most.
func (p *Program) counted(m counted) {
	if m.opened != p.opened {
		return
	}
	if m.err == nil {
		p.problems = problems{number: m.number, known: true}
	}
	p.do(p.clock.After(max(time.Minute, 10*m.took), count{opened: m.opened}))
}

// text is what the header says of them.
func (p problems) text() string {
	switch {
	case !p.known || p.number == 0:
		return ""
	case p.number == 1:
		return "▲ 1 problem   "
	}
	return fmt.Sprintf("▲ %d problems   ", p.number)
}
