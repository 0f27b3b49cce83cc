package screens

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// chartHeight is how many lines a chart below a list has, its title and axes included.
const chartHeight = 11

// firstBelow is how many lines the first of several problems has at most: the rest is for those after it.
const firstBelow = 20

// belowList says more of the service under the cursor, of what is known: the verdict and what to do, what it uses, its deployments and
// what happened last. It asks for nothing.
type belowList struct {
	browse.Kit
	calendar
	plan  *inspect.Plan
	meter *inspect.Meter
}

// service is all of it, in so many cells and at most so many lines.
func (l *belowList) service(s aws.Service, width, height int) []string {
	v, ok := l.plan.Verdict(s.Cluster, s.Name)
	if !ok || !s.Described {
		return []string{"", partTitle(l.Theme, strings.ToUpper(s.Cluster+"/"+s.Name), "", width, false), l.Theme.Paint(theme.Dim, "   not read yet")}
	}
	lines := l.verdict(s.Cluster+"/"+s.Name, l.opens(), v, width, height)
	if charts := l.charts(s, width); len(charts) > 0 && len(lines)+len(charts)+1 <= height {
		lines = append(append(lines, ""), charts...)
	}
	return append(lines, l.last(s, width, height-len(lines))...)
}

func (l *belowList) opens() string { return keymap.Does(l.Keys.Moving.Open, "opens it") }

// problems is the same of the first of some problems, and the verdicts on those after it, as many as have room.
func (l *belowList) problems(all []inspect.Problem, width, height int) []string {
	var lines []string
	first := height
	if len(all) > 1 {
		first = min(height, firstBelow)
	}
	for i, p := range all {
		one := l.verdict(where(p), l.opens(), p.Verdict, width, height)
		if i == 0 && p.Thing == aws.ServiceThing {
			one = l.service(p.Service, width, first)
		}
		if i > 0 && len(lines)+len(one) > height {
			break
		}
		lines = append(lines, one...)
	}
	return lines
}

// cluster is what is wrong in a cluster, a line each, and as far as there is room the verdicts on the worst of it.
func (l *belowList) cluster(c clusterRow, width, height int) []string {
	lines := []string{"", partTitle(l.Theme, strings.ToUpper(c.Name), keymap.Does(l.Keys.Moving.Open, "lists its services"), width, false)}
	if len(c.is.Problems) == 0 {
		state := c.state()
		return append(lines, l.Theme.Paint(state.Tone, cutTo(" "+theme.Glyph(state.Tone)+" "+state.Word, width)))
	}
	for _, p := range c.is.Problems {
		lines = append(lines, l.line(p, width))
	}
	for _, p := range c.is.Problems {
		one := l.verdict(where(p), "", p.Verdict, width, height)
		if len(lines)+len(one) > height {
			break
		}
		lines = append(lines, one...)
	}
	return lines
}

// line is a problem of a cluster in one line: what has it, how many tasks run of how many, why, since when.
func (l *belowList) line(p inspect.Problem, width int) string {
	state, tasks := LevelTone(p.Verdict.Level()), theme.Dash
	if p.Thing == aws.ServiceThing {
		tasks = fmt.Sprintf("%d/%d", p.Service.Running, p.Service.Desired)
	}
	since := "    "
	if !p.Verdict.Since.IsZero() {
		since = fmt.Sprintf("%4s", nav.Ago(l.now(), p.Verdict.Since))
	}
	before := " " + theme.Glyph(state) + " "
	text := theme.Fit(strings.TrimPrefix(where(p), p.Cluster+"/"), max(16, min(30, width/4))) + fmt.Sprintf("%7s  ", tasks)
	room := width - theme.Width(before+text+since) - 3
	return l.Theme.Paint(state, before) + text + theme.Fit(p.Verdict.Brief(), max(room, 0)) + "  " + l.Theme.Paint(theme.Dim, since)
}

// verdict is how something is, why, and what to do, in at most so many lines where that is said in fewer words; opens says what a
// key opens of it.
func (l *belowList) verdict(name, opens string, v inspect.Verdict, width, height int) []string {
	paint := func(tone theme.Tone, text string) string { return l.Theme.Paint(tone, cutTo(text, width)) }
	state := LevelTone(v.Level())
	lines := []string{"", partTitle(l.Theme, strings.ToUpper(name), opens, width, false),
		paint(state, " "+theme.Glyph(state)+" "+v.Headline)}
	wrapped := func(tone theme.Tone, text string, most int) (all []string) {
		for _, line := range theme.Wrap(strings.TrimSpace(text), width-6, most) {
			all = append(all, paint(tone, "   "+line))
		}
		return all
	}
	cause := ""
	if v.Diagnosis.Cause != "" {
		cause = v.Diagnosis.Cause + v.Diagnosis.Evidence.Doubt()
	}
	said, causes, serves := wrapped(theme.Plain, inspect.Shortened(v.Diagnosis.Text), 2), wrapped(theme.Strong, cause, 2), wrapped(theme.Plain, v.Serves, 1)
	advised := append(wrapped(theme.Plain, v.Diagnosis.Fix, 2), wrapped(theme.Accent, fitting(remedies(l.Keys, v), width-6), 1)...)
	for _, part := range []*[]string{&said, &serves, &causes} { // where there is no room
		if len(lines)+len(said)+len(causes)+len(serves)+len(advised) > height {
			*part = nil
		}
	}
	return slices.Concat(lines, said, causes, serves, advised)
}

// charts are what a service used in the last hour, side by side, as far as that was read for the list.
func (l *belowList) charts(s aws.Service, width int) []string {
	u, ok := l.meter.Of(s.Cluster, s.Name)
	if !ok || s.Running == 0 {
		return nil
	}
	var moments []chart.Moment
	for _, d := range s.Deployments {
		moments = append(moments, chart.Moment{At: d.Created, Label: revisionNumber(d.Revision)})
	}
	load := u.Load()
	all := belowFigures(figuresOf(load, u))
	each := width / len(all)
	var lines []string
	for i, f := range all {
		var one []string
		for _, line := range f.plot(load, moments, l.zone, each, chartHeight) {
			text := ""
			for _, span := range line {
				text += l.Theme.Paint(span.Tone, span.Text)
			}
			one = append(one, text)
		}
		lines = beside(lines, one, i*each)
	}
	return lines
}

// belowFigures are the figures that have room side by side: of response times, the list says the newest.
func belowFigures(all []figure) []figure {
	return slices.DeleteFunc(all, func(f figure) bool { return f.name == "p99" })
}

// last are the deployments of a service and its newest events, in at most so many lines.
func (l *belowList) last(s aws.Service, width, room int) []string {
	paint := func(tone theme.Tone, text string) string { return l.Theme.Paint(tone, cutTo(text, width)) }
	var lines []string
	for _, d := range inspect.Rollouts(s) {
		state := deploymentState(d)
		lines = append(lines, paint(state.Tone, " "+theme.Glyph(state.Tone))+paint(theme.Plain, fmt.Sprintf(" %s  %s  %d/%d  %s", d.Revision, strings.ToLower(d.Status), d.Running, d.Desired, state.Word)))
	}
	for events := s.Events; len(events) > 0 && len(lines) < room; { // there may be a hundred, and each frame draws those with room alone
		text, n := inspect.EventText(events[0]), 1
		for n < len(events) && inspect.EventText(events[n]) == text {
			n++
		}
		newest, oldest := events[0].Time, events[n-1].Time
		lines = append(lines, paint(theme.Dim, fmt.Sprintf("   %s  %4s  %s", l.at(newest), l.ago(newest), repeated(l.calendar, text, n, oldest))))
		events = events[n:]
	}
	if len(lines) == 0 || room < 3 {
		return nil
	}
	return append([]string{""}, lines[:min(len(lines), room-1)]...)
}
