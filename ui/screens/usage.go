package screens

import (
	"fmt"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// The width from which a list has figures for all services in columns of their own, and the one from which they are drawn
// over an hour in full.
const (
	figures     = 100
	longFigures = 150
)

// hot is from what share of the reservation on a figure asks for attention.
const hot = 90

// gauge is a figure over the last hour in so many cells and as it is now, in a tone: "▃▃▃▃▄ 31%", with what auto scaling
// keeps it at: "31% ┊60".
func gauge(values []float64, target float64, w int) table.Cell {
	now, ok := aws.Last(values)
	if !ok {
		return table.Cell{Text: fmt.Sprintf("%*s", w+5, "–"), Tone: theme.Dim}
	}
	mark, tone := " ", theme.Dim
	switch {
	case now >= hot:
		mark, tone = "!", theme.Warn
	case target > 0 && now > target:
		tone = theme.Plain
	}
	text := fmt.Sprintf("%s %3.0f%%%s", chart.Gauge(values, w), now, mark)
	if target > 0 {
		text += fmt.Sprintf("┊%.0f", target)
	}
	return table.Cell{Text: text, Tone: tone}
}

// usageColumns are what services use of what their tasks reserve; none where that is not read.
func (t serviceTable) usageColumns() []table.Column[aws.Service] {
	if !t.meter.On() {
		return nil
	}
	cpu := func(u inspect.Usage) ([]float64, float64) { return u.CPU, u.CPUTarget }
	memory := func(u inspect.Usage) ([]float64, float64) { return u.Memory, u.MemoryTarget }
	return []table.Column[aws.Service]{
		t.usage("CPU", cpu, 5, figures, longFigures), t.usage("CPU", cpu, 12, longFigures, 0),
		t.usage("MEM", memory, 5, figures, longFigures), t.usage("MEM", memory, 12, longFigures, 0),
	}
}

func (t serviceTable) usage(name string, of func(inspect.Usage) ([]float64, float64), w, from, below int) table.Column[aws.Service] {
	now := func(s aws.Service) float64 {
		u, _ := t.meter.Of(s.Cluster, s.Name)
		values, _ := of(u)
		v, ok := aws.Last(values)
		if !ok {
			return -1
		}
		return v
	}
	return table.Column[aws.Service]{Name: name, From: from, Below: below, Drop: 3, Min: w + 6,
		Cell: func(s aws.Service) table.Cell {
			u, ok := t.meter.Of(s.Cluster, s.Name)
			switch {
			case ok:
				values, target := of(u)
				return gauge(values, target, w)
			case t.meter.Err() != nil:
				return table.Cell{Text: fmt.Sprintf("%*s", w+5, "?"), Tone: theme.Unknown}
			case s.Running == 0:
				return table.Cell{Text: fmt.Sprintf("%*s", w+5, "–"), Tone: theme.Dim}
			}
			return table.Cell{Text: fmt.Sprintf("%*s", w+5, "·"), Tone: theme.Dim}
		},
		Less: func(a, b aws.Service) bool { return now(a) > now(b) },
	}
}

// hottest is the one figure of a service that asks for attention; empty where none does.
func (t serviceTable) hottest(s aws.Service) string {
	u, _ := t.meter.Of(s.Cluster, s.Name)
	for _, one := range []struct {
		name   string
		values []float64
	}{{"cpu", u.CPU}, {"mem", u.Memory}} {
		if v, ok := aws.Last(one.values); ok && v >= hot {
			return fmt.Sprintf("%s %.0f%%", one.name, v)
		}
	}
	return ""
}

// trouble says why there are no figures; empty where there is nothing to say.
func (t serviceTable) trouble() string {
	if err := t.meter.Err(); err != nil {
		return "cpu and memory: " + shortly(err) + " · metrics: false in the settings leaves them out"
	}
	return ""
}
