package screens

import (
	"context"
	"fmt"
	"math"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// difference is what two revisions do not have in common.
type difference struct {
	fields []change.Field
	same   int
}

// diffPage is what differs between two revisions, field by field.
type diffPage struct {
	browse.Kit
	source differ
}

// screen shows what differs between two revisions.
func (p *diffPage) screen(from, to string) nav.Screen {
	return browse.NewPage(p.Kit, browse.Text[difference]{
		Title: from + " → " + to, Noun: "revisions " + from + " and " + to,
		Read: func(ctx context.Context) (difference, error) {
			fields, same, err := p.source.Diff(ctx, from, to)
			return difference{fields, same}, err
		},
		Lines: func(d difference, width int) []reader.Line { return diffLines(d, from, to, width) },
	})
}

// diffLines sets before and after side by side where the screen is wide, and one under the other where it is not.
func diffLines(d difference, from, to string, width int) []reader.Line {
	lines := []reader.Line{{{Text: fmt.Sprintf(" %s, %d %s the same", words.Plural(len(d.fields), "field differs", "fields differ"), d.same, words.Agree(d.same, "is", "are")), Tone: theme.Title}}}
	if len(d.fields) == 0 {
		return lines
	}
	path := 0
	for _, f := range d.fields {
		path = max(path, theme.Width(f.Path))
	}
	path = min(path, width/3)
	side := (width - path - 8) / 2
	if side >= 30 {
		lines = append(lines, reader.Line{{Text: "   " + theme.Fit("", path) + "  "}, {Text: theme.Fit(from, side) + "   ", Tone: theme.Header}, {Text: to, Tone: theme.Header}})
	}
	for _, f := range d.fields {
		if side >= 30 {
			lines = append(lines, abreast(f, path, side)...)
		} else {
			lines = append(lines, stacked(f)...)
		}
	}
	return lines
}

// abreast draws a field with before and after beside each other, each wrapped in its column.
func abreast(f change.Field, path, side int) []reader.Line {
	whole := func(text string, w int) []string { return theme.Wrap(text, w, math.MaxInt) }
	names, before, after := whole(f.Path, path), whole(f.Before, side), whole(f.After, side)
	var lines []reader.Line
	for i := range max(len(names), len(before), len(after)) {
		sign := "  "
		if i == 0 {
			sign = signOf(f)
		}
		lines = append(lines, reader.Line{{Text: " " + sign, Tone: signTone(f)}, {Text: theme.Fit(at(names, i), path) + "  ", Tone: theme.Dim},
			{Text: theme.Fit(at(before, i), side) + "   ", Tone: theme.Bad}, {Text: at(after, i), Tone: theme.Good}})
	}
	return lines
}

// stacked draws a field's name, then what was and what is.
func stacked(f change.Field) []reader.Line {
	lines := []reader.Line{{{Text: " " + signOf(f), Tone: signTone(f)}, {Text: f.Path, Tone: theme.Strong}}}
	if f.Before != "" {
		lines = append(lines, reader.Line{{Text: "   - ", Tone: theme.Bad, Hang: true}, {Text: f.Before, Tone: theme.Bad}})
	}
	if f.After != "" {
		lines = append(lines, reader.Line{{Text: "   + ", Tone: theme.Good, Hang: true}, {Text: f.After, Tone: theme.Good}})
	}
	return lines
}

func signOf(f change.Field) string {
	switch {
	case f.Before == "":
		return "+ "
	case f.After == "":
		return "- "
	}
	return "~ "
}

func signTone(f change.Field) theme.Tone {
	switch signOf(f) {
	case "+ ":
		return theme.Good
	case "- ":
		return theme.Bad
	}
	return theme.Warn
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return ""
}
