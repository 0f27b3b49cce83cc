package chart

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func hour(values ...float64) Plot {
	from := time.Date(2026, 3, 1, 2, 19, 0, 0, time.UTC)
	return Plot{From: from, To: from.Add(time.Hour), Step: time.Hour / time.Duration(len(values)), Values: values, Top: 100, Zone: time.UTC,
		Format: func(v float64) string { return strconv.Itoa(int(v)) + "%" }}
}

func drawn(p Plot, w, h int) []string {
	var lines []string
	for _, line := range p.Draw(w, h) {
		text := ""
		for _, piece := range line {
			text += piece.Text
		}
		lines = append(lines, text)
	}
	return lines
}

func inks(line []Piece) (all []Ink) {
	for _, p := range line {
		if strings.TrimSpace(p.Text) != "" {
			all = append(all, p.Ink)
		}
	}
	return all
}

func TestPlot(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	p := hour(0, 0, 100, 100, nan, 50)
	p.Limit, p.Moments = 60, []Moment{{p.From.Add(20 * time.Minute), ":43"}, {p.To, ":44"}, {p.From.Add(-time.Minute), "before"}}
	got := drawn(p, 26, 7)
	if len(got) != 7 {
		t.Fatalf("%d lines:\n%s", len(got), strings.Join(got, "\n"))
	}
	t.Log("\n" + strings.Join(got, "\n"))
	lines := p.Draw(26, 7)
	if top := inks(lines[1]); !slices.Contains(top, Over) || slices.Contains(top, Line) {
		t.Errorf("above the limit: %v", top)
	}
	if low := inks(lines[4]); slices.Contains(low, Over) || !slices.Contains(low, Line) {
		t.Errorf("below the limit: %v", low)
	}
	gap := []rune(got[1])[Gutter:]
	for i, r := range gap[14:16] {
		if r != ' ' {
			t.Errorf("cell %d of the gap is %q", 14+i, r)
		}
	}
	for _, text := range []string{":43", ":44▼"} {
		if !strings.Contains(got[0], text) || strings.Contains(got[0], "before") {
			t.Errorf("moments: %q", got[0])
		}
	}
	for i, text := range map[int]string{1: " 100%┤", 4: "   0%┤", 5: "     └┴", 6: "02:19"} {
		if !strings.Contains(got[i], text) {
			t.Errorf("line %d is %q, without %q", i, got[i], text)
		}
	}
}

// Whatever the values, no line is wider than it may be, and all are there.
func TestPlotKeepsItsSize(t *testing.T) {
	t.Parallel()
	for _, values := range [][]float64{{}, {math.NaN()}, {math.Inf(1), -5, 1e300}, make([]float64, 61), {1}} {
		for w := range 60 {
			for h := range 12 {
				p := hour(append(values, 3)...)
				p.Values, p.Limit = values, 90
				p.Moments = []Moment{{p.From, "a label longer than the plot is wide, which nobody could read anyhow"}, {p.To, ":1"}, {p.To, ":2"}}
				lines := drawn(p, w, h)
				if len(lines) != 0 && len(lines) != h || len(lines) == 0 && w >= Gutter+12 && h > Frame {
					t.Fatalf("%d lines at %d×%d", len(lines), w, h)
				}
				for _, l := range lines {
					if n := utf8.RuneCountInString(l); n > w {
						t.Fatalf("%d cells at %d×%d: %q", n, w, h, l)
					}
				}
			}
		}
	}
}

func TestRound(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]float64{0: 1, 0.3: 0.4, 1: 1, 1.1: 2, 3: 4, 4.2: 5, 61: 80, 81: 100, 100: 100, 101: 200, math.NaN(): 1, math.Inf(1): 1} {
		if got := Round(v); math.Abs(got-want) > 1e-9 {
			t.Errorf("%g: %g, want %g", v, got, want)
		}
	}
}
