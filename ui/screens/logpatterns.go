package screens

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// logPatterns are the patterns of a log: messages that differ in numbers alone are one.
type logPatterns struct {
	calendar
	pane   *logview.Pane
	older  string // the key that loads older lines
	others int
	newest string         // the revision that came last
	lines  map[string]int // of each revision
}

// patterns lists the patterns of a log, those first that only the newest revision writes; enter shows the lines of one.
func (o *logScreens) patterns(t *tail.Tail, pane *logview.Pane, work func() tea.Cmd) nav.Screen {
	p := &logPatterns{calendar: o.calendar, pane: pane, older: o.Keys.Logs.Older.Help().Key}
	l := browse.New(o.Kit, browse.Resource[logview.Pattern]{
		At: nav.Location{Cluster: t.Cluster, Thing: t.Service, View: "patterns"}, Title: "patterns", Noun: "patterns",
		ID:     func(x logview.Pattern) string { return x.Text },
		Source: p.read, Every: 5 * time.Second, Sort: "NEW", Note: p.note, Columns: p.columns(), Recede: func(x logview.Pattern) bool { return !p.fresh(x) },
		Rule: func(_, _ int) (string, string) { return "seen before, or not known to be new", "" },
		Copies: func(x logview.Pattern) []browse.Copy {
			return []browse.Copy{{Name: "pattern", Text: x.Text}, {Name: "an example", Text: x.Example}, {Name: "filter", Text: patternTerm(x.Text)}}
		},
	})
	return &patternList{List: l, pane: pane, work: work, open: o.Kit}
}

// patternList is the list; enter goes back to the log, with the pattern as a filter.
type patternList struct {
	*browse.List[logview.Pattern]
	pane *logview.Pane
	work func() tea.Cmd
	open browse.Kit
}

// Update takes a message.
func (l *patternList) Update(h nav.Host, m tea.Msg) tea.Cmd {
	k, ok := m.(tea.KeyPressMsg)
	if !ok || !slices.Contains(l.open.Keys.Moving.Open.Keys(), k.String()) {
		return l.List.Update(h, m)
	}
	on, any := l.Selected()
	if !any {
		return nil
	}
	f := l.pane.Filter()
	f.Include = append(slices.Clone(f.Include), patternTerm(on.Text))
	if err := l.pane.SetFilter(f); err != nil {
		h.Flash(err, "")
		return nil
	}
	h.Pop()
	return l.work()
}

// patternTerm is the term of a filter that lets the lines of a pattern through: each * is a run of what is no space.
func patternTerm(text string) string {
	return "re:" + strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, `\S*`)
}

// read takes the patterns as they are now. It is called from the list's goroutine.
func (p *logPatterns) read(context.Context, func() []string) iter.Seq2[[]logview.Pattern, error] {
	return func(yield func([]logview.Pattern, error) bool) {
		all, _, _ := p.pane.Patterns()
		yield(all, nil)
	}
}

// learn finds out which revision is the newest of those that write.
func (p *logPatterns) learn() {
	_, p.others, p.lines = p.pane.Patterns()
	delete(p.lines, "")
	if len(p.lines) > 0 {
		p.newest = slices.MaxFunc(slices.Collect(maps.Keys(p.lines)), func(a, b string) int {
			switch {
			case words.Natural(a, b) < 0:
				return -1
			case words.Natural(b, a) < 0:
				return 1
			}
			return 0
		})
	}
}

// fresh says whether a pattern is new since the newest revision: only that one writes it, and lines of one before are held to compare.
func (p *logPatterns) fresh(x logview.Pattern) bool {
	return len(p.lines) > 1 && len(x.Versions) == 1 && x.Versions[0] == p.newest
}

// note says what new means here.
func (p *logPatterns) note() string {
	p.learn()
	var parts []string
	switch len(p.lines) {
	case 0:
		parts = append(parts, "the revision of these lines is unknown, so ecscope can't tell what is new")
	case 1:
		parts = append(parts, "nothing to compare "+p.newest+" with: press "+p.older+" in the log to load older lines")
	default:
		parts = append(parts, "new: only "+p.newest+" writes it")
	}
	if p.others > 0 {
		parts = append(parts, words.Plural(p.others, "line of another pattern is", "lines of other patterns are")+" not shown")
	}
	return strings.Join(parts, " · ")
}

func (p *logPatterns) columns() []table.Column[logview.Pattern] {
	return []table.Column[logview.Pattern]{
		{Name: "NEW", Min: 3, Cell: func(x logview.Pattern) table.Cell {
			if p.fresh(x) {
				return table.Cell{Text: "new", Tone: theme.Warn}
			}
			return table.Cell{}
		}, Less: func(a, b logview.Pattern) bool {
			if p.fresh(a) != p.fresh(b) {
				return p.fresh(a)
			}
			return cmp.Or(int(b.Level)-int(a.Level), b.Count-a.Count) < 0
		}},
		{Name: "LINES", Right: true, Cell: func(x logview.Pattern) table.Cell { return table.Cell{Text: fmt.Sprint(x.Count)} },
			Less: func(a, b logview.Pattern) bool { return a.Count > b.Count }},
		{Name: "LEVEL", Min: 5, Cell: func(x logview.Pattern) table.Cell {
			return table.Cell{Text: x.Level.String(), Tone: levelTone(x.Level)}
		}, Less: func(a, b logview.Pattern) bool { return a.Level > b.Level }},
		drop(2, since(p.calendar, "FIRST", func(x logview.Pattern) time.Time { return x.First })),
		drop(1, since(p.calendar, "LAST", func(x logview.Pattern) time.Time { return x.Last })),
		{Name: "PATTERN", Flex: true, Min: 30, Cell: func(x logview.Pattern) table.Cell { return table.Cell{Text: x.Text} }},
	}
}

func levelTone(l logline.Level) theme.Tone {
	switch {
	case l >= logline.Error:
		return theme.Bad
	case l == logline.Warn:
		return theme.Warn
	}
	return theme.Dim
}
