package screens

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// logFields are the fields of a log that have a column each.
type logFields struct {
	theme *theme.Theme
	pane  *logview.Pane
	cells int // of the histogram
}

// fieldsCounted is the count of the fields' values that was run.
type fieldsCounted struct {
	of       *logFields
	counting *logview.Counting
}

// ask asks for the fields.
func (f *logFields) ask(h nav.Host) {
	names := f.seen()
	h.Prompt(nav.Prompt{Label: "fields as columns: ", Value: strings.Join(f.pane.Fields(), " "), Suggest: func(typed string) (all []nav.Suggestion) {
		at := strings.LastIndexAny(typed, " ,") + 1
		for _, n := range names {
			if strings.HasPrefix(n, typed[at:]) && n != typed[at:] {
				all = append(all, nav.Suggestion{Text: typed[:at] + n})
			}
		}
		return all
	}, Done: func(_ nav.Host, text string) tea.Cmd {
		chosen := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' })
		counting := f.pane.SetFields(chosen...)
		if counting == nil {
			return nil
		}
		return func() tea.Msg {
			counting.Run()
			return fieldsCounted{f, counting}
		}
	}})
}

// seen are the fields of the last lines; those of a line that has fields within fields are paths.
func (f *logFields) seen() (names []string) {
	const lines, most = 500, 200
	for _, e := range f.pane.Sample(lines) {
		logline.Fields(e.Text, func(name, value string) {
			all := []string{name}
			if strings.HasPrefix(value, "{") {
				logline.Fields(value, func(inner, _ string) { all = append(all, name+"."+inner) })
			}
			for _, n := range all {
				if n != "" && len(names) < most && !slices.Contains(names, n) {
					names = append(names, n)
				}
			}
		})
	}
	slices.Sort(names)
	return names
}

// lines are the head of the columns, and what their numbers are in the lines held.
func (f *logFields) lines(width int) []string {
	if len(f.pane.Fields()) == 0 {
		return nil
	}
	var lines []string
	if text := f.numbers(true); text != "" {
		if theme.Width(text) >= width { // the numbers before how many they are
			text = f.numbers(false)
		}
		text, _ = theme.Cut(" "+text, width)
		lines = append(lines, f.theme.Paint(theme.Dim, text))
	}
	return append(lines, f.theme.Paint(theme.Header, f.pane.Heading()))
}

// numbers are the least and the greatest of each field's numbers, and below which 95 of 100 are; counted says of how many.
func (f *logFields) numbers(counted bool) string {
	var parts []string
	for _, m := range f.pane.Measured() {
		of := ": "
		if counted {
			of = fmt.Sprintf(": %d numbers, ", m.N)
		}
		text := m.Name + of + fmt.Sprintf("min %s, p95 %s, max %s", brief(m.Min), brief(m.P95), brief(m.Max))
		if m.Counting {
			text += ", counting…"
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
}
