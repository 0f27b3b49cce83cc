// Package chart draws numbers in a line of text, without style.
package chart

import (
	"math"
	"strings"
)

// Bar shows part of whole in w cells: "▆▆▁▁", which unlike "██░░" does not run together with the lines above and
// below. Anything short of the whole leaves a cell empty and anything above nothing fills one, unless w is 1: then only the whole fills it. It is empty where whole is not positive.
func Bar(part, whole, w int) string {
	if whole <= 0 || w <= 0 {
		return ""
	}
	full := w
	if part < whole {
		share := int(math.Round(float64(max(part, 0)) / float64(whole) * float64(w)))
		full = min(share, w-1)
		if part > 0 && w > 1 {
			full = max(full, 1)
		}
	}
	return strings.Repeat("▆", full) + strings.Repeat("▁", w-full)
}

// Span shows a part of a whole that begins somewhere within it, in w cells: "   ▆▆". It is at least one cell long.
func Span(begin, length, whole float64, w int) string {
	if !(whole > 0) || w <= 0 {
		return ""
	}
	cells := func(part float64) int { return int(math.Round(min(max(part, 0), whole) / whole * float64(w))) }
	n := min(max(1, cells(length)), w)
	return strings.Repeat(" ", min(cells(begin), w-n)) + strings.Repeat("▆", n)
}

// Spark shows the last w values as columns of different heights, the highest of them in full: "▁▂▃▅▇". A NaN is a
// space, missing ones to the left are too.
func Spark(values []float64, w int) string {
	top := 0.0
	for _, v := range last(values, w) {
		if !math.IsInf(v, 0) && v > top { // a NaN is not greater than anything
			top = v
		}
	}
	return SparkTo(values, top, w)
}

// SparkTo is Spark with the value that is a full column given: 100 for percents. Values outside 0 to top are drawn as
// the nearest of the two.
func SparkTo(values []float64, top float64, w int) string {
	if w <= 0 {
		return ""
	}
	values = last(values, w)
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", w-len(values)))
	for _, v := range values {
		b.WriteRune(column(v, top))
	}
	return b.String()
}

// Gauge is a spark of percents of something that can be exceeded: ▇ is all of it, and █ more than that.
func Gauge(values []float64, w int) string {
	if w <= 0 {
		return ""
	}
	values = last(values, w)
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", w-len(values)))
	for _, v := range values {
		if v > 100 {
			b.WriteRune('█')
			continue
		}
		b.WriteRune(column(v, 100))
	}
	return b.String()
}

func column(v, top float64) rune {
	const lowest, steps = '▁', 6 // ▇ rather than █, so that lines of sparks do not run together
	switch {
	case math.IsNaN(v):
		return ' '
	case !(v > 0) || !(top > 0):
		return lowest
	case v >= top:
		return lowest + steps
	}
	return lowest + rune(math.Round(v/top*steps))
}

func last(values []float64, n int) []float64 {
	return values[max(len(values)-max(n, 0), 0):]
}

// Between shows the part of a whole that lies from begin to end, in w cells: "▁▁▆▆". Two parts that meet at a value meet
// at a cell, too; a part that is not empty has at least one where there is room for it.
func Between(begin, end, whole float64, w int) string {
	if !(whole > 0) || w <= 0 {
		return ""
	}
	cell := func(at float64) int {
		at = min(max(at, 0), whole)
		n := int(math.Round(at / whole * float64(w)))
		switch {
		case at > 0 && at < whole && w > 2:
			return min(max(n, 1), w-1)
		}
		return n
	}
	from, to := cell(begin), cell(end)
	return strings.Repeat("▁", from) + strings.Repeat("▆", max(0, to-from)) + strings.Repeat("▁", w-max(from, to))
}

// Eighths is a bar of a part of a whole in at most w cells, to the eighth of a cell: "██▍". Anything above nothing has at least an eighth;
// a NaN has none.
func Eighths(part, whole float64, w int) string {
	if !(part > 0) || !(whole > 0) || w <= 0 {
		return ""
	}
	n := max(1, int(math.Round(min(part/whole, 1)*float64(8*w))))
	bar := strings.Repeat("█", n/8)
	if rest := n % 8; rest > 0 {
		bar += string(rune('█' + 8 - rest))
	}
	return bar
}
