package ui

import (
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// besideWidth is how wide the column on the right is, where the page is wide enough for one.
const besideWidth = 38

// View draws the page.
func (w *welcome) View() string { return welcomePage{&w.offers, w.width, w.height}.draw() }

// welcomePage is the page at a size.
type welcomePage struct {
	*offers
	width, height int
}

func (w welcomePage) draw() string {
	width := w.width
	if w.width >= 80+besideWidth {
		width -= besideWidth
	}
	left := w.page(width)
	if width == w.width {
		return strings.Join(left, "\n")
	}
	for i, one := range w.beside(besideWidth) {
		if i == len(left) && i < w.height {
			left = append(left, "")
		}
		if i < len(left) {
			left[i] = theme.Fit(left[i], width) + one
		}
	}
	return strings.Join(left, "\n")
}

// page is the left column. The profiles that do not fit are scrolled to.
func (w welcomePage) page(width int) []string {
	what := "fixes it."
	switch lack := w.found.Lack; {
	case !w.looked():
	case lack.Credentials:
		what += " It found no credentials yet."
	case lack.Region:
		what += " It doesn't know the region yet."
	}
	lines := []string{"", "   ecscope shows what is broken in Amazon ECS, why, and the one key that", "   " + what, "", w.rule("START", "", width)}
	for i, s := range w.starts() {
		lines = append(lines, w.row(i, []cellOf{{s.key.Help().Key, 4, theme.Key}, {s.does, 42, theme.Plain}, {s.note, 0, theme.Dim}}, width))
	}
	switch {
	case w.err != nil:
		lines = append(lines, w.rule("WHAT WAS TRIED", "", width), "   "+w.wiring.theme.Paint(theme.Bad, "✗ "+clean.Text(w.err.Error())))
	case w.known && len(w.found.Lack.Tried) > 0:
		lines = append(lines, w.rule("WHAT WAS TRIED", "in this order", width))
		for _, t := range w.found.Lack.Tried {
			lines = append(lines, "   "+w.wiring.theme.Paint(theme.Bad, "✗")+" "+theme.Fit(t.Place, 17)+" "+w.wiring.theme.Paint(theme.Dim, t.Found))
		}
	case !w.known:
		lines = append(lines, "", "   "+w.wiring.theme.Paint(theme.Dim, "looking for credentials…"))
	}
	lines = append(lines, w.profiles(width, w.height-len(lines)-3)...)
	return append(lines, "", "   "+w.wiring.theme.Paint(theme.Dim, "ecscope doesn't call AWS until you choose."))
}

// profiles are the rows of the profiles, as many as there is room for around the cursor.
func (w welcomePage) profiles(width, room int) []string {
	all := w.found.Choices
	if len(all) == 0 {
		return nil
	}
	first, shown := len(w.starts()), max(1, min(room, len(all)))
	from := max(0, min(w.at-first-shown+1, len(all)-shown))
	lines := []string{w.rule("PROFILES", keymap.Does(w.wiring.keys.Moving.Open, "chooses one"), width)}
	name := 12
	for _, c := range all {
		name = max(name, min(28, theme.Width(c.Profile)))
	}
	for i, c := range all[from : from+shown] {
		state, tone, more := w.standing(c)
		kind := c.Kind
		if c.Role {
			kind = "role, on " + kind
		}
		lines = append(lines, w.row(first+from+i, []cellOf{{c.Profile, name + 2, theme.Plain}, {kind, 22, theme.Dim}, {state, 18, tone}, {more, 0, theme.Dim}}, width))
	}
	return lines
}

// standing says how it stands with a profile.
func (w welcomePage) standing(c aws.Choice) (text string, tone theme.Tone, more string) {
	now := w.wiring.clock.Now()
	switch {
	case c.Err != nil:
		return "✗ not usable", theme.Bad, clean.Text(c.Err.Error())
	case c.Login != "" && c.Until.IsZero():
		return "○ not logged in", theme.Warn, keymap.Does(w.wiring.keys.Everywhere.Login, "logs in")
	case !c.LoggedIn(now):
		return "○ expired " + nav.Ago(now, c.Until) + " ago", theme.Warn, keymap.Does(w.wiring.keys.Everywhere.Login, "logs in")
	case c.Serial != "":
		return "● ready", theme.Good, "asks for an MFA code"
	case c.Region == "":
		return "● ready", theme.Good, "has no region"
	}
	return "● ready", theme.Good, c.Region
}

// cellOf is a text, how wide its column is, and its tone.
type cellOf struct {
	text  string
	width int
	tone  theme.Tone
}

// row draws a row of the page; the one with the cursor has a bar before it.
func (w welcomePage) row(i int, cells []cellOf, width int) string {
	th, bar := w.wiring.theme, "   "
	if i == w.at {
		bar = th.Paint(theme.Accent, "▌") + "  "
	}
	var b strings.Builder
	b.WriteString(bar)
	used := 3
	for _, c := range cells {
		wide := c.width
		if wide == 0 {
			wide = width - used - 1
		}
		if wide = min(wide, width-used-1); wide <= 0 {
			break
		}
		tone := c.tone
		if i == w.at && tone == theme.Plain {
			tone = theme.Strong
		}
		b.WriteString(th.Paint(tone, theme.Fit(c.text, wide)))
		used += wide
	}
	return b.String()
}

// rule is the title of a section, with a note at its end.
func (w welcomePage) rule(title, note string, width int) string {
	if note != "" {
		note = " " + note
	}
	n := width - theme.Width(title) - theme.Width(note) - 3
	return " " + w.wiring.theme.Paint(theme.Title, title) + " " + w.wiring.theme.Paint(theme.Border, strings.Repeat("─", max(0, n))) + w.wiring.theme.Paint(theme.Dim, note)
}

// beside is the right column.
func (w welcomePage) beside(width int) []string {
	var lines []string
	if w.wiring.start.Accounts.Demo != nil {
		lines = []string{w.rule("WHAT THE DEMO SHOWS", "", width)}
		for _, text := range []string{"A simulated account that keeps changing. Some services are broken on purpose: " +
			w.wiring.keys.Everywhere.Problems.Help().Key + " lists them, " + keymap.Does(w.wiring.keys.Service.Because, "says why."),
			"Logs, rollbacks, shells and forwards work. It doesn't contact any other computer."} {
			for _, line := range theme.Wrap(text, width-3, len(text)) {
				lines = append(lines, "  "+line)
			}
			lines = append(lines, "")
		}
	}
	lines = append(lines, w.rule("OR WITHOUT THE SCREEN", "", width))
	for _, c := range []string{"ecscope login --profile NAME", "ecscope why CLUSTER/SERVICE", "ecscope explain \"CannotPull…\"", "ecscope problems -o json"} {
		lines = append(lines, "  "+w.wiring.theme.Paint(theme.Key, c))
	}
	return lines
}
