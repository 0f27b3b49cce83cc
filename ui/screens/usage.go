package screens

import (
	"fmt"
	"math"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// The widths from which a list has figures for all services in columns of their own, and the one from which they are drawn
// over an hour in full.
const (
	figures     = 100
	longFigures = 150
)

// traffics is the width from which a list has what load balancers count; below, that is not asked for.
const traffics = 180

// hot is from what share of the reservation on a figure asks for attention.
const hot = 90

// gauge is a figure over the last hour in so many cells and as it is now, in a tone: "▃▃▃▃▄ 31%", with what auto scaling
// keeps it at: "31% ┊60".
func gauge(values []float64, target float64, w int) table.Cell {
	now, ok := aws.Last(values)
	if !ok {
		return table.Cell{Text: fmt.Sprintf("%*s", w+5, theme.Dash), Tone: theme.Dim}
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

// trafficColumns are what load balancers count in front of services; none where that is not read.
func (t serviceTable) trafficColumns() []table.Column[aws.Service] {
	if !t.meter.On() {
		return nil
	}
	return []table.Column[aws.Service]{
		t.traffic(trafficNames()[0], func(f inspect.Traffic) float64 { return f.Requests }, countWord),
		t.traffic(trafficNames()[1], func(f inspect.Traffic) float64 { return f.Errors }, func(v float64) string { return countWord(v) + "/m" }),
		t.traffic(trafficNames()[2], func(f inspect.Traffic) float64 { return f.Latency }, milliWord),
	}
}

// trafficNames are requests a second, answers 5XX a minute, and the time in which 99 of 100 requests were answered.
func trafficNames() []string { return []string{"RPS", "5XX", "P99"} }

func (t serviceTable) traffic(name string, of func(inspect.Traffic) float64, write func(float64) string) table.Column[aws.Service] {
	return table.Column[aws.Service]{Name: name, From: traffics, Drop: 3, Min: 5, Right: true,
		Cell: func(s aws.Service) table.Cell {
			f, known := t.meter.Traffic(s)
			switch {
			case known == inspect.NotRead:
				return table.Cell{Text: "·", Tone: theme.Dim}
			case known == inspect.Unreadable:
				return table.Cell{Text: "?", Tone: theme.Unknown}
			case known == inspect.NotCounted, math.IsNaN(of(f)):
				return table.Cell{Text: theme.Dash, Tone: theme.Dim}
			case name == "5XX" && f.Errors > 0:
				return table.Cell{Text: write(f.Errors)}
			}
			return table.Cell{Text: write(of(f)), Tone: theme.Dim}
		},
		Less: func(a, b aws.Service) bool {
			value := func(s aws.Service) float64 {
				if f, known := t.meter.Traffic(s); known == inspect.Counted && !math.IsNaN(of(f)) {
					return of(f)
				}
				return -1
			}
			return value(a) > value(b)
		},
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
				return table.Cell{Text: fmt.Sprintf("%*s", w+5, theme.Dash), Tone: theme.Dim}
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
		return "cpu and memory: " + shortly(err) + " · metrics: false in the settings turns them off"
	}
	return ""
}
