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
	n := counts(g)
	text := fmt.Sprintf("● %d healthy  ✗ %d unhealthy", n["healthy"], n["unhealthy"])
	for _, t := range g.Targets {
		if t.State == "unhealthy" && t.Reason != "" {
			text += " (" + t.Reason + ")"
			break
		}
	}
	delete(n, "healthy")
	delete(n, "unhealthy")
	for _, state := range slices.Sorted(maps.Keys(n)) { // also those that AWS adds
		text += fmt.Sprintf("  ◐ %d %s", n[state], cmp.Or(state, "in no known state"))
	}
	return text
}

// scaling is what auto scaling may do to a service, and what it did last, as far as it could be read.
func (c calendar) scaling(known inspect.Known[aws.Scaling]) string {
	s := known.Value
	parts := []string{fmt.Sprintf("%d…%d", s.Min, s.Max)}
	for _, p := range s.Policies {
		if p.Metric != "" {
			parts = append(parts, fmt.Sprintf("%s %g", p.Metric, p.Target))
		} else {
			parts = append(parts, p.Name)
		}
	}
	if s.SuspendedIn || s.SuspendedOut {
		parts = append(parts, "suspended")
	}
	if len(s.Activities) > 0 {
		a := s.Activities[0]
		parts = append(parts, "last: "+a.Description+" "+c.ago(a.Started)+" ago, "+strings.ToLower(a.Status))
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
	metrics []aws.Series
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
// are read here only, and slowly.
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
	metrics, err := p.source.Metrics(ctx, []aws.Service{of}, time.Hour)
	note(err)
	s.metrics = metrics[of.Cluster+"/"+of.Name]
	return s
}

func (p *scalingPage) lines(s surroundings, width int) []reader.Line {
	var lines []reader.Line
	for _, err := range s.wrong {
		lines = append(lines, reader.Line{{Text: " ▲ ", Tone: theme.Warn, Hang: true}, {Text: hinted(err), Tone: theme.Warn}})
	}
	for _, m := range s.metrics {
		lines = append(lines, metricLine(m, width))
	}
	for _, g := range s.targets {
		lines = append(section(lines, "TARGETS "+g.Name), field("health", targetCounts(g)), field("check", strings.TrimSpace(g.Protocol+" "+g.Path+" "+g.Matcher)))
		for _, t := range g.Targets {
			lines = append(lines, toned(t.State, strings.TrimSpace(fmt.Sprintf("%s:%d  %s  %s  %s", t.ID, t.Port, t.Zone, t.Reason, t.Description)), targetTone(t)))
		}
	}
	lines = section(lines, "SCALING")
	switch {
	case !s.scaling.Value.Registered && !s.scaling.OK():
		return append(lines, toned("", "not known: it could not be read", theme.Warn))
	case !s.scaling.Value.Registered:
		return append(lines, toned("", "no auto scaling is registered", theme.Dim))
	}
	lines = append(lines, field("desired count", p.scaling(s.scaling)))
	for _, a := range s.scaling.Value.Activities {
		text := strings.TrimSpace(a.Description + "  " + strings.ToLower(a.Status) + "  " + a.Message)
		for _, n := range a.NotScaled {
			text += "  not scaled: " + n.Code
		}
		lines = append(lines, field(p.at(a.Started), text))
	}
	return lines
}

// metricLine draws the last hour of a metric as a spark, with the newest value.
func metricLine(m aws.Series, width int) reader.Line {
	if len(m.Points) == 0 {
		return toned(m.Name, "no data", theme.Dim)
	}
	values := make([]float64, len(m.Points))
	for i, p := range m.Points {
		values[i] = p.Average
	}
	last := m.Points[len(m.Points)-1]
	return field(m.Name, fmt.Sprintf("%s  %.0f %% now, at most %.0f %%", chart.SparkTo(values, 100, max(10, min(60, width-60))), last.Average, last.Maximum))
}

func targetTone(t aws.Target) theme.Tone {
	switch t.State {
	case "healthy":
		return theme.Good
	case "unhealthy":
		return theme.Bad
	}
	return theme.Busy
}
