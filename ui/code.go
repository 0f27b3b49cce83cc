package ui

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/prompt"
)

// asked is a question for the code of an MFA device. Some call waits for the answer; nothing else does.
type asked call.Asked

// listen waits for the next question.
func (p *Program) listen() tea.Cmd {
	questions, done := p.questions, p.ctx.Done()
	if questions == nil {
		return nil
	}
	return func() tea.Msg {
		select {
		case q := <-questions:
			return asked(q)
		case <-done:
			return nil
		}
	}
}

// asked puts the question before everything else. What was being typed comes back after it.
func (p *Program) asked(m asked) {
	device := cmp.Or(clean.Text(m.Serial), "the device")
	label := "MFA code of " + device
	if m.Profile != "" {
		label += " for " + clean.Text(m.Profile)
	}
	q := nav.Prompt{Label: label + ": ",
		Done: func(_ nav.Host, code string) tea.Cmd {
			m.Answer(code)
			return p.listen()
		},
		Cancel: func() {
			m.Decline()
			p.do(p.listen())
		}}
	line := prompt.New(p.theme, prompt.Options{Label: q.Label})
	line.SetError(clean.Text(m.Complaint))
	p.prompt = &question{Prompt: q, line: line, first: true, behind: p.prompt}
}

// drop closes what is being typed; a question for a code stays, since a call waits for its answer.
func (p *Program) drop() {
	if p.prompt != nil && p.prompt.first {
		p.prompt.behind = nil
		return
	}
	p.prompt = nil
}
