package chart

import (
	"math"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestBar(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		part, whole, w int
		want           string
	}{
		{2, 4, 4, "▆▆▁▁"}, {12, 12, 4, "▆▆▆▆"}, {13, 12, 4, "▆▆▆▆"}, {0, 0, 4, ""}, {0, 3, 4, "▁▁▁▁"}, {-1, 3, 2, "▁▁"},
		{1, 1000, 4, "▆▁▁▁"}, {999, 1000, 4, "▆▆▆▁"}, {1, 2, 1, "▁"}, {2, 2, 1, "▆"}, {1, 2, 0, ""}, {1, 2, -3, ""},
		{math.MaxInt - 1, math.MaxInt, 3, "▆▆▁"},
	} {
		if got := Bar(c.part, c.whole, c.w); got != c.want {
			t.Errorf("Bar(%d, %d, %d) is %q, want %q", c.part, c.whole, c.w, got, c.want)
		}
	}
}

func TestSpark(t *testing.T) {
	t.Parallel()
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		values []float64
		w      int
		want   string
	}{
		{[]float64{0, 1, 2, 3, 4, 5, 6}, 7, "▁▂▃▄▅▆▇"}, {[]float64{9, 1, 2}, 2, "▄▇"}, {[]float64{1}, 3, "  ▇"},
		{[]float64{1, nan, 2}, 3, "▄ ▇"}, {[]float64{inf, 1, -inf}, 3, "▇▇▁"}, {[]float64{0, 0}, 2, "▁▁"},
		{[]float64{-1, -2}, 2, "▁▁"}, {nil, 2, "  "}, {[]float64{1}, 0, ""}, {[]float64{1}, -1, ""},
	} {
		if got := Spark(c.values, c.w); got != c.want {
			t.Errorf("Spark(%v, %d) is %q, want %q", c.values, c.w, got, c.want)
		}
	}
	if got := SparkTo([]float64{12, 55, 100, 250}, 100, 4); got != "▂▄▇▇" {
		t.Errorf("SparkTo is %q", got)
	}
	if got := SparkTo([]float64{1}, nan, 1); got != "▁" {
		t.Errorf("SparkTo NaN is %q", got)
	}
}

func TestWidths(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.IntRange(0, 40).Draw(t, "width")
		values := rapid.SliceOf(rapid.Float64()).Draw(t, "values")
		if n := utf8.RuneCountInString(SparkTo(values, rapid.Float64().Draw(t, "top"), w)); n != w {
			t.Fatalf("%d cells, want %d", n, w)
		}
		if n := utf8.RuneCountInString(Bar(rapid.Int().Draw(t, "part"), rapid.IntRange(1, 1<<40).Draw(t, "whole"), w)); n != w {
			t.Fatalf("%d cells, want %d", n, w)
		}
	})
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		begin, length, whole float64
		w                    int
		want                 string
	}{
		{0, 10, 10, 4, "▆▆▆▆"}, {5, 5, 10, 4, "  ▆▆"}, {10, 0, 10, 4, "   ▆"}, {0, 0, 10, 4, "▆"}, {0, 1, 0, 4, ""},
		{-3, 99, 10, 2, "▆▆"}, {1, 1, 10, 0, ""}, {math.NaN(), 1, math.NaN(), 4, ""},
	} {
		if got := Span(c.begin, c.length, c.whole, c.w); got != c.want {
			t.Errorf("Span(%v, %v, %v, %d) = %q, want %q", c.begin, c.length, c.whole, c.w, got, c.want)
		}
	}
}
