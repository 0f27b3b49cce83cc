package ui

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/prompt"
)

// ask opens a prompt on behalf of a screen.
func (p *Program) ask(q nav.Prompt, h nav.Host) {
	o := prompt.Options{Label: q.Label, Value: q.Value, Limit: q.Limit, History: p.history[cmp.Or(q.History, q.Label)]}
	if q.Past != nil {
		o.History = q.Past
	}
	if q.Suggest != nil {
		o.Candidates = func(typed string) []prompt.Candidate { return candidates(q.Suggest(typed)) }
	}
	asked := &question{Prompt: q, line: prompt.New(p.theme, o), host: h}
	if p.prompt != nil && p.prompt.first {
		p.prompt.behind = asked
		return
	}
	p.prompt = asked
}

func candidates(from []nav.Suggestion) []prompt.Candidate {
	to := make([]prompt.Candidate, len(from))
	for i, s := range from {
		to[i] = prompt.Candidate{Text: s.Text, Hint: s.Hint}
	}
	return to
}

// typed edits the prompt's text. A text that Change refuses cannot be entered: the reason stands beside it.
func (p *Program) typed(m tea.Msg) {
	q := p.prompt
	result, cmd := q.line.Update(m)
	p.do(cmd)
	switch result {
	case prompt.Changed:
		p.changed(q)
	case prompt.Accepted:
		if !p.changed(q) {
			return
		}
		p.prompt = q.behind
		if !q.first {
			p.remember(cmp.Or(q.History, q.Label), q.line.Value())
		}
		if q.Done != nil {
			p.do(q.Done(q.host, q.line.Value()))
		}
	case prompt.Cancelled:
		p.prompt = q.behind
		if q.Cancel != nil {
			q.Cancel()
		}
	}
}

func (p *Program) changed(q *question) bool {
	if q.Change == nil {
		return true
	}
	if err := q.Change(q.line.Value()); err != nil {
		q.line.SetError(err.Error())
		return false
	}
	q.line.SetError("")
	return true
}

func (p *Program) remember(label, text string) {
	if text == "" {
		return
	}
	kept := slices.DeleteFunc(p.history[label], func(s string) bool { return s == text })
	p.history[label] = append(kept, text)
}

func (p *Program) promptLine() string { return p.prompt.line.View(p.width) }
