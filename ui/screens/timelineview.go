package screens

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// timelineFace draws a timeline: the axis, a lane for each service or kind, where the cursor is, and the list.
type timelineFace struct {
	theme *theme.Theme
	dates calendar
	plan  *inspect.Plan
	list  *browse.List[inspect.Happening]
	at    nav.Location
	span  time.Duration // that the axis shows

	width, height int
}

// lane is a line of a timeline.
type lane struct {
	name string
	tone theme.Tone
	all  []inspect.Happening
}

func spans() []time.Duration {
	return []time.Duration{15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, pastKept}
}

// zoom goes to the next longer or shorter time.
func (f *timelineFace) zoom(by int) {
	all := spans()
	f.span = all[min(max(slices.Index(all, f.span)+by, 0), len(all)-1)]
}

// window is the time that the axis shows: up to now, or around the row under the cursor where that is further back.
func (f *timelineFace) window() (from, to time.Time) {
	to = f.dates.now()
	if on, ok := f.list.Selected(); ok && on.At.Before(to.Add(-f.span)) {
		to = on.At.Add(f.span / 2)
	}
	return to.Add(-f.span), to
}

// lanes are the kinds of what happened to a service, or the services of a cluster to which something happened in the time
// that the axis shows: what is worst first.
func (f *timelineFace) lanes() []lane {
	from, to := f.window()
	if f.at.Thing != "" {
		return f.kinds()
	}
	of := map[string]*lane{}
	var all []*lane
	for _, h := range f.list.All() {
		if h.At.After(to) || h.At.Before(from) && !h.Until.After(from) {
			continue
		}
		l := of[h.Service]
		if l == nil {
			l = &lane{name: cmp.Or(h.Service, "other changes"), tone: theme.Unknown}
			if v, ok := f.plan.Verdict(h.Cluster, h.Service); ok {
				l.tone = LevelTone(v.Level())
			}
			of[h.Service] = l
			all = append(all, l)
		}
		l.all = append(l.all, h)
	}
	slices.SortStableFunc(all, func(a, b *lane) int {
		return cmp.Or((State{Tone: a.tone}).rank()-(State{Tone: b.tone}).rank(), strings.Compare(a.name, b.name))
	})
	out := make([]lane, len(all))
	for i, l := range all {
		out[i] = *l
	}
	return out
}

func (f *timelineFace) kinds() []lane {
	all := []lane{{name: "rollouts"}, {name: "stopped tasks"}, {name: "scaling"}, {name: "alarms"}, {name: "events"}, {name: "our changes"}}
	place := map[string]int{"deployment": 0, inspect.RolledBack: 0, "stopped": 1, inspect.Scaled: 2, inspect.Alarmed: 3, "event": 4, ours: 5}
	for _, h := range f.list.All() {
		l := &all[place[h.Kind]]
		l.all = append(l.all, h)
	}
	return all
}

// most is how many lanes have room above the list.
func (f *timelineFace) most() int { return max(3, f.height-14) }

// layout gives the list what the lanes leave.
func (f *timelineFace) layout() {
	above := len(f.above())
	f.list.Resize(f.width, max(0, f.height-above))
}

func (f *timelineFace) view() string {
	lines := f.above()
	return strings.Join(append(lines[:min(len(lines), f.height)], f.list.View()), "\n")
}

// nameWidth is how many cells the names of the lanes take, their sign included.
func (f *timelineFace) nameWidth(all []lane) int {
	w := 0
	for _, l := range all {
		w = max(w, theme.Width(l.name))
	}
	return min(w, max(10, f.width/4)) + 4
}

// above are the lines above the list.
func (f *timelineFace) above() []string {
	all := f.lanes()
	hidden := max(0, len(all)-f.most())
	all = all[:len(all)-hidden]
	name := f.nameWidth(all)
	cells := f.width - name - 1
	if cells < 20 {
		return nil
	}
	from, to := f.window()
	lines := f.axis(name, cells, from)
	for _, l := range all {
		sign := " " + theme.Glyph(l.tone) + " "
		lines = append(lines, f.theme.Paint(l.tone, sign)+f.theme.Paint(theme.Plain, theme.Fit(l.name, name-4))+" "+f.draw(l, cells, from, to))
	}
	if hidden > 0 {
		lines = append(lines, f.theme.Paint(theme.Dim, "   and "+words.Count(hidden, "more service")))
	}
	lines = append(lines, f.cursor(name, cells, from, to))
	if f.height >= 30 {
		lines = append(lines, f.theme.Paint(theme.Dim, cutTo(legend, f.width)), "")
	}
	if note := f.missing(); note != "" {
		lines = append(lines, f.theme.Paint(theme.Unknown, cutTo(" ? "+note, f.width)))
	}
	return append(lines, partTitle(f.theme, "WHAT HAPPENED", words.Span(f.span)+" on the axis", f.width, true))
}

// missing says what of the past is not known.
func (f *timelineFace) missing() string {
	if f.at.Thing != "" {
		return strings.Join(inspect.Unread(f.plan.Inspector, f.at.Cluster, f.at.Thing), " · ")
	}
	unread := 0
	for _, s := range f.plan.Known(f.at.Cluster) {
		if !s.Described {
			unread++
		}
	}
	if unread > 0 {
		return words.Count(unread, "service") + " not read yet"
	}
	return "finished deployments appear only for services you have opened"
}

// axis are the times above the lanes.
func (f *timelineFace) axis(name, cells int, from time.Time) []string {
	ticks := 2
	if cells >= 50 {
		ticks = 4
	}
	times, line := []rune(strings.Repeat(" ", cells)), []rune(strings.Repeat("─", cells))
	for i := range ticks + 1 {
		col := i * (cells - 1) / ticks
		text := []rune(from.Add(time.Duration(i) * f.span / time.Duration(ticks)).In(f.dates.zone).Format("15:04"))
		line[col] = '┬'
		copy(times[min(max(col-len(text)/2, 0), cells-len(text)):], text)
	}
	pad := theme.Spaces(name)
	return []string{pad + f.theme.Paint(theme.Dim, string(times)), pad + f.theme.Paint(theme.Border, string(line))}
}

// column is the cell of a time.
func column(at, from, to time.Time, cells int) int {
	return int(float64(at.Sub(from)) / float64(to.Sub(from)) * float64(cells-1))
}

// cursor marks the time of the row under the cursor.
func (f *timelineFace) cursor(name, cells int, from, to time.Time) string {
	on, ok := f.list.Selected()
	if !ok || on.At.Before(from) || on.At.After(to) {
		return ""
	}
	col, text := column(on.At, from, to, cells), f.dates.at(on.At)
	if left := col - theme.Width(text) - 1; left >= 0 {
		return theme.Spaces(name+left) + f.theme.Paint(theme.Accent, text+" ▲")
	}
	return theme.Spaces(name+col) + f.theme.Paint(theme.Accent, "▲ "+text)
}

// legend says what the signs mean, in 116 cells.
const legend = " ▼ deployment  ⊗ in trouble  ━ going on  ↩ rolled back  ✗ ○ tasks died, stopped  ▲▽ scaled  ▀ alarm  · event  ✓ ours"

// mark is the sign of what happened, its tone, and which of two in the same cell is drawn: the higher.
func mark(h inspect.Happening) (sign rune, tone theme.Tone, rank int) {
	tone = happened(h).Tone
	switch h.Kind {
	case "stopped":
		if h.Mark.Level == inspect.Idle {
			return '○', theme.Dim, 2
		}
		return '✗', tone, 6
	case inspect.RolledBack:
		return '↩', theme.Warn, 7 // what the dead led to
	case "deployment":
		if h.Mark.Level == inspect.Bad || h.Mark.Level == inspect.Warn {
			return '⊗', tone, 4
		}
		return '▼', tone, 4
	case inspect.Alarmed:
		return '▀', theme.Warn, 4
	case ours:
		return '✓', theme.Title, 3
	case inspect.Scaled:
		return map[string]rune{"up": '▲', "down": '▽'}[h.Mark.Word], theme.Accent, 3
	}
	return '·', tone, 1
}

// draw is a lane: what took time as a heavy line, what happened as signs, and labels where they have room.
func (f *timelineFace) draw(l lane, cells int, from, to time.Time) string {
	runes, tones, ranks := []rune(strings.Repeat("─", cells)), slices.Repeat([]theme.Tone{theme.Border}, cells), make([]int, cells)
	for _, h := range l.all {
		until := h.Until
		if until.IsZero() && h.Mark.Level == inspect.Busy {
			until = to // it is in progress
		}
		if h.Kind == "deployment" && until.After(from) && h.At.Before(to) {
			for at := max(0, column(h.At, from, to, cells)); at <= min(cells-1, column(until, from, to, cells)); at++ {
				runes[at], tones[at] = '━', theme.Busy
			}
		}
	}
	type label struct {
		at, rank int
		text     []rune
		tone     theme.Tone
	}
	var labels []label
	for _, h := range l.all {
		if h.At.Before(from) || h.At.After(to) {
			continue
		}
		at := column(h.At, from, to, cells)
		sign, tone, rank := mark(h)
		if sign == 0 {
			sign = '~'
		}
		if rank > ranks[at] {
			runes[at], tones[at], ranks[at] = sign, tone, rank
		}
		labels = append(labels, label{at + 1, rank, []rune(h.Label), tone})
	}
	for _, x := range labels {
		if end := x.at + len(x.text); end <= cells && ranks[x.at-1] == x.rank && !slices.ContainsFunc(ranks[x.at:end], func(r int) bool { return r > 0 }) {
			for i, r := range x.text {
				runes[x.at+i], tones[x.at+i], ranks[x.at+i] = r, x.tone, 1
			}
		}
	}
	return f.painted(runes, tones)
}

// painted are runes in their tones, neighbors of one tone at once.
func (f *timelineFace) painted(runes []rune, tones []theme.Tone) string {
	var b strings.Builder
	for from := 0; from < len(runes); {
		to := from + 1
		for to < len(runes) && tones[to] == tones[from] {
			to++
		}
		f.theme.Write(&b, tones[from], string(runes[from:to]))
		from = to
	}
	return b.String()
}
