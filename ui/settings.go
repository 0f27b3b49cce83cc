package ui

import (
	"cmp"

	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// Setting is a setting that counts: where it comes from, and for one of the file where there.
type Setting struct{ Name, Value, From, At string }

// settingsPlace is the page of the settings, where somebody knows them.
func (w *wiring) settingsPlace(k browse.Kit) []nav.Place {
	if w.start.InForce == nil {
		return nil
	}
	return []nav.Place{{Name: "settings", Does: "the settings in effect, and where each comes from", Open: func(string) (nav.Screen, error) {
		return browse.NewPage(k, browse.Text[[]Setting]{At: nav.Location{View: "settings"}, Title: "settings", Noun: "settings",
			Read: w.start.InForce, Lines: func(all []Setting, width int) []reader.Line { return settingLines(w.keys, all, width) }}), nil
	}}}
}

// settingLines are two lines of each: what counts, and what it means, with keys as they are bound now. Where it is set has a line of
// its own if it is long.
func settingLines(keys keymap.Map, all []Setting, width int) []reader.Line {
	const before = 53
	lines := []reader.Line{{{Text: " SETTING", Tone: theme.Header}}}
	for _, s := range all {
		value, tone := cmp.Or(s.Value, theme.Dash), theme.Plain
		if s.From == "default" {
			tone = theme.Dim
		}
		lines = append(lines, reader.Line{{Text: " "}, {Text: theme.Fit(s.Name, 20), Tone: theme.Key}, {Text: theme.Fit(value, 30) + "  ", Tone: tone}})
		if text := from(s); before+theme.Width(text) <= width {
			lines[len(lines)-1] = append(lines[len(lines)-1], reader.Span{Text: text, Tone: theme.Dim})
		} else {
			lines = append(lines, reader.Line{{Text: "   ", Hang: true}, {Text: text}})
		}
		if t, ok := config.Find(s.Name); ok {
			lines = append(lines, reader.Line{{Text: "   ", Hang: true}, {Text: t.Means(keys), Tone: theme.Dim}})
		}
	}
	return lines
}

func from(s Setting) string {
	if s.At != "" && s.At != s.From {
		return s.From + ", " + s.At
	}
	return s.From
}
