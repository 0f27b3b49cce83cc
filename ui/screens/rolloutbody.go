package screens

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// traffic is which revision gets how much of it or, where ECS shifts none, how the tasks are shared.
func (d *rolloutHead) traffic(r triage.Rollout) []string {
	if len(r.Sides) == 0 || !r.Moving() {
		return nil
	}
	name := 0
	for _, s := range r.Sides {
		name = max(name, theme.Width(revisionNumber(s.Revision)+" "+s.Name))
	}
	bar := max(10, d.width-name-22)
	if apart(d.around.rollout) {
		bar = max(10, bar-6) // "1234 rps"
	}
	if !slices.ContainsFunc(r.Sides, func(s triage.Side) bool { return s.Production.Known }) {
		return d.taskBars(r, name, bar)
	}
	fresh := r.Sides[0]
	lines := []string{d.rule("TRAFFIC", "requested: production "+percent(fresh.Production)+" · test "+percent(fresh.Test))}
	from := 0.0
	for _, s := range r.Sides {
		if !s.Production.Known {
			continue
		}
		tone := theme.Accent
		if s.Name == fresh.Name {
			tone = theme.Busy
		}
		to := from + s.Production.Percent
		lines = append(lines, " "+theme.Fit(revisionNumber(s.Revision)+" "+s.Name, name)+" "+d.theme.Paint(tone, chart.Between(from, to, 100, bar))+fmt.Sprintf("  %3g %%", s.Production.Percent)+rateOf(d, s))
		from = to
	}
	return lines
}

// percent is how much of the traffic a revision is to have.
func percent(w aws.Weight) string {
	if !w.Known {
		return "not known"
	}
	return fmt.Sprintf("%g %%", w.Percent)
}

// taskBars are the tasks of each revision as bars, within the minimum and the maximum.
func (d *rolloutHead) taskBars(r triage.Rollout, name, bar int) []string {
	right := ""
	most := max(1, d.of.service.Desired)
	for _, w := range r.Watches {
		if w.Kind == "limits" {
			right = w.Text
		}
	}
	for _, s := range r.Sides {
		most = max(most, s.Running+s.Pending)
	}
	lines := []string{d.rule("TASKS", right)}
	for i, s := range r.Sides {
		tone := theme.Accent
		if i == 0 {
			tone = theme.Busy
		}
		text := fmt.Sprintf("  %d/%d", s.Running, s.Wanted)
		if s.Pending > 0 {
			text += fmt.Sprintf(", %d start", s.Pending)
		}
		lines = append(lines, " "+theme.Fit(revisionNumber(s.Revision)+" "+s.Name, name)+" "+d.theme.Paint(tone, chart.Between(0, float64(s.Running), float64(most), bar))+text)
	}
	return lines
}

// rateOf is how many requests a revision gets a second; empty where that is not known.
func rateOf(d *rolloutHead, s triage.Side) string {
	if requests, _, _ := d.load.last.Served(s.Groups); apart(d.around.rollout) && !math.IsNaN(requests) {
		return "  " + countWord(requests) + " rps"
	}
	return ""
}

// servedBy are the columns of what a revision answers: 5XX a minute and p99, a dash where CloudWatch has no value.
func servedBy(d *rolloutHead, s triage.Side) string {
	if !apart(d.around.rollout) {
		return ""
	}
	_, errors, latency := d.load.last.Served(s.Groups)
	bad, slow := theme.Dash, theme.Dash
	if !math.IsNaN(errors) {
		bad = countWord(errors)
	}
	if !math.IsNaN(latency) {
		slow = milliWord(latency)
	}
	return fmt.Sprintf(servedForm, bad, slow)
}

const servedForm = "%7s%8s"

// sides are old and new with their tasks, targets, answers and dead.
func (d *rolloutHead) sides(r triage.Rollout) []string {
	if len(r.Sides) == 0 {
		return nil
	}
	const form = "%8s%9s%10s%s%6s%6s"
	targets, answers, name := "targets", "", 0
	if !d.of.service.Balanced() && !slices.ContainsFunc(r.Sides, func(s triage.Side) bool { return s.TargetsKnown }) {
		targets = ""
	}
	if apart(d.around.rollout) {
		answers = fmt.Sprintf(servedForm, "5xx/m", "p99")
	}
	called := func(s triage.Side) string {
		if d.width < 100 { // the tag matters more than the family, which is above
			return strings.TrimSpace(revisionNumber(s.Revision) + " " + s.Name)
		}
		return strings.TrimSpace(s.Revision + " " + s.Name)
	}
	for _, s := range r.Sides {
		name = max(name, theme.Width(called(s)))
	}
	lines := []string{d.rule("OLD AND NEW", fmt.Sprintf(form, "tasks", "pending", targets, answers, "died", "age"))}
	for i, s := range r.Sides {
		tone := theme.Good
		switch {
		case s.Died > 0:
			tone = theme.Bad
		case s.Running < s.Wanted && i == 0 && r.Moving():
			tone = theme.Busy
		}
		died := fmt.Sprint(s.Died)
		if s.Died == 0 && !d.around.known.Stopped.OK() {
			died = "?"
		}
		left := theme.Fit(called(s), name) + "  " + s.Image
		if s.Scale.Known {
			left += fmt.Sprintf("  scale %g %%", s.Scale.Percent)
		}
		right := fmt.Sprintf(form, fmt.Sprintf("%d/%d", s.Running, s.Wanted), fmt.Sprint(s.Pending), targetWord(s, targets != ""), servedBy(d, s), died, nav.Ago(d.dates.now(), s.Created))
		room := max(0, d.width-theme.Width(right)-5)
		lines = append(lines, " "+d.theme.Paint(tone, theme.Glyph(tone))+" "+d.paint(theme.Plain, theme.Fit(left, room)+right))
	}
	return lines
}

// targetWord is how many targets of a revision are healthy.
func targetWord(s triage.Side, balanced bool) string {
	switch {
	case !balanced:
		return ""
	case s.TargetsKnown && s.Targets > 0:
		return fmt.Sprintf("%s %d/%d", theme.Glyph(healthTone(s)), s.Healthy, s.Targets)
	case !s.TargetsKnown:
		return "?"
	}
	return theme.Dash
}

func healthTone(s triage.Side) theme.Tone {
	if s.Healthy < s.Targets {
		return theme.Busy
	}
	return theme.Good
}

// holds are what it waits for and what watches it. Where there is little room, what watches stands in one line.
func (d *rolloutHead) holds(r triage.Rollout) []string {
	if !r.Moving() && len(r.Missing) == 0 {
		return nil
	}
	title := "WHAT HOLDS IT UP"
	if !r.Moving() {
		title = "NOT KNOWN"
	}
	lines := []string{d.rule(title, "")}
	holds, most := r.Holds, 3
	if d.tall() {
		most = len(holds)
	} else if len(holds) > 1 && holds[0].Action != triage.Continue && holds[0].Text == r.Headline() {
		holds = holds[1:] // it stands above
	}
	for i, h := range holds {
		if i == most {
			lines = append(lines, d.paint(theme.Dim, fmt.Sprintf("   and %d more", len(holds)-most)))
			break
		}
		text := h.Text
		if h.Action == triage.Continue {
			text += "   " + keyWord(d.keys.Changes.Continue, "continue") + "   " + keyWord(d.keys.Changes.Back, "roll back")
		}
		tone := LevelTone(inspect.LevelOf(h.State))
		lines = append(lines, d.theme.Paint(tone, " "+theme.Glyph(tone))+" "+d.paint(theme.Plain, theme.Fit(text, max(0, d.width-4))))
	}
	lines = append(lines, d.watches(r)...)
	for _, m := range r.Missing {
		lines = append(lines, d.paint(theme.Unknown, " ? "+m))
	}
	if !d.tall() && r.Back.Call != "" {
		lines = append(lines, indented(d.theme.Paint, theme.Dim, backLine(d.keys, r.Back), d.width, 2)...)
	}
	return lines
}

func (d *rolloutHead) watches(r triage.Rollout) []string {
	var groups [][]triage.Hold
	for _, w := range r.Watches {
		first := w.Kind == "next" || w.Kind == "alarm"
		if len(groups) == 0 || !first && (groups[len(groups)-1][0].Kind == "next" || groups[len(groups)-1][0].Kind == "alarm") {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], w)
	}
	var lines []string
	for _, g := range groups {
		line, cells := "", 0
		for _, w := range g {
			tone := LevelTone(inspect.LevelOf(w.State))
			text := theme.Glyph(tone) + " " + w.Text
			if cells+theme.Width(text)+3 > d.width && cells > 0 {
				lines = append(lines, line)
				line, cells = "", 0
			}
			if cells > 0 {
				line, cells = line+"  ", cells+2
			}
			line, cells = line+d.theme.Paint(tone, " "+theme.Glyph(tone))+" "+d.theme.Paint(theme.Dim, w.Text), cells+theme.Width(text)+1
		}
		lines = append(lines, line)
	}
	return lines
}

func backLine(k keymap.Map, w aws.WayBack) string {
	return k.Changes.Back.Help().Key + "  " + strings.Join(w.Effects, "; ")
}

// keyWord is a key with what it does.
func keyWord(b key.Binding, does string) string { return b.Help().Key + " " + does }
