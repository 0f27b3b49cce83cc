// Package finder is a box with a line to type in and, below it, what could be meant, in groups.
package finder

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/prompt"
	"github.com/ecscope/ecscope/ui/theme"
)

// Result is what a message did to a finder.
type Result uint8

// The results. What Chosen and Cancelled lead to is the owner's business.
const (
	Unchanged Result = iota
	Chosen           // enter on an entry, or on none
	Cancelled        // esc or ctrl+c
)

// Entry is something that could be meant.
type Entry struct {
	ID    string     // tells entries apart; not shown
	Group string     // the heading it stands under; entries of a group follow one another
	Tone  theme.Tone // of its state, whose sign stands before it
	Name  string
	Marks []int  // the characters of Name that were found, counted from 0
	In    string // where it is; may be empty
	Note  string // what it does, or how it is
	Key   string // the key that does the same; may be empty
	Fill  string // what tab puts into the line; empty where there is nothing to complete
	Why   string // why it cannot be chosen now: shown in place of the note
}

// Finder is the box. Find answers each edit.
type Finder struct {
	theme *theme.Theme
	label string
	line  *prompt.Prompt
	find  func(typed string) (found []Entry, of int)
	word  string
	w, h  int
	results
}

// results are what was found.
type results struct {
	found []Entry
	of    int // how many entries there are in all
	at    int
	moved bool // the cursor was moved since the last edit
}

// New returns a finder for what find finds, the best first, of how many.
func New(th *theme.Theme, label string, find func(typed string) (found []Entry, of int)) *Finder {
	f := &Finder{theme: th, label: label, line: prompt.New(th, prompt.Options{Label: ":"}), find: find}
	f.search()
	return f
}

// SetSize says how large the screen is.
func (f *Finder) SetSize(w, h int) { f.w, f.h = max(w, 0), max(h, 0) }

// Typed is the text in the line.
func (f *Finder) Typed() string { return f.line.Value() }

// Type puts a text into the line.
func (f *Finder) Type(text string) {
	f.line.SetValue(text)
	f.search()
}

// Again finds once more, as what can be found has changed. The cursor stays on its entry where that is still found.
func (f *Finder) Again() {
	e, ok := f.Selected()
	moved := f.moved
	f.search()
	if at := slices.IndexFunc(f.found, func(o Entry) bool { return o.ID == e.ID }); ok && at >= 0 {
		f.at, f.moved = at, moved
	}
}

// Say shows a sentence in the lower edge until the next edit.
func (f *Finder) Say(text string) { f.word = text }

// Moved says whether the cursor was moved since the last edit, so that what is under it was chosen knowingly.
func (r *results) Moved() bool { return r.moved }

// Selected is the entry under the cursor; false where nothing was found.
func (r *results) Selected() (Entry, bool) {
	if len(r.found) == 0 {
		return Entry{}, false
	}
	return r.found[r.at], true
}

// Update edits the line or moves the cursor. The command, where not nil, must be run.
func (f *Finder) Update(m tea.Msg) (Result, tea.Cmd) {
	if k, ok := m.(tea.KeyPressMsg); ok {
		if r, done := f.press(k.String()); done {
			return r, nil
		}
	}
	before := f.line.Value()
	_, cmd := f.line.Update(m)
	if f.line.Value() != before {
		f.search()
	}
	return Unchanged, cmd
}

// press is a key that does not edit.
func (f *Finder) press(k string) (r Result, done bool) {
	switch k {
	case "enter":
		return Chosen, true
	case "esc", "ctrl+c":
		return Cancelled, true
	case "up", "ctrl+p", "shift+tab":
		f.move(-1)
	case "down", "ctrl+n":
		f.move(1)
	case "pgup":
		f.move(-f.rows())
	case "pgdown":
		f.move(f.rows())
	case "tab":
		if e, ok := f.Selected(); ok && e.Fill != "" && e.Fill != f.Typed() {
			f.Type(e.Fill)
		}
	default:
		return Unchanged, false
	}
	return Unchanged, true
}

func (r *results) move(by int) {
	r.at = min(max(r.at+by, 0), max(len(r.found)-1, 0))
	r.moved = true
}

func (f *Finder) search() {
	f.found, f.of = f.find(f.Typed())
	f.at, f.moved, f.word = 0, false, ""
}
