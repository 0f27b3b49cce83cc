package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// The widths from which the first screen has more: what to do about it in each row, and a second column.
const (
	remedyWidth = 110
	broad       = 160
)

// homeFace draws the first screen.
type homeFace struct {
	keys          keymap.Map
	theme         *theme.Theme
	feed          *homeFeed
	panes         *homePanes
	hint          string
	more          *belowList
	width, height int
}

// homePlan is how many lines each part has.
type homePlan struct{ clusters, worst, watched, changed int }

// view draws the body.
func (f *homeFace) view() string {
	lines := f.top()
	switch of := f.feed.last.pulse; {
	case len(of.Rows) == 0 && f.feed.times.err != nil:
		return strings.Join(lines, "\n")
	case len(of.Rows) == 0:
		return strings.Join(append(lines, "", f.paint(theme.Dim, f.width, "   "+f.nothing())), "\n")
	}
	left := f.left()
	if f.wide() {
		left = append(left, moreOf(f, f.height-len(lines)-len(left))...)
		w := f.width - f.leftWidth() - 2
		right := f.changed(w)
		if charts := clusterCharts(f, w); len(charts) > 0 {
			right = append(append(right, make([]string, max(0, f.height-len(lines)-len(right)-len(charts)))...), charts...)
		}
		return strings.Join(append(lines, beside(left, right, f.leftWidth()+2)...), "\n")
	}
	return strings.Join(append(append(lines, left...), f.changed(f.width)...), "\n")
}

// moreOf is what is known of the problem under the cursor, in the lines that the lists leave.
func moreOf(f *homeFace, room int) []string {
	on, ok := f.panes.worst.Selected()
	if !ok || room < leastMore {
		return nil
	}
	all := f.feed.last.pulse.Problems
	at := max(0, slices.IndexFunc(all, func(p inspect.Problem) bool { return p.ID() == on.ID() }))
	lines := f.more.problems(all[at:], f.leftWidth(), room)[1:]
	return lines[:min(room, len(lines))]
}

// leastMore is how many lines more of a problem has at least.
const leastMore = 8

// nothing says why there is nothing to see.
func (f *homeFace) nothing() string {
	if f.feed.times.seen.IsZero() || !f.feed.last.pulse.Done {
		return "reading the account…"
	}
	return "this account has no clusters in this region: " + keymap.Does(f.keys.Everywhere.Region, "switches regions")
}

// top is what stands above the parts: the pulse, what to press, what is wrong.
func (f *homeFace) top() []string {
	var lines []string
	if len(f.feed.last.pulse.Rows) > 0 {
		lines = append(lines, f.counts(), f.signs())
	}
	if f.hint != "" {
		lines = append(lines, f.paint(theme.Accent, f.width, "  "+f.hint))
	}
	if err := f.feed.times.err; err != nil && nav.KindOf(err) != nav.Unfinished { // that stands beside the signs
		lines = append(lines, f.paint(theme.Warn, f.width, " ▲ "+shortly(err)))
	}
	if f.roomy() {
		lines = append(lines, "")
	}
	return lines
}

// shortly is the first of what is wrong, how much else is, and what to do.
func shortly(err error) string {
	text := nav.Line(err)
	if hint := nav.HintOf(err); hint != "" {
		text += " · " + hint
	}
	return text
}

// counts are how many services are how: "41 services   ✗ 4 failing  ▲ 3 degraded".
func (f *homeFace) counts() string {
	c := f.feed.last.pulse.Counts
	text, used := f.theme.Paint(theme.Strong, "  "+words.Count(c.Total(), "service")), len("  "+words.Count(c.Total(), "service"))+1
	gap := " "
	for _, l := range inspect.Levels() {
		if c[l] == 0 {
			continue
		}
		one := fmt.Sprintf("%s %d %s", theme.Glyph(LevelTone(l)), c[l], l.Word())
		if used += theme.Width(one) + 2; used > f.width {
			break
		}
		text, gap = text+gap+"  "+f.theme.Paint(LevelTone(l), one), ""
	}
	return text
}

// leastUnseen is how many cells at least say what was not seen, beside the signs.
const leastUnseen = 30

// signs are a sign for each service, the worst first, or for each so many the worst of them; then what was not seen.
func (f *homeFace) signs() string {
	of := f.feed.last.pulse
	unseen := ""
	if u := of.Unseen(); u != "" && of.Clusters > 0 {
		unseen = "  " + u
	}
	per, room := 1, min(76, f.width-4-min(theme.Width(unseen), leastUnseen))
	for steps := []int{2, 5, 10, 20, 50, 100, 200, 500, 1000}; (of.Counts.Total()+per-1)/per > max(room, 1) && len(steps) > 0; steps = steps[1:] {
		per = steps[0]
	}
	var b strings.Builder
	b.WriteString("  ")
	seen, drawn := 0, 0
	for _, l := range inspect.Levels() {
		seen += of.Counts[l]
		n := (seen+per-1)/per - drawn
		drawn += n
		f.theme.Write(&b, LevelTone(l), strings.Repeat(theme.Glyph(LevelTone(l)), max(0, min(n, room-drawn+n))))
	}
	if per > 1 {
		unseen = fmt.Sprintf("  1 sign = %d services", per) + unseen
	}
	return b.String() + f.paint(theme.Dim, f.width-drawn-2, unseen)
}

// left are the clusters and what is worst.
func (f *homeFace) left() []string {
	w, of := f.leftWidth(), f.feed.last.pulse
	clusters := words.Count(len(of.Rows), "cluster") + " · running/desired" + measuredWord(f.feed.meter)
	lines := append([]string{partTitle(f.theme, "CLUSTERS", clusters, w, f.panes.focus == clustersPane)}, rows(f.panes.clusters)...)
	if f.roomy() {
		lines = append(lines, "")
	}
	lines = append(lines, partTitle(f.theme, "WORST FIRST", "running/desired · since", w, f.panes.focus == worstPane))
	if len(of.Problems) == 0 {
		lines = append(lines, f.calm(w))
	} else {
		lines = append(lines, rows(f.panes.worst)...)
		lines = append(lines, f.detail(w)...)
	}
	if f.roomy() {
		lines = append(lines, "")
	}
	return append(lines, watchedLines(f, w)...)
}

// watchedLines are what the operator watches; nothing where that is nothing.
func watchedLines(f *homeFace, w int) []string {
	if len(f.feed.last.watched) == 0 {
		return nil
	}
	stops := keymap.Does(f.keys.Service.Watch, "adds or removes")
	lines := append([]string{partTitle(f.theme, "WATCHED", stops, w, f.panes.focus == watchedPane)}, rows(f.panes.watched)...)
	if f.roomy() {
		lines = append(lines, "")
	}
	return lines
}

// measuredWord says what else stands in a cluster's line.
func measuredWord(m *inspect.Meter) string {
	switch {
	case !m.On():
		return ""
	case m.Err() != nil && nav.KindOf(m.Err()) == "denied":
		return " · cpu, memory: denied"
	case m.Err() != nil:
		return " · cpu, memory: not read"
	}
	return " · cpu · memory"
}

func rows(l nav.Screen) []string {
	if body := l.View(); body != "" {
		return strings.Split(body, "\n")
	}
	return nil
}

// calm is what is said where there are no problems: that there are none only where everything was seen.
func (f *homeFace) calm(w int) string {
	if f.feed.last.pulse.Whole() {
		return f.paint(theme.Good, w, " "+theme.Glyph(theme.Good)+" no problems")
	}
	return f.paint(theme.Dim, w, " no problems among the services read so far")
}

// changed is what changed: that nothing did only where everything was seen.
func (f *homeFace) changed(w int) []string {
	lines := []string{partTitle(f.theme, "JUST CHANGED", "1 h", w, f.panes.focus == changedPane)}
	if of := f.feed.last; len(of.changes) == 0 && !of.pulse.Whole() {
		return append(lines, f.paint(theme.Dim, w, " no changes among the services read so far"))
	}
	return append(lines, rows(f.panes.changed)...)
}

// detail says of the problem under the cursor what to do; where there is room, what is wrong in whole sentences, too.
func (f *homeFace) detail(w int) []string {
	on, ok := f.panes.worst.Selected()
	if !ok || f.details() == 0 {
		return nil
	}
	var lines []string
	for i, text := range adviceIn(advice(f.keys, on.Verdict), w-5, min(f.details(), 2)) {
		lines = append(lines, f.paint(theme.Accent, w, map[bool]string{true: "   → ", false: "     "}[i == 0]+text))
	}
	for _, text := range theme.Wrap(strings.TrimSpace(on.Verdict.Headline+". "+on.Verdict.Cause()), w-4, f.details()-len(lines)) {
		lines = append(lines, f.paint(theme.Dim, w, "   "+text))
	}
	for len(lines) < f.details() {
		lines = append(lines, "")
	}
	return lines
}

// adviceIn are as many of these as have room in so many lines, each whole or what it says first; the last may be cut.
func adviceIn(all []string, w, most int) []string {
	text := ""
	for _, one := range all {
		first, _, _ := strings.Cut(one, "; ")
		for _, more := range []string{one, first} {
			more = strings.TrimSpace(text + "   " + more)
			if len(theme.Wrap(more, w, most+1)) <= most {
				text, first = more, ""
				break
			}
		}
		if first != "" {
			return theme.Wrap(strings.TrimSpace(text+"   "+first), w, most)
		}
	}
	return theme.Wrap(text, w, most)
}

// partTitle is the head of a part: heavy where it has the focus.
func partTitle(th *theme.Theme, name, right string, w int, focus bool) string {
	margin, rule := " ", "─"
	if focus {
		margin, rule = "▌", "━"
	}
	n := w - theme.Width(name) - theme.Width(right) - 4
	if n < 1 {
		right, n = "", max(0, w-theme.Width(name)-3)
	}
	line := th.Paint(theme.Accent, margin) + th.Paint(theme.Title, name) + " " + th.Paint(theme.Border, strings.Repeat(rule, n))
	if right != "" {
		line += " " + th.Paint(theme.Dim, right)
	}
	return line
}

func (f *homeFace) paint(tone theme.Tone, w int, text string) string {
	text, _ = theme.Cut(text, w)
	return f.theme.Paint(tone, text)
}

// beside puts lines to the right of others.
func beside(left, right []string, at int) []string {
	all := make([]string, max(len(left), len(right)))
	for i := range all {
		if i < len(left) {
			all[i] = left[i]
		}
		if i < len(right) {
			all[i] += theme.Spaces(at-theme.Width(all[i])) + right[i]
		}
	}
	return all
}
