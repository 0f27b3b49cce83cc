package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/times"
	"github.com/ecscope/ecscope/words"
)

// metricRow is a metric of a service as `ecscope metrics` prints it.
type metricRow struct {
	Cluster string            `json:"cluster"`
	Service string            `json:"service"`
	Metric  string            `json:"metric"`
	Unit    string            `json:"unit"`
	Period  int               `json:"period"`
	Now     *float64          `json:"now"`
	Average *float64          `json:"average"`
	Maximum *float64          `json:"maximum"`
	Points  list[metricPoint] `json:"points"`
}

type metricPoint struct {
	Time    moment  `json:"time"`
	Average float64 `json:"average"`
	Maximum float64 `json:"maximum"`
}

func metricsCommand(p *program) *cobra.Command {
	since := ""
	c := command(p, verb[metricRow]{
		use: "metrics [cluster[/service]]", short: "Print CPU and memory of a service, or of each service of a cluster (CloudWatch charges for this)", nouns: "metrics",
		prints: func(text string) bool { return severalServices(text) || since != "1h" },
		read: func(ctx context.Context, r *reader, text string) ([]metricRow, error) {
			return readMetrics(ctx, p, r, text, since)
		},
		order: func(a, b metricRow) int {
			return cmp.Or(words.Natural(a.Service, b.Service), words.Natural(a.Cluster, b.Cluster), cmp.Compare(a.Metric, b.Metric))
		},
		columns: []column[metricRow]{
			{head: "SERVICE", cell: func(r metricRow, _ look) cell { return cell{text: r.Service} }},
			{head: "CLUSTER", cell: func(r metricRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "METRIC", cell: func(r metricRow, _ look) cell { return cell{text: r.Metric} }},
			{head: "NOW", right: true, cell: percentage(func(r metricRow) *float64 { return r.Now })},
			{head: "AVERAGE", right: true, cell: percentage(func(r metricRow) *float64 { return r.Average })},
			{head: "MAXIMUM", right: true, cell: percentage(func(r metricRow) *float64 { return r.Maximum })},
			{head: "POINTS", right: true, cell: count(func(r metricRow) int { return len(r.Points) })},
		},
	})
	c.Flags().StringVar(&since, "since", "1h", "start: 15m, 1d12h, 14:05 or RFC 3339; at most 15 days ago")
	return c
}

func percentage(of func(metricRow) *float64) func(metricRow, look) cell {
	return func(r metricRow, _ look) cell {
		n := of(r)
		if n == nil {
			return cell{"no data", idle}
		}
		return cell{text: fmt.Sprintf("%.1f %%", *n)}
	}
}

func readMetrics(ctx context.Context, p *program, r *reader, text, since string) ([]metricRow, error) {
	now := p.streams.Now()
	from, err := when("--since", since, now, times.Past)
	if err != nil {
		return nil, err
	}
	services, err := servicesAt(ctx, r, text)
	if len(services) == 0 {
		return nil, err
	}
	r.progress.at("metrics of "+words.Count(len(services), "service"), 0)
	all, wrong := r.Metrics(ctx, services, now.Sub(from))
	var rows []metricRow
	for _, s := range services {
		for _, series := range all[s.Cluster+"/"+s.Name] {
			if len(series.Points) > 0 || wrong == nil { // what could not be read may have data
				rows = append(rows, newMetricRow(s, series))
			}
		}
	}
	return rows, errors.Join(err, wrong)
}

func newMetricRow(s aws.Service, series aws.Series) metricRow {
	row := metricRow{Cluster: s.Cluster, Service: s.Name, Metric: series.Name, Unit: series.Unit, Period: int(series.Period / time.Second)}
	sum, most := 0.0, 0.0
	for _, p := range series.Points {
		row.Points = append(row.Points, metricPoint{moment{p.Time}, p.Average, p.Maximum})
		sum, most = sum+p.Average, max(most, p.Maximum)
	}
	if n := len(series.Points); n > 0 {
		mean, last := sum/float64(n), series.Points[n-1].Average
		row.Now, row.Average, row.Maximum = &last, &mean, &most
	}
	return row
}

// servicesAt are the services of a place: one, those of a cluster, or all, as far as they are described.
func servicesAt(ctx context.Context, r *reader, text string) ([]aws.Service, error) {
	at, err := r.somewhere(ctx, text)
	if err != nil {
		return nil, err
	}
	if at.service != "" {
		s, err := r.Service(ctx, at.cluster, at.service)
		if err != nil {
			return nil, err
		}
		return []aws.Service{s}, nil
	}
	all, err := gather(r, "services", r.Services(ctx, at.cluster, nil), func(s aws.Service) string { return s.ARN })
	return slices.DeleteFunc(all, func(s aws.Service) bool { return !s.Described }), err
}

// severalServices says whether a place is no single service, of which alone there is a screen.
func severalServices(text string) bool { return !strings.Contains(text, "/") }
