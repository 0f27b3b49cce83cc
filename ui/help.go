package ui

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// help shows every key there is, those of the screen it was asked on first.
func (p *Program) help() {
	if p.top().screen.Title() == "help" {
		return
	}
	groups := append([]keymap.Group{{Name: "this screen", Keys: p.top().screen.Keys()}}, p.keys.Groups()...)
	kit := browse.Kit{Clock: p.clock, Keys: p.keys, Theme: p.theme}
	p.push(browse.NewPage(kit, browse.Text[[]keymap.Group]{
		Title: "help", Noun: "help", First: groups, Known: true, Fixed: true,
		Lines: func(g []keymap.Group, width int) []reader.Line { return helpLines(g, p.account, width) },
	}))
}

func helpLines(groups []keymap.Group, a Account, width int) []reader.Line {
	var lines []reader.Line
	for _, g := range groups {
		lines = append(lines, nil, title(g.Name))
		lines = append(lines, columns(g.Keys, width)...)
	}
	lines = append(lines, nil, title("filter"))
	for _, f := range [][2]string{
		{"word", "rows in which any column but an ARN has it, in whatever case; several words must all be there"},
		{"column:word", "only that column, by the name in its header"},
		{"!word", "rows without it"},
		{"re:expression", "a regular expression; also column:re:… and !re:…"},
		{"\"two words\"", "with the space"},
	} {
		lines = append(lines, pair(f[0], f[1], 18))
	}
	lines = append(lines, nil, title("signs"))
	for _, s := range []struct {
		tone theme.Tone
		word string
	}{{theme.Good, "healthy"}, {theme.Busy, "changing"}, {theme.Bad, "failing"}, {theme.Warn, "look here"},
		{theme.Idle, "stopped, or nothing to do"}, {theme.Unknown, "not known"}} {
		lines = append(lines, reader.Line{{Text: "   "}, {Text: theme.Glyph(s.tone), Tone: s.tone}, {Text: " " + s.word}})
	}
	lines = append(lines, nil, title(": goes to"))
	for _, place := range a.Places {
		lines = append(lines, pair(strings.TrimSpace(place.Name+" "+place.Wants), place.Does, 32))
	}
	return lines[1:]
}

func title(text string) reader.Line {
	return reader.Line{{Text: " " + strings.ToUpper(text), Tone: theme.Title}}
}

func pair(name, does string, width int) reader.Line {
	return reader.Line{{Text: "   "}, {Text: theme.Fit(name, width), Tone: theme.Key, Hang: true}, {Text: does}}
}

// columns lays keys out side by side, as many as the width allows.
func columns(keys []key.Binding, width int) []reader.Line {
	const cell = 48
	across := max(1, (width-2)/cell)
	var shown []key.Binding
	for _, k := range keys {
		if k.Help().Desc != "" {
			shown = append(shown, k)
		}
	}
	var lines []reader.Line
	for row := range slices.Chunk(shown, across) {
		line := reader.Line{{Text: "   "}}
		for _, k := range row {
			line = append(line, reader.Span{Text: theme.Fit(names(k), 16), Tone: theme.Key},
				reader.Span{Text: theme.Fit(k.Help().Desc, cell-16)})
		}
		lines = append(lines, line)
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
