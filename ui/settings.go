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

// settingLines are what counts of each setting, where that comes from, and what it means, with keys as they are bound now. What is long
// has a line of its own.
func settingLines(keys keymap.Map, all []Setting, width int) []reader.Line {
	const name, short = 20, 30
	lines := []reader.Line{{{Text: " SETTING", Tone: theme.Header}}}
	own := func(text string, tone theme.Tone) {
		lines = append(lines, reader.Line{{Text: "   ", Hang: true}, {Text: text, Tone: tone}})
	}
	for _, s := range all {
		value, tone, from := cmp.Or(s.Value, theme.Dash), theme.Plain, from(s)
		if s.From == "default" {
			tone = theme.Dim
		}
		line := reader.Line{{Text: " "}, {Text: theme.Fit(s.Name, max(name, theme.Width(s.Name)+2)), Tone: theme.Key}}
		used := max(name, theme.Width(s.Name)+2) + 1
		longValue := used+theme.Width(value) > width
		if !longValue {
			value = theme.Fit(value, max(theme.Width(value), short+name+1-used))
			line, used = append(line, reader.Span{Text: value + "  ", Tone: tone}), used+theme.Width(value)+2
		}
		longFrom := longValue || used+theme.Width(from) > width
		if !longFrom {
			line = append(line, reader.Span{Text: from, Tone: theme.Dim})
		}
		if lines = append(lines, line); longValue {
			own(value, tone)
		}
		if longFrom {
			own(from, theme.Plain)
		}
		if t, ok := config.Find(s.Name); ok {
			own(t.Means(keys), theme.Dim)
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
