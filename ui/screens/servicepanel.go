package screens

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/theme"
)

// From which widths on there are two and three columns, and how high they are at least; what a chart takes at least and at most.
const (
	twoColumns   = 110
	threeColumns = 170
	columnsHigh  = 12
	leastChart   = 1 + chart.Frame + 2
	mostChart    = 1 + chart.Frame + 8
)

// servicePanel is what surrounds a service, beside its lists where there is room: targets, scaling, and charts.
type servicePanel struct {
	theme  *theme.Theme
	dates  calendar
	of     *serviceFeed
	around *serviceSnapshot
	load   *loadFeed
	width  int // of the whole screen
}

// columns is how many columns there are, the lists' included.
func (p *servicePanel) columns() int {
	switch {
	case p.width >= threeColumns:
		return 3
	case p.width >= twoColumns:
		return 2
	}
	return 1
}

// listWidth is what the lists keep of the width.
func (p *servicePanel) listWidth() int {
	switch p.columns() {
	case 3:
		return max(76, p.width*38/100)
	case 2:
		return p.width * 58 / 100
	}
	return p.width
}

func (p *servicePanel) rule(title, right string, w int) string {
	return ruled(p.theme.Paint, theme.Strong, title, right, w-1)
}

// beside puts the panel to the right of the lists.
func (p *servicePanel) beside(lists []string) []string {
	n := p.columns() - 1
	if n < 1 || !p.of.known {
		return lists
	}
	at := p.listWidth()
	w := (p.width - at) / n
	all := p.figures()
	var first []string
	if len(lists) > 0 && lists[0] == "" { // the heads of all columns stand on one line
		first = []string{""}
	}
	apart := len(first)
	first = append(append(first, p.targets(w)...), p.scaling(w)...)
	left := len(lists) - len(first)
	if n == 1 {
		return beside(lists, append(first, p.charts(all, w, left)...), at)
	}
	half := min(2, len(all))
	lines := beside(lists, append(first, p.charts(all[:half], w, left)...), at)
	return beside(lines, append(slices.Repeat([]string{""}, apart), p.charts(all[half:], w, len(lists)-apart)...), at+w)
}

// figures are the measures to draw; none where they are not known.
func (p *servicePanel) figures() []figure {
	if !p.load.known {
		return nil
	}
	targets, _ := p.load.meter.Of(p.of.where.Cluster, p.of.where.Thing)
	if s := p.around.known.Scaling.Value; s.Registered {
		targets.CPUTarget, targets.MemoryTarget = inspect.Aims(s.Policies)
	}
	return figuresOf(p.load.last, targets)
}

// charts draw as many figures as have room in h lines.
func (p *servicePanel) charts(all []figure, w, h int) []string {
	if why := p.load.why(); why != "" && h > 1 {
		return append([]string{p.rule("LOAD", "", w)}, p.wrapped(theme.Dim, why, w, h-1)...)
	}
	n := min(len(all), h/leastChart)
	if n < 1 {
		return nil
	}
	each := min(h/n, mostChart)
	var lines []string
	for _, f := range all[:n] {
		for _, line := range f.plot(p.load.last, p.moments(), p.dates.zone, w, each) {
			text := ""
			for _, span := range line {
				text += p.theme.Paint(span.Tone, span.Text)
			}
			lines = append(lines, text)
		}
	}
	if p.load.err != nil && len(lines) < h {
		lines = append(lines, p.wrapped(theme.Warn, "can't refresh: "+hinted(p.load.err), w, h-len(lines))...)
	}
	return lines
}

// moments are the deployments that began within the time of the charts.
func (p *servicePanel) moments() []chart.Moment {
	var all []chart.Moment
	for _, d := range p.around.known.History.Value {
		all = append(all, chart.Moment{At: d.Created, Label: revisionNumber(d.Revision)})
	}
	if len(all) == 0 {
		for _, d := range p.of.service.Deployments {
			all = append(all, chart.Moment{At: d.Created, Label: revisionNumber(d.Revision)})
		}
	}
	return all
}

func (p *servicePanel) wrapped(tone theme.Tone, text string, w, most int) []string {
	var lines []string
	for _, line := range theme.Wrap(text, w-4, most) {
		lines = append(lines, p.theme.Paint(tone, "   "+line))
	}
	return lines
}

// targets are the target groups with their health, the unhealthy targets first.
func (p *servicePanel) targets(w int) []string {
	const most = 4
	known := p.around.known.Targets
	var lines []string
	for _, g := range known.Value {
		check := strings.TrimSpace(g.Path + " " + g.Matcher)
		if g.Port > 0 {
			check = strings.Trim(fmt.Sprintf("%d · %s", g.Port, check), " ·")
		}
		lines = append(lines, p.rule("TARGETS", strings.Trim(g.Name+" · "+check, " ·"), w), p.theme.Paint(theme.Plain, cutTo(" "+targetCounts(g), w-1)))
		targets := slices.Clone(g.Targets)
		slices.SortStableFunc(targets, func(a, b aws.Target) int {
			return cmp.Compare(targetRank(a), targetRank(b))
		})
		for i, t := range targets {
			if i == most {
				lines = append(lines, p.theme.Paint(theme.Dim, fmt.Sprintf("   and %d more", len(targets)-most)))
				break
			}
			lines = append(lines, p.target(g, t, w))
		}
		lines = append(lines, "")
	}
	switch {
	case known.Err != nil:
		lines = append(lines, p.rule("TARGETS", "", w))
		lines = append(lines, p.wrapped(theme.Unknown, "? not known: "+hinted(known.Err), w, 3)...)
	case p.of.service.Balanced() && !known.Asked():
		lines = append(lines, p.rule("TARGETS", "", w), p.theme.Paint(theme.Dim, "   ·"))
	}
	return lines
}

func (p *servicePanel) target(g aws.TargetGroup, t aws.Target, w int) string {
	task := ""
	if k, ok := g.Of(t, p.around.known.Tasks.Value, p.around.known.Instances.Value); ok {
		task = aws.ShortID(k.ID) + " " + revisionNumber(k.Revision)
	}
	text := fmt.Sprintf("%s  %s  %s", t.Address(), shortZone(t.Zone), task)
	if t.State != "healthy" {
		text += "  " + strings.TrimSpace(cmp.Or(t.State, "state unknown")+" "+t.Reason)
	}
	tone := targetTone(t)
	return p.theme.Paint(tone, "   "+theme.Glyph(tone)) + " " + p.theme.Paint(theme.Plain, cutTo(strings.TrimSpace(text), w-6))
}

// targetRank puts the healthy targets of a group last.
func targetRank(t aws.Target) int {
	if l := inspect.MarkTarget(t).Level; l != inspect.Good {
		return l.Rank()
	}
	return 9
}

// shortZone is an availability zone without its region: "1a".
func shortZone(zone string) string {
	if i := strings.LastIndexByte(zone, '-'); i >= 0 {
		return zone[i+1:]
	}
	return zone
}

// scaling is what auto scaling may do, and what it did last or why not.
func (p *servicePanel) scaling(w int) []string {
	known := p.around.known.Scaling
	switch {
	case known.Err != nil && !known.Value.Registered:
		if call.KindOf(known.Err) == call.Unsupported {
			return nil
		}
		return append(append([]string{p.rule("SCALING", "", w)}, p.wrapped(theme.Unknown, "? not known: "+hinted(known.Err), w, 3)...), "")
	case !known.Value.Registered:
		return nil
	}
	lines := []string{p.rule("SCALING", inspect.LimitsText(known.Value)+fmt.Sprintf(" · now %d", p.of.service.Desired), w)}
	for i, a := range known.Value.Activities {
		if i == 2 {
			break
		}
		lines = append(lines, p.wrapped(theme.Plain, p.dates.at(a.Started)+"  "+inspect.ActivityText(a), w, 2)...)
	}
	if len(known.Value.Activities) == 0 && known.OK() {
		lines = append(lines, p.theme.Paint(theme.Dim, "   no recent scaling"))
	}
	if known.Err != nil {
		lines = append(lines, p.wrapped(theme.Unknown, "? can't read the rest: "+hinted(known.Err), w, 2)...)
	}
	return append(lines, "")
}

func cutTo(text string, w int) string {
	text, _ = theme.Cut(text, max(0, w))
	return text
}
