package ui

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/screens"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// problems are what the look at the account has found so far.
type problems struct {
	survey inspect.Survey
	paused bool // nobody is looking at the terminal
	watch  watching
}

// quiet is how long the program leaves the account to the screens before it looks at all of it.
const quiet = 3 * time.Second

// count is that it is time to go on looking at the account that was opened as the n-th; counted is what is known then, and
// after how long to go on.
type count struct{ opened int }

type counted struct {
	opened int
	survey inspect.Survey
	wait   time.Duration
}

// count goes on, unless nobody is looking and nobody is to be notified of anything: then it waits until somebody looks.
func (p *Program) count(m count) {
	if m.opened != p.opened {
		return
	}
	if p.blurred && (!p.account.notifies() || len(p.account.Watched(p.ctx)) == 0) {
		p.problems.paused = true
		return
	}
	ctx, look := p.ctx, p.account.Look
	p.do(func() tea.Msg {
		survey, wait := look(ctx)
		return counted{opened: m.opened, survey: survey, wait: wait}
	})
}

// counted shows the result.
func (p *Program) counted(m counted) {
	if m.opened != p.opened {
		return
	}
	p.problems.survey = m.survey
	p.problems.watch.look(p)
	if m.wait <= 0 {
		p.count(count{opened: m.opened})
		return
	}
	p.do(p.clock.After(m.wait, count{opened: m.opened}))
}

// worst is the tone of the worst of them; there is at least one.
func (p problems) worst() theme.Tone {
	rank := func(a, b inspect.Problem) int { return cmp.Compare(a.Verdict.Level().Rank(), b.Verdict.Level().Rank()) }
	return screens.LevelTone(slices.MinFunc(p.survey.Problems, rank).Verdict.Level())
}

// text is what the header says of them: the sign of the worst, how many, how old the oldest of what that stands on is, and what
// was not seen yet.
func (p problems) text(now time.Time) string {
	s := p.survey
	if len(s.Problems) == 0 {
		return ""
	}
	strange := s.Strange()
	text := theme.Glyph(p.worst()) + " "
	if strange == len(s.Problems) {
		text += words.Count(strange, "unknown state")
	} else {
		text += words.Count(len(s.Problems)-strange, "problem")
		if strange > 0 {
			text += fmt.Sprintf(", %d unknown", strange)
		}
	}
	if !s.Done && s.Looked < s.Clusters {
		return text + fmt.Sprintf(", %d of %s seen   ", s.Looked, words.Count(s.Clusters, "cluster"))
	}
	return text + ", " + cmp.Or(nav.Ago(now, s.Oldest), "0s") + " ago   "
}
