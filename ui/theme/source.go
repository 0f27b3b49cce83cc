package theme

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
)

// Sources is how many inks there are for what only has to be told apart, such as the tasks of a log.
const Sources = 12

// sourceInks are they on a dark and on a light background, of 256 colours; none looks like Bad.
func sourceInks(dark bool) [Sources]string {
	if dark {
		return [Sources]string{"75", "114", "176", "179", "80", "223", "141", "150", "110", "218", "186", "146"}
	}
	return [Sources]string{"26", "22", "90", "94", "23", "18", "54", "21", "24", "125", "58", "61"}
}

// sourceInk is the ink of a source: of 16 colours there are fewer, and high contrast and terminals without colours have none.
func (t *Theme) sourceInk(n int) lipgloss.Style {
	style := lipgloss.NewStyle()
	switch {
	case t.look.Colors == High || t.profile < colorprofile.ANSI:
		return style
	case t.profile > colorprofile.ANSI:
		return style.Foreground(lipgloss.Color(sourceInks(t.look.Dark)[n]))
	}
	few := []string{"4", "2", "5", "3", "6"}
	if t.look.Dark {
		few = []string{"12", "10", "13", "11", "14"}
	}
	return style.Foreground(lipgloss.Color(few[n%len(few)]))
}

// Source is what is written before and after a text in the ink of a source.
func (t *Theme) Source(n uint8) (before, after string) {
	w := t.sources[n%Sources]
	return w.before, w.after
}
