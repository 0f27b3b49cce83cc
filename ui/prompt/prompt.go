// Package prompt is a line of text to type in: a filter, a search, the command palette.
package prompt

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
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
	Hint string // what it does, shown beside it when it is chosen or the only one
}

// Prompt is one line of text being edited. Every printable key belongs to it while it is open.
//
// It edits with bubbles/textinput but draws itself: textinput counts characters where the screen counts cells, so its
// cursor is wrong behind wide ones.
type Prompt struct {
	theme *theme.Theme
	o     Options
	input textinput.Model
	typed string      // the text before the up and down keys replaced it
	found []Candidate // for the text typed
	at    int         // 0: the text typed; below: so far back in the history; above: a candidate, from 1
	err   string
}

// New returns a prompt with the cursor behind its value.
func New(th *theme.Theme, o Options) *Prompt {
	const limit = 1000
	p := &Prompt{theme: th, o: o, input: textinput.New()}
	p.input.CharLimit = limit
	if o.Limit > 0 {
		p.input.CharLimit = o.Limit
	}
	p.input.SetVirtualCursor(false)
	p.input.KeyMap.Paste = key.NewBinding() // it would start xclip; the terminal pastes by itself
	p.input.Focus()
	p.SetValue(o.Value)
	return p
}

// Edits says whether a key with a modifier moves the cursor or deletes, as in a shell.
func (p *Prompt) Edits(k tea.KeyPressMsg) bool {
	m := p.input.KeyMap
	return key.Matches(k, m.WordForward, m.WordBackward, m.DeleteWordBackward, m.DeleteWordForward)
}

// Value returns the text.
func (p *Prompt) Value() string { return p.input.Value() }

// SetValue replaces the text and puts the cursor behind it.
func (p *Prompt) SetValue(text string) {
	p.write(text)
	p.commit()
}

// SetError shows a line instead of the candidates, such as why a filter was refused, until the text changes; "" takes
// it away.
func (p *Prompt) SetError(text string) { p.err = text }

// Candidates returns the candidates for the text typed and which of them is chosen, or -1.
func (p *Prompt) Candidates() (all []Candidate, chosen int) { return p.found, max(p.at, 0) - 1 }

// Update edits the text. Pasted line breaks become spaces. The command, where not nil, must be run.
func (p *Prompt) Update(msg tea.Msg) (Result, tea.Cmd) {
	before := p.Value()
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		switch msg.String() {
		case "enter":
			return Accepted, nil
		case "esc", "ctrl+c":
			return Cancelled, nil
		case "up", "ctrl+p":
			p.walk(-1)
		case "down", "ctrl+n":
			p.walk(1)
		case "tab":
			p.complete()
		case "shift+tab":
			p.cycle(-1)
		default:
			p.input, cmd = p.input.Update(msg)
			p.settle(before)
		}
	case tea.PasteMsg:
		text := strings.TrimRight(strings.ReplaceAll(msg.Content, "\r\n", "\n"), "\n")
		p.input, cmd = p.input.Update(tea.PasteMsg{Content: text})
		p.settle(before)
	default:
		p.input, cmd = p.input.Update(msg)
		p.settle(before)
	}
	if p.Value() == before {
		return Unchanged, cmd
	}
	p.err = ""
	return Changed, cmd
}

// settle takes the text as typed if it was edited.
func (p *Prompt) settle(before string) {
	if p.Value() != before {
		p.commit()
	}
}

// commit takes the text shown as the one typed.
func (p *Prompt) commit() {
	p.typed, p.at, p.found = p.Value(), 0, nil
	if p.o.Candidates != nil {
		p.found = p.o.Candidates(p.typed)
	}
}

func (p *Prompt) write(text string) {
	p.input.SetValue(text)
	p.input.CursorEnd()
}
