package ui

import (
	"cmp"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// helpPages are the pages of help for the screen on top: its keys by what one wants of them, where the palette goes, the words, and
// the keys of other places.
func helpPages(p *Program) []helpPage {
	top := p.top().screen
	at, kind := nav.LocationOf(top), kindOf(p.keys, top)
	place := cmp.Or(strings.TrimSuffix(at.Cluster+"/"+at.Thing, "/"), at.View)
	if place != at.View && at.View != "" {
		place += ", " + at.View
	}
	by := map[string][]key.Binding{}
	for _, b := range keysHere(p, kind) {
		intent := keymap.Intent(p.keys, b, kind)
		by[intent] = append(by[intent], b)
	}
	page := func(name, none string, more ...func(int) []reader.Line) helpPage {
		keys := by[strings.ToLower(name)]
		return helpPage{name, func(width int) []reader.Line {
			lines := append([]reader.Line{title(name + ", on this screen: " + place)}, keyLines(keys, width)...)
			if len(keys) == 0 {
				lines = append(lines, reader.Line{{Text: "   " + none, Tone: theme.Dim}})
			}
			for _, m := range more {
				lines = append(append(lines, nil), m(width)...)
			}
			return lines
		}}
	}
	find := page("Find", "")
	if kind == "list" {
		find = page("Find", "", filterLines)
	}
	return []helpPage{page("Look", ""), find, page("Change", "no key on this screen changes anything"),
		page("Get in", "no key on this screen opens a session"), page("Move", ""),
		{"Go to", func(width int) []reader.Line { return placeLines(p.account, width) }},
		{"Words", wordLines},
		{"Elsewhere", func(width int) []reader.Line { return elsewhere(p.keys, width) }}}
}

// kindOf is the kind of a screen, as the tags of the keys have it.
func kindOf(m keymap.Map, s nav.Screen) string {
	has := func(b key.Binding) bool {
		return slices.ContainsFunc(s.Keys(), func(o key.Binding) bool { return slices.Equal(o.Keys(), b.Keys()) && o.Help() == b.Help() })
	}
	switch {
	case has(m.Logs.Follow):
		return "log"
	case has(m.Text.Copy):
		return "text"
	}
	return "list"
}

// keysHere are all keys that do something on the top screen, each once: its own, then those that work everywhere and those that
// move in such a screen.
func keysHere(p *Program, kind string) []key.Binding {
	var all []key.Binding
	add := func(bindings ...key.Binding) {
		for _, b := range bindings {
			if b.Help().Desc != "" && !slices.ContainsFunc(all, func(o key.Binding) bool { return slices.Equal(o.Keys(), b.Keys()) }) {
				all = append(all, b)
			}
		}
	}
	add(p.top().screen.Keys()...)
	m := p.keys.Moving
	for _, e := range keymap.Entries(p.keys) {
		group, _, _ := strings.Cut(e.ID, ".")
		switch {
		case group == "everywhere" && slices.Contains(e.On, kind):
			if kind != "list" && e.Help() == p.keys.Everywhere.Filter.Help() {
				e.Binding = p.keys.Everywhere.Search()
			}
			add(e.Binding)
		case group == "moving" && (len(e.On) > 1 && slices.Contains(e.On, kind) || e.Help() == m.Out.Help() && kind != "log" && len(p.stack) > 1):
			add(e.Binding)
		}
	}
	return all
}

// filterLines are what a filter of a list takes.
func filterLines(width int) []reader.Line {
	lines := []reader.Line{title("filter")}
	for _, f := range [][2]string{
		{"word", "rows with the word in any column except ARNs, ignoring case; several words must all match"},
		{"column:word", "only in that column"},
		{"!word", "rows without the word"},
		{"re:expression", "a regular expression; also column:re:… and !re:…"},
		{"\"two words\"", "the exact phrase"},
		{"tag:team=pay", "rows with that tag, if the list has tags"},
	} {
		lines = append(lines, pair(f[0], f[1], keyCells, width)...)
	}
	return lines
}

// placeLines are where the palette goes.
func placeLines(a Account, width int) []reader.Line {
	lines := []reader.Line{title("the palette goes to")}
	for _, place := range a.Places {
		lines = append(lines, pair(strings.TrimSpace(place.Name+" "+place.Wants), place.Does, 32, width)...)
	}
	return lines
}

// wordLines are the signs, and the words that screens use.
func wordLines(width int) []reader.Line {
	lines := []reader.Line{title("signs")}
	for _, s := range []struct {
		tone theme.Tone
		word string
	}{{theme.Bad, "failing, stalled or blocked: needs you"}, {theme.Warn, "degraded: it serves, but something is wrong"}, {theme.Busy, "changing: a deployment, a start, a stop"},
		{theme.Good, "healthy"}, {theme.Idle, "stopped, or nothing to do"}, {theme.Unknown, "unknown; never counted as healthy"}} {
		lines = append(lines, reader.Line{{Text: "   "}, {Text: theme.Glyph(s.tone), Tone: s.tone}, {Text: " " + s.word}})
	}
	lines = append(lines, nil, title("words"))
	for _, w := range [][2]string{
		{"stalled", "a deployment failed and nothing changes on its own"},
		{"blocked", "ECS can't go on until something outside it changes"},
		{"cpu, mem", "percent of what the tasks reserve, so it can exceed 100; ┊60 is the auto scaling target"},
		{"breaker", "the deployment circuit breaker: tasks that died, and how many trip it"},
		{"serves", "healthy in its load balancer, or else by its health check; with neither, running"},
		{"unconfirmed", "likely, but we know of no AWS text that says so"},
		{theme.Dash, "none"},
		{"?", "could not be read; the reason is next to it"},
		{"·", "not read yet"},
		{"*", "watched"},
	} {
		lines = append(lines, pair(w[0], w[1], keyCells, width)...)
	}
	return lines
}

// elsewhere are all the keys, by the place where they work.
func elsewhere(m keymap.Map, width int) []reader.Line {
	var lines []reader.Line
	for _, g := range m.Groups() {
		lines = append(append(lines, nil, title(g.Name)), keyLines(g.Keys, width)...)
	}
	return lines[1:]
}
