package screens

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// ink is the tone of a service's name: one that is as it should be stands back.
func (t serviceTable) ink(s aws.Service) theme.Tone {
	if t.calm(s) {
		return theme.Dim
	}
	return theme.Plain
}

// cause is why a service is as it is, sorted by how bad that is. Where there is no room for columns of figures it has the one
// that asks for attention, or of a service that is well its figures and its revision.
func (t serviceTable) cause(from, below int) table.Column[aws.Service] {
	return table.Column[aws.Service]{Name: "CAUSE", Flex: true, Min: 30, From: from, Below: below, Less: t.worse,
		Cell: func(s aws.Service) table.Cell {
			text, tone := t.why(s)
			if below == 0 {
				return table.Cell{Text: text, Tone: tone}
			}
			if hot := t.hottest(s); hot != "" && text != "" {
				text += " · " + hot
			}
			if u, ok := t.meter.Of(s.Cluster, s.Name); ok && text == "" {
				text = gauge(u.CPU, 0, 5).Text + " " + gauge(u.Memory, 0, 5).Text
			}
			if t.calm(s) {
				text, tone = fmt.Sprintf("%-22s %s", text, shortRevision(s)), theme.Dim
			}
			return table.Cell{Text: text, Tone: tone}
		}}
}

// why is the cause in a few words; of a change how far it has come; nothing of a service that is well.
func (t serviceTable) why(s aws.Service) (string, theme.Tone) {
	v, ok := t.plan.Verdict(s.Cluster, s.Name)
	switch {
	case !ok || !s.Described:
		return "", theme.Dim
	case v.State.Bad():
		return v.Brief(), LevelTone(v.Level())
	case v.State == triage.Healthy:
		return "", theme.Dim
	case v.Level() == inspect.Idle:
		return string(v.State), theme.Dim
	case v.State == triage.Changing:
		if p, ok := s.Primary(); ok && p.Rollout == "IN_PROGRESS" {
			return strings.TrimSuffix(rolling(s, p), " ·"), LevelTone(v.Level())
		}
	}
	return v.Headline, LevelTone(v.Level())
}

// since is since when a service is as it is.
func (t serviceTable) since(s aws.Service) time.Time {
	if v, ok := t.plan.Verdict(s.Cluster, s.Name); ok && s.Described && v.Level() != inspect.Idle {
		return v.Since
	}
	return time.Time{}
}

// worse orders services by state, and those of which somebody should look at as problems are.
func (t serviceTable) worse(a, b aws.Service) bool {
	if x, y := t.state(a).rank(), t.state(b).rank(); x != y {
		return x < y
	}
	problem := func(s aws.Service) inspect.Problem {
		v, _ := t.plan.Verdict(s.Cluster, s.Name)
		return inspect.Problem{Thing: aws.ServiceThing, Cluster: s.Cluster, Name: s.Name, Service: s, Verdict: v}
	}
	x, y := problem(a), problem(b)
	return x.Verdict.State.Bad() && y.Verdict.State.Bad() && inspect.Worse(x, y) < 0
}
