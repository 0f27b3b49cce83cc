package screens

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// counts are the targets of a group by state.
func counts(g aws.TargetGroup) map[string]int {
	n := map[string]int{}
	for _, t := range g.Targets {
		n[t.State]++
	}
	return n
}

// targetCounts is the health of a group's targets, with the reason of the unhealthy ones.
func targetCounts(g aws.TargetGroup) string {
	n, sick, why := counts(g), 0, ""
	for _, t := range g.Targets {
		if t.Fails() {
			sick++
			if why == "" && t.Reason != "" {
				why = " (" + t.Reason + ")"
			}
			delete(n, t.State)
		}
	}
	text := fmt.Sprintf("● %d healthy  ✗ %d unhealthy%s", n["healthy"], sick, why)
	delete(n, "healthy")
	for _, state := range slices.Sorted(maps.Keys(n)) { // also those that AWS adds
		text += fmt.Sprintf("  ◐ %d %s", n[state], cmp.Or(state, "in an unknown state"))
	}
	return text
}

// scaling is what auto scaling may do to a service, and what it did last, as far as it could be read.
func (c calendar) scaling(known inspect.Known[aws.Scaling]) string {
	s := known.Value
	parts := []string{inspect.LimitsText(s)}
	if len(s.Activities) > 0 {
		a := s.Activities[0]
		parts = append(parts, "last "+c.ago(a.Started)+" ago: "+inspect.ActivityText(a))
	} else if known.OK() {
		parts = append(parts, "last: none")
	}
	if !known.OK() {
		parts = append(parts, "the rest could not be read")
	}
	return strings.Join(parts, " · ")
}

// surroundings are what a service's screen of targets, scaling and metrics shows. What could not be read has an error.
type surroundings struct {
	targets []aws.TargetGroup
	scaling inspect.Known[aws.Scaling]
	load    aws.Load
	moments []chart.Moment
	wrong   []error
}

// scalingPage is what surrounds a service.
type scalingPage struct {
	browse.Kit
	calendar
	source interface {
		serviceReader
		surroundingSource
	}
}

// screen shows a service's targets, auto scaling and metrics of the last hour. CloudWatch charges for the metrics, so they
// are read slowly; whoever opens this screen wants them, whatever the settings say of metrics.
func (p *scalingPage) screen(cluster, service string) nav.Screen {
	return browse.NewPage(p.Kit, browse.Text[surroundings]{
		At: nav.Location{Cluster: cluster, Thing: service, View: "scaling"}, Title: "scaling", Noun: "targets, scaling and metrics", Every: time.Minute,
		Read: func(ctx context.Context) (surroundings, error) {
			s, err := p.source.Service(ctx, cluster, service)
			if err != nil {
				return surroundings{}, err
			}
			return p.read(ctx, s), nil
		},
		Lines: func(s surroundings, width int) []reader.Line { return p.lines(s, width) },
	})
}

func (p *scalingPage) read(ctx context.Context, of aws.Service) surroundings {
	var s surroundings
	note := func(err error) {
		if err != nil {
			s.wrong = append(s.wrong, err)
		}
	}
	var err error
	s.targets, err = p.source.Targets(ctx, of)
	note(err)
	scaling, err := p.source.Scaling(ctx, of.Cluster, of.Name)
	note(err)
	if s.scaling = inspect.Read(scaling, scaling.Seen); err != nil {
		s.scaling = inspect.Known[aws.Scaling]{Value: scaling, Err: err}
	}
	measures, err := p.source.Measures(ctx, of, s.targets, inspect.LoadBack)
	note(err)
	s.load = aws.LoadOf(measures)
	for _, d := range of.Deployments {
		s.moments = append(s.moments, chart.Moment{At: d.Created, Label: revisionNumber(d.Revision)})
	}
	return s
}

func (p *scalingPage) lines(s surroundings, width int) []reader.Line {
	var lines []reader.Line
	for _, err := range s.wrong {
		lines = append(lines, reader.Line{{Text: " ▲ ", Tone: theme.Warn, Hang: true}, {Text: hinted(err), Tone: theme.Warn}})
	}
	for _, g := range s.targets {
		lines = append(section(lines, "TARGETS "+g.Name), field("health", targetCounts(g)), field("check", strings.TrimSpace(g.Protocol+" "+g.Path+" "+g.Matcher)))
		for _, t := range g.Targets {
			lines = append(lines, toned(t.State, strings.TrimSpace(fmt.Sprintf("%s  %s  %s  %s", t.Address(), t.Zone, t.Reason, t.Description)), targetTone(t)))
		}
	}
	lines = append(section(lines, "SCALING"), p.scalingLines(s)...)
	return append(section(lines, "LOAD"), p.charts(s, width)...)
}

// scalingLines are what auto scaling may do to the service, and what it did last.
func (p *scalingPage) scalingLines(s surroundings) []reader.Line {
	switch {
	case !s.scaling.Value.Registered && !s.scaling.OK():
		return []reader.Line{toned("", "unknown: it could not be read", theme.Warn)}
	case !s.scaling.Value.Registered:
		return []reader.Line{toned("", "auto scaling is not registered", theme.Dim)}
	}
	lines := []reader.Line{field("desired count", p.scaling(s.scaling))}
	for _, a := range s.scaling.Value.Schedules {
		lines = append(lines, field("scheduled action", a.Text()))
	}
	for _, a := range s.scaling.Value.Activities {
		lines = append(lines, field(p.at(a.Started), inspect.ActivityText(a)))
	}
	return lines
}

// charts draw the load of the last hour, side by side where there is room.
func (p *scalingPage) charts(s surroundings, width int) []reader.Line {
	high := mostChart - 1
	if width >= broad {
		high *= 2
	}
	var use inspect.Usage
	use.CPUTarget, use.MemoryTarget = inspect.Aims(s.scaling.Value.Policies)
	all := figuresOf(s.load, use)
	n := min(max(width/60, 1), 3)
	var lines []reader.Line
	for row := range slices.Chunk(all, n) {
		drawn := make([][]reader.Line, len(row))
		for i, f := range row {
			drawn[i] = f.plot(s.load, s.moments, p.zone, width/n, high)
		}
		for at := range drawn[0] {
			var line reader.Line
			cells := 0
			for i, chart := range drawn {
				line = append(line, reader.Span{Text: theme.Spaces(i*(width/n) - cells)})
				cells = max(cells, i*(width/n))
				for _, span := range chart[at] {
					line, cells = append(line, span), cells+theme.Width(span.Text)
				}
			}
			lines = append(lines, line)
		}
		lines = append(lines, nil)
	}
	return append(lines, reader.Line{{Text: fmt.Sprintf("   %s requested each minute on this screen; AWS bills them", words.Count(s.load.Asked, "metric")), Tone: theme.Dim}}, nil)
}

func targetTone(t aws.Target) theme.Tone { return LevelTone(inspect.MarkTarget(t).Level) }
