package screens

import (
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
)

// head are the lines above what was found: the query, how the run of it stands, and what the next one would scan.
func (s *Insights) head() []string {
	a, paint := s.asking, s.found.Theme.Paint
	right := a.span()
	lines := []string{paint(theme.Title, " query") + theme.Spaces(s.width-7-theme.Width(right)) + paint(theme.Dim, right)}
	text, tone := a.text, theme.Plain
	if text == "" {
		text, tone = "none yet: "+keyWord(s.found.Kit.Keys.Insights.Edit, "writes one"), theme.Dim
	}
	for _, l := range theme.Wrap(text, s.width-4, 3) {
		lines = append(lines, paint(tone, "   "+l))
	}
	if tone, state := s.run.state(); state != "" {
		for i, l := range theme.Wrap(state, s.width-4, 2) {
			sign := " " + theme.Glyph(tone) + " "
			if i > 0 {
				sign = "   "
			}
			lines = append(lines, paint(tone, sign+l))
		}
	}
	return append(lines, s.costs()...)
}

// costs say what a query would scan, and what stands against one. While one runs there is no room for that.
func (s *Insights) costs() []string {
	a, paint := s.asking, s.found.Theme.Paint
	var lines []string
	add := func(tone theme.Tone, text string, most int) {
		for _, l := range theme.Wrap(text, s.width-4, most) {
			lines = append(lines, paint(tone, "   "+l))
		}
	}
	switch {
	case a.err != nil:
		add(theme.Warn, "▲ "+shortly(a.err), 2)
	case a.feed.Running():
		add(theme.Dim, "estimating what a query would scan…", 1)
	case a.planned != nil && !s.run.feed.Running():
		add(theme.Dim, a.cost(), 2)
		add(theme.Warn, strings.Join(append(a.planned.scan.Warnings(), a.planned.elsewhere...), " · "), 2)
	}
	return lines
}
