package cli

import (
	"math"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/theme"
)

// narrowest is how many columns a value takes at least where before and after stand side by side.
const narrowest = 30

// comparison draws what differs: side by side on a wide terminal, stacked on a narrow one, and in a pipe one line each.
type comparison struct {
	look  look
	width int
}

// lines are the differences. In a pipe nothing is folded or cut.
func (c comparison) lines(fields []change.Field) []string {
	path := 0
	for _, f := range fields {
		path = max(path, ansi.StringWidth(f.Path))
	}
	path = min(path, c.width/3)
	side := (c.width - path - 12) / 2
	var all []string
	for _, f := range fields {
		switch f = (change.Field{Path: line(f.Path), Before: line(f.Before), After: line(f.After)}); {
		case c.width == 0:
			all = append(all, flat(f))
		case side < narrowest:
			all = append(all, c.stacked(f)...)
		default:
			all = append(all, c.abreast(f, path, side)...)
		}
	}
	return all
}

func sign(f change.Field) string {
	switch {
	case f.Before == "":
		return "+ "
	case f.After == "":
		return "- "
	}
	return "~ "
}

// flat is a difference in one line.
func flat(f change.Field) string {
	text := sign(f) + f.Path + "  " + f.Before
	if sign(f) == "~ " {
		text += " → "
	}
	return text + f.After
}

// stacked is a difference as its name, what was and what is.
func (c comparison) stacked(f change.Field) []string {
	lines := []string{sign(f) + f.Path}
	for _, side := range []struct {
		text, sign string
		state      state
	}{{f.Before, "- ", failing}, {f.After, "+ ", healthy}} {
		for i, part := range folded(side.text, c.width-8) {
			if i > 0 {
				side.sign = "  "
			}
			lines = append(lines, "    "+side.sign+c.look.paint(cell{part, side.state}))
		}
	}
	return lines
}

// abreast is a difference with what was and what is in columns, each folded.
func (c comparison) abreast(f change.Field, path, side int) []string {
	names, before, after := folded(f.Path, path), folded(f.Before, side), folded(f.After, side)
	var lines []string
	for i := range max(len(names), len(before), len(after)) {
		mark := "  "
		if i == 0 {
			mark = sign(f)
		}
		text := mark + padded(at(names, i), path) + "  " + c.look.paint(cell{at(before, i), failing})
		if rest := at(after, i); rest != "" {
			text = mark + padded(at(names, i), path) + "  " + c.look.paint(cell{padded(at(before, i), side), failing}) +
				"   " + c.look.paint(cell{rest, healthy})
		}
		lines = append(lines, strings.TrimRight(text, " "))
	}
	return lines
}

// folded is a text in pieces of at most so many columns, each of which ends where a word or a part of a name does; none of an empty one.
func folded(text string, width int) []string {
	return theme.Wrap(text, max(width, 1), math.MaxInt)
}

func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-ansi.StringWidth(text)))
}

func at(all []string, i int) string {
	if i < len(all) {
		return all[i]
	}
	return ""
}
