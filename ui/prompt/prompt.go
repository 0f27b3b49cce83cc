// Package prompt is a line of text to type in: a filter, a search, the command palette.
package prompt

import (
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/theme"
)

// Result is what a message did to a prompt.
type Result uint8

// The results. What Accepted and Cancelled lead to is the owner's business; the prompt itself stays as it is.
const (
	Unchanged Result = iota // nothing, or the cursor moved
	Changed                 // the value is another one
	Accepted                // enter
	Cancelled               // esc, or ctrl+c
)

// Options say what a prompt is for. All may be left out.
type Options struct {
	Label       string   // before the text: "/" or ":"
	Value       string   // the text to begin with
	Placeholder string   // shown while the text is empty
	Limit       int      // the most characters accepted; 0 is 1,000
	History     []string // what was entered before, oldest first; the up key goes back in it
	// Candidates returns what the text could become, best first: tab completes, the down key chooses.
	Candidates func(text string) []Candidate
}

// Candidate is something the text could become.
type Candidate struct {
	Text string // the whole value
	Hint string // what it does, shown beside it
}

// Prompt is one line of text being edited. Every printable key belongs to it while it is open.
type Prompt struct{}

// New returns a prompt with the cursor behind its value.
func New(th *theme.Theme, o Options) *Prompt { return &Prompt{} }

// Update edits the text. Pasted line breaks become spaces. The command, where not nil, must be run.
func (p *Prompt) Update(msg tea.Msg) (Result, tea.Cmd) { return Unchanged, nil }

// Value returns the text.
func (p *Prompt) Value() string { return "" }

// SetValue replaces the text and puts the cursor behind it.
func (p *Prompt) SetValue(text string) {}

// SetError shows a line instead of the candidates, such as why a filter was refused, until the text changes; "" takes
// it away.
func (p *Prompt) SetError(text string) {}

// Candidates returns the candidates for the text typed and which of them is chosen, or -1.
func (p *Prompt) Candidates() (all []Candidate, chosen int) { return nil, -1 }

// View draws the label, the text and the candidates in one line not wider than w.
func (p *Prompt) View(w int) string { return "" }

// Cursor returns the column, from 0, of the cursor in View(w).
func (p *Prompt) Cursor(w int) int { return 0 }
