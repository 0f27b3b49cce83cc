package screens

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/theme"
)

// insightsSeries is one line of a chart: the numbers of a column over time, of the rows with one value of what else they are counted by.
type insightsSeries struct {
	name   string
	values map[time.Time]float64
	sum    float64
}

// insightsChart draws the numbers of an answer over time.
type insightsChart struct {
	theme  *theme.Theme
	zone   *time.Location
	answer *insightsAnswer
	width  int
}

// insightsTime reads a time as Logs Insights writes it, in UTC.
func insightsTime(v *string) (time.Time, bool) {
	t, err := time.Parse("2006-01-02 15:04:05.999", valueOr(v))
	return t, err == nil
}

// overTime are the numbers of the rows over time, the largest first; ok is false where rows have no time or no number.
func (a *insightsAnswer) overTime() (all []insightsSeries, ok bool) {
	if len(a.Rows) == 0 || slices.Contains(a.Columns, "@message") {
		return nil, false
	}
	first := a.Rows[0]
	at := slices.IndexFunc(first, func(v *string) bool { _, ok := insightsTime(v); return ok })
	if at < 0 {
		return nil, false
	}
	var numbers, others []int
	for i, c := range a.Columns {
		switch {
		case i == at:
		case a.numeric(c) && !a.counted(c):
			numbers = append(numbers, i)
		default:
			others = append(others, i)
		}
	}
	index := map[string]int{}
	for _, r := range a.Rows {
		when, timed := insightsTime(r[at])
		for _, i := range numbers {
			name := a.Columns[i]
			for _, o := range others {
				name += " " + a.Columns[o] + "=" + valueOr(r[o])
			}
			n := number64(r[i])
			if !timed || math.IsNaN(n) {
				continue
			}
			k, known := index[name]
			if !known {
				k = len(all)
				index[name], all = k, append(all, insightsSeries{name: name, values: map[time.Time]float64{}})
			}
			all[k].values[when] = n
			all[k].sum += n
		}
	}
	slices.SortStableFunc(all, func(a, b insightsSeries) int { return cmp.Compare(b.sum, a.sum) })
	return all, len(all) > 0
}

// counted says whether the query counts by a column: then its numbers are names, as those of a status are.
func (a *insightsAnswer) counted(column string) bool {
	_, by := inStats(a.text)
	return slices.ContainsFunc(by, func(b string) bool {
		return strings.ReplaceAll(b, " ", "") == strings.ReplaceAll(column, " ", "") || strings.HasSuffix(strings.ToLower(b), " as "+strings.ToLower(column))
	})
}

// draw draws them in so many lines, one below the other, as many as there is room for.
func (f insightsChart) draw(height int) []string {
	all, _ := f.answer.overTime()
	from, to, step := f.axis(all)
	each := max(7, min(10, (height-1)/max(1, len(all))))
	var lines []string
	for i, s := range all {
		if len(lines)+each > height {
			if left := len(all) - i; len(lines) < height {
				lines = append(lines, f.theme.Paint(theme.Dim, "   and "+fmt.Sprintf("%d more series", left)))
			}
			break
		}
		lines = append(lines, f.plot(s, from, to, step, each)...)
	}
	return lines[:min(len(lines), height)]
}

// axis is the time that the rows are of, and the distance between them.
func (f insightsChart) axis(all []insightsSeries) (from, to time.Time, step time.Duration) {
	var times []time.Time
	for _, s := range all {
		for t := range s.values {
			times = append(times, t)
		}
	}
	slices.SortFunc(times, time.Time.Compare)
	for i := 1; i < len(times); i++ {
		if d := times[i].Sub(times[i-1]); d > 0 && (step == 0 || d < step) {
			step = d
		}
	}
	if step == 0 {
		step = time.Minute
	}
	return times[0], times[len(times)-1].Add(step), step
}

func (f insightsChart) plot(s insightsSeries, from, to time.Time, step time.Duration, height int) []string {
	values := make([]float64, min(int(to.Sub(from)/step), 100_000))
	top, gap := 0.0, math.NaN()
	if strings.HasPrefix(strings.ToLower(s.name), "count") || s.sum == math.Trunc(s.sum) && strings.Contains(f.answer.text, "count(") {
		gap = 0 // nothing was counted then
	}
	for i := range values {
		values[i] = gap
	}
	for t, v := range s.values {
		if i := int(t.Sub(from) / step); i < len(values) {
			values[i], top = v, max(top, v)
		}
	}
	lines := []string{ruled(f.theme.Paint, theme.Title, s.name, "most "+brief(top), f.width)}
	p := chart.Plot{From: from, To: to, Step: step, Values: values, Top: chart.Round(top), Zone: f.zone, Format: brief}
	for _, pieces := range p.Draw(f.width-2, height-1) {
		var b strings.Builder
		b.WriteByte(' ')
		for _, piece := range pieces {
			f.theme.Write(&b, inkTone(piece.Ink), piece.Text)
		}
		lines = append(lines, b.String())
	}
	return lines
}

// brief is a number in at most five cells.
func brief(v float64) string {
	for _, u := range []struct {
		of   float64
		sign string
	}{{1e9, "G"}, {1e6, "M"}, {1e4, "k"}} {
		if math.Abs(v) >= u.of {
			if u.sign == "k" {
				return fmt.Sprintf("%.0fk", v/1e3)
			}
			return fmt.Sprintf("%.3g%s", v/u.of, u.sign)
		}
	}
	if v == math.Trunc(v) {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
