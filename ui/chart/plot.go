package chart

import (
	"math"
	"strings"
	"time"
)

// Ink says what a piece of a plot is; whoever draws it decides on the colors.
type Ink int

// The inks: the line, the part of it above the limit, axes and the limit, labels, and marks of moments.
const (
	Line Ink = iota
	Over
	Grid
	Label
	Mark
)

// Piece is a part of a line of text in one ink.
type Piece struct {
	Text string
	Ink  Ink
}

// Moment is something that happened, with a short label: ":43".
type Moment struct {
	At    time.Time
	Label string
}

// Plot is a line over time, with axes. Values are at even distances from From, NaN where there is none: the line has a gap there.
type Plot struct {
	From, To time.Time
	Step     time.Duration
	Values   []float64
	// Top is the value of the upper edge; the lower one is zero. Limit is drawn across where it is not zero.
	Top, Limit float64
	Moments    []Moment
	// Zone is that of the labels of the time axis, and Format writes a value in at most five cells.
	Zone   *time.Location
	Format func(float64) string
}

// Frame is how many lines a plot has besides those of its line, and Gutter how many cells it has to the left of it.
const (
	Frame  = 3
	Gutter = 6
)

// Draw draws the plot w cells wide and h lines high with its frame: moments, the line, and the time axis. It is empty where
// there is no room for that.
func (p Plot) Draw(w, h int) [][]Piece {
	cells, rows := w-Gutter, h-Frame
	if cells < 12 || rows < 1 || !(p.Top > 0) || !p.To.After(p.From) {
		return nil
	}
	dots := p.dots(cells, rows)
	lines := [][]Piece{{{strings.Repeat(" ", Gutter), Label}, {p.moments(cells), Mark}}}
	for row := range rows {
		label := p.label(row, rows)
		axis := "┤"
		if label == "" {
			axis = "│"
		}
		lines = append(lines, append([]Piece{{right(label, Gutter-1), Label}, {axis, Grid}}, dots.row(row, p.limitRow(rows))...))
	}
	return append(lines, p.axis(cells)...)
}

// label is the value of a row: those of the upper edge, the limit, and the lower edge.
func (p Plot) label(row, rows int) string {
	switch {
	case row == p.limitRow(rows):
		return p.Format(p.Limit)
	case row == 0:
		return p.Format(p.Top)
	case row == rows-1:
		return p.Format(0)
	}
	return ""
}

// limitRow is the row of the limit; -1 where there is none.
func (p Plot) limitRow(rows int) int {
	if p.Limit <= 0 || p.Limit > p.Top {
		return -1
	}
	return p.y(p.Limit, rows) / 4
}

// y is the line of dots that a value is on, from above.
func (p Plot) y(v float64, rows int) int {
	last := 4*rows - 1
	return int(math.Round((1 - min(max(v, 0), p.Top)/p.Top) * float64(last)))
}

// moments marks what happened in the row above the line: always the sign, and its label where that has room.
func (p Plot) moments(cells int) string {
	row := []rune(strings.Repeat(" ", cells))
	free := func(from, to int) bool {
		return from >= 0 && to <= cells && strings.TrimSpace(string(row[from:to])) == ""
	}
	var at []int
	for _, m := range p.Moments {
		col := -1
		if !m.At.Before(p.From) && !m.At.After(p.To) {
			col = min(int(float64(m.At.Sub(p.From))/float64(p.To.Sub(p.From))*float64(cells)), cells-1)
			row[col] = '▼'
		}
		at = append(at, col)
	}
	for i, m := range p.Moments {
		label := []rune(m.Label)
		switch n := len(label); {
		case at[i] < 0 || n == 0:
		case free(at[i]+1, at[i]+1+n):
			copy(row[at[i]+1:], label)
		case free(at[i]-n, at[i]):
			copy(row[at[i]-n:], label)
		}
	}
	return string(row)
}

// axis is the time axis with its labels: begin, middle and end.
func (p Plot) axis(cells int) [][]Piece {
	line := []rune(strings.Repeat("─", cells))
	labels := []rune(strings.Repeat(" ", cells))
	for i, share := range []float64{0, 0.5, 1} {
		col := int(share * float64(cells-1))
		at := []rune(p.From.Add(time.Duration(share * float64(p.To.Sub(p.From)))).In(p.Zone).Format("15:04"))
		begin := min(max(col-len(at)/2, 0), cells-len(at))
		if i == 1 && cells < 24 {
			continue
		}
		line[col] = '┴'
		copy(labels[begin:], at)
	}
	return [][]Piece{
		{{right("└", Gutter), Grid}, {string(line), Grid}},
		{{strings.Repeat(" ", Gutter), Label}, {strings.TrimRight(string(labels), " "), Label}},
	}
}

func right(text string, w int) string {
	return strings.Repeat(" ", max(w-len([]rune(text)), 0)) + text
}

// dots is a plane of braille: two dots wide and four high in a cell.
type dots struct {
	w    int
	bits []byte
	over []bool
}

// dots draws the line: each value is joined to the one before it.
func (p Plot) dots(w, h int) dots {
	d := dots{w, make([]byte, w*h), make([]bool, w*h)}
	last := -1
	for x := range 2 * w {
		v := p.value(x, 2*w)
		if math.IsNaN(v) {
			last = -1
			continue
		}
		y := p.y(v, h)
		from, to := y, y
		if last >= 0 {
			from, to = min(y, last), max(y, last)
		}
		for at := from; at <= to; at++ {
			d.set(x, at, p.Limit > 0 && at < p.y(p.Limit, h))
		}
		last = y
	}
	return d
}

// value is the highest value of a column of dots, NaN where there is none.
func (p Plot) value(x, columns int) float64 {
	span := float64(p.To.Sub(p.From)) / float64(p.Step)
	from := int(span * float64(x) / float64(columns))
	to := max(int(math.Ceil(span*float64(x+1)/float64(columns))), from+1)
	most := math.NaN()
	for i := from; i < min(to, len(p.Values)); i++ {
		if v := p.Values[i]; math.IsNaN(most) || v > most {
			most = v
		}
	}
	return most
}

func (d *dots) set(x, y int, over bool) {
	bit := [4][2]byte{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}[y%4][x%2]
	at := y/4*d.w + x/2
	d.bits[at] |= bit
	d.over[at] = d.over[at] || over
}

// row is one line of cells, the limit drawn where the line is not.
func (d *dots) row(row, limit int) []Piece {
	var pieces []Piece
	var b strings.Builder
	ink := Line
	put := func(r rune, as Ink) {
		if as != ink && b.Len() > 0 {
			pieces = append(pieces, Piece{b.String(), ink})
			b.Reset()
		}
		ink = as
		b.WriteRune(r)
	}
	for x := range d.w {
		switch bits := d.bits[row*d.w+x]; {
		case bits != 0 && d.over[row*d.w+x]:
			put(rune(0x2800+int(bits)), Over)
		case bits != 0:
			put(rune(0x2800+int(bits)), Line)
		case row == limit:
			put('┄', Grid)
		default:
			put(' ', ink)
		}
	}
	return append(pieces, Piece{b.String(), ink})
}

// Round is the next round number from a value on, for the upper edge of a plot: 1, 2, 4, 5 or 8 and zeros.
func Round(v float64) float64 {
	if !(v > 0) || math.IsInf(v, 0) {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 4, 5, 8} {
		if v <= n*unit*(1+1e-9) {
			return n * unit
		}
	}
	return 10 * unit
}
