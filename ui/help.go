package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// help shows the keys of the screen it was asked on, by what one wants of them, a page each, and then those of other places.
func (p *Program) help() {
	if p.top().screen.Title() == "help" {
		p.say(nil, "this is the help: "+keymap.Does(p.keys.Everywhere.Back, "leaves it"))
		return
	}
	book := &helpBook{pages: helpPages(p)}
	kit := browse.Kit{Clock: p.clock, Keys: p.keys, Theme: p.theme}
	page := browse.NewPage(kit, browse.Text[*helpBook]{
		Title: "help", Noun: "help", First: book, Known: true, Fixed: true,
		Lines: func(b *helpBook, width int) []reader.Line { return b.lines(width) },
	})
	p.push(&helpScreen{Page: page, book: book, keys: p.keys})
}

// helpScreen turns the pages of a book. While something is searched for, all pages are one text.
type helpScreen struct {
	*browse.Page[*helpBook]
	book *helpBook
	keys keymap.Map
}

// Keys are those that turn the pages, then those of a text.
func (s *helpScreen) Keys() []key.Binding {
	m := s.keys.Moving
	return append([]key.Binding{keymap.As(m.NextPane, "next page"), keymap.As(m.LastPane, "previous page")}, s.Page.Keys()...)
}

// Update turns the pages, and leaves the rest to the text.
func (s *helpScreen) Update(h nav.Host, m tea.Msg) tea.Cmd {
	switch m := m.(type) {
	case nav.Find:
		s.turn(func(b *helpBook) { b.whole = true })
	case tea.KeyPressMsg:
		switch x := s.keys; {
		case key.Matches(m, x.Moving.NextPane, x.Text.Right):
			s.turn(func(b *helpBook) { b.step(1) })
			return nil
		case key.Matches(m, x.Moving.LastPane, x.Text.Left):
			s.turn(func(b *helpBook) { b.step(-1) })
			return nil
		}
	}
	return s.Page.Update(h, m)
}

// Clear ends the search, and shows pages again.
func (s *helpScreen) Clear() bool {
	whole := s.book.whole
	if s.Page.Clear() || whole {
		s.turn(func(b *helpBook) { b.whole = false })
		return true
	}
	return false
}

func (s *helpScreen) turn(how func(*helpBook)) {
	how(s.book)
	browse.Turn(s.Page, s.book)
}

// helpPage is a page of help: its name, and its lines in so many cells.
type helpPage struct {
	name  string
	lines func(width int) []reader.Line
}

// helpBook is the pages of help: as many side by side as there is room for, or all of them in one text.
type helpBook struct {
	pages      []helpPage
	at, across int
	whole      bool
}

// step turns to the next pages, or those before.
func (b *helpBook) step(by int) {
	b.whole = false
	at := b.at + by*max(1, b.across)
	switch n := len(b.pages); {
	case at >= n:
		at = 0
	case at < 0 && b.at == 0:
		at = (n - 1) / max(1, b.across) * max(1, b.across)
	}
	b.at = max(0, at)
}

// The widths from which pages stand side by side.
const (
	twoPages   = 110
	threePages = 180
)

func (b *helpBook) lines(width int) []reader.Line {
	b.across = 1
	switch {
	case width >= threePages:
		b.across = 3
	case width >= twoPages:
		b.across = 2
	}
	b.at -= b.at % b.across
	if b.whole {
		var all []reader.Line
		for _, p := range b.pages {
			all = append(append(all, p.lines(width)...), nil)
		}
		return all
	}
	shown := b.pages[b.at:min(len(b.pages), b.at+b.across)]
	lines := []reader.Line{b.strip(), nil}
	if b.across == 1 {
		return append(lines, shown[0].lines(width)...)
	}
	return append(lines, abreast(shown, width/b.across)...)
}

// strip names the pages; those on screen stand out.
func (b *helpBook) strip() reader.Line {
	line := reader.Line{{Text: " "}}
	for i, p := range b.pages {
		if i >= b.at && i < b.at+b.across {
			line = append(line, reader.Span{Text: "▐", Tone: theme.Accent}, reader.Span{Text: p.name, Tone: theme.Selected}, reader.Span{Text: "▌", Tone: theme.Accent})
		} else {
			line = append(line, reader.Span{Text: " " + p.name + " ", Tone: theme.Dim})
		}
	}
	return line
}

// abreast are pages side by side, each so many cells wide.
func abreast(pages []helpPage, width int) []reader.Line {
	var lines []reader.Line
	for i, p := range pages {
		for row, l := range p.lines(width - 2) {
			if row == len(lines) {
				lines = append(lines, nil)
			}
			used := 0
			for _, s := range lines[row] {
				used += theme.Width(s.Text)
			}
			lines[row] = append(append(lines[row], reader.Span{Text: theme.Spaces(i*width - used)}), l...)
		}
	}
	return lines
}

func title(text string) reader.Line {
	return reader.Line{{Text: " " + strings.ToUpper(text), Tone: theme.Title}}
}

// pair is a word and what it means, in as many lines as that takes.
func pair(name, does string, cells, width int) []reader.Line {
	if theme.Width(name) > cells {
		return append([]reader.Line{{{Text: "   "}, {Text: name, Tone: theme.Key}}}, pair("", does, cells, width)...)
	}
	var lines []reader.Line
	for i, text := range theme.Wrap(does, max(10, width-cells-4), 4) {
		if i > 0 {
			name = ""
		}
		lines = append(lines, reader.Line{{Text: "   "}, {Text: theme.Fit(name, cells) + " ", Tone: theme.Key}, {Text: text}})
	}
	return lines
}

// keyCells is the room for the names of a key.
const keyCells = 13

// keyLines are a line for each key.
func keyLines(keys []key.Binding, width int) []reader.Line {
	var lines []reader.Line
	for _, k := range keys {
		if k.Help().Desc != "" {
			lines = append(lines, pair(names(k), k.Help().Desc, keyCells, width)...)
		}
	}
	return lines
}

// names are all the keys of a binding.
func names(b key.Binding) string {
	k := slices.Clone(b.Keys())
	for i := range k {
		k[i] = keymap.Label(k[i])
	}
	return strings.Join(k, " ")
}
