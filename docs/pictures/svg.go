package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sizes in pixels: a cell, where a line's letters stand in it, and what is around the screen.
const (
	cellWidth, cellHeight = 8, 18
	baseline              = 13
	margin, bar           = 12, 28
	fonts                 = `ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono','DejaVu Sans Mono',monospace`
)

// svg draws a grid as a window. Words are text, each where its first cell is and as wide as its cells; blocks and lines
// are shapes, because fonts leave gaps between them.
func svg(g grid, about string) []byte {
	var b bytes.Buffer
	window(&b, len(g[0]), len(g), about, "")
	screen(&b, g)
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// window draws what is around a screen of so many columns and rows.
func window(b *bytes.Buffer, cols, rows int, about, style string) {
	width, height := cols*cellWidth+2*margin, rows*cellHeight+bar+margin
	fmt.Fprintf(b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %d" role="img">`,
		width, height, height)
	fmt.Fprintf(b, "\n<title>%s</title>\n", escaped(about))
	fmt.Fprintf(b, "<style>text{font:13.3px %s;white-space:pre}path{shape-rendering:crispEdges}.b{font-weight:700}.u{text-decoration:underline}"+
		".s{text-decoration:line-through}.m{text-anchor:middle}%s</style>\n", fonts, style)
	fmt.Fprintf(b, `<rect x=".5" y=".5" width="%d" height="%d" rx="8" fill="%s" stroke="%s"/>`+"\n",
		width-1, height-1, paper, edge)
	for i := range 3 {
		fmt.Fprintf(b, `<circle cx="%d" cy="15" r="4.5" fill="%s"/>`, margin+8+i*16, knob)
	}
	b.WriteString("\n")
}

// screen draws the cells of a grid.
func screen(b *bytes.Buffer, g grid) {
	fmt.Fprintf(b, `<g transform="translate(%d %d)">`+"\n", margin, bar)
	for y, row := range g {
		background(b, row, y)
		for from := 0; from < len(row); {
			to := from + span(row[from:])
			mark(b, row[from:to], from, y)
			from = to
		}
	}
	b.WriteString("</g>\n")
}

// background fills what is behind the cells of a row, where it differs from the window.
func background(b *bytes.Buffer, row []cell, y int) {
	for from := 0; from < len(row); {
		to := from + 1
		for to < len(row) && row[to].paper == row[from].paper {
			to++
		}
		if row[from].paper != paper {
			fmt.Fprintf(b, `<path fill="%s" d="%s"/>`+"\n", row[from].paper,
				box(from*cellWidth, y*cellHeight, (to-from)*cellWidth, cellHeight))
		}
		from = to
	}
}

// span is how many cells from the first one on are drawn as one: a word, words with one space between them, or the
// same kind of shapes. Spaces are drawn as nothing, one by one.
func span(row []cell) int {
	first := row[0]
	n := 1
	switch {
	case first.blank():
		return 1
	case shape(first.char, 0, 0) != "":
		for n < len(row) && row[n].ink == first.ink && shape(row[n].char, 0, 0) != "" {
			n++
		}
		return n
	case !plain(first.char):
		return 1
	}
	for n < len(row) && row[n].like(first) && (plain(row[n].char) || row[n].char == ' ' && n+1 < len(row) &&
		row[n+1].like(first) && plain(row[n+1].char)) {
		n++
	}
	return n
}

func (c cell) blank() bool { return c.char == ' ' || c.char == 0 }

// plain says that every font has the character, in the width of the others.
func plain(r rune) bool { return r > ' ' && r < 0x250 && unicode.IsPrint(r) }

// mark draws what span found.
func mark(b *bytes.Buffer, cells []cell, x, y int) {
	first := cells[0]
	if first.blank() {
		return
	}
	if shape(first.char, 0, 0) != "" {
		fmt.Fprintf(b, `<path fill="%s" d="`, first.ink)
		for i, c := range cells {
			b.WriteString(shape(c.char, (x+i)*cellWidth, y*cellHeight))
		}
		b.WriteString("\"/>\n")
		return
	}
	var text strings.Builder
	for _, c := range cells {
		text.WriteRune(c.char)
	}
	left, length := x*cellWidth, ""
	class := first.class()
	if plain(first.char) {
		length = fmt.Sprintf(` textLength="%d" lengthAdjust="spacingAndGlyphs"`, utf8.RuneCountInString(text.String())*cellWidth)
	} else { // a sign that may come from another font, wider than the cell: it keeps to the middle
		left += cellWidth / 2
		class = append(class, "m")
	}
	if len(class) > 0 {
		length += ` class="` + strings.Join(class, " ") + `"`
	}
	fmt.Fprintf(b, `<text x="%d" y="%d" fill="%s"%s>%s</text>`+"\n", left, y*cellHeight+baseline, first.ink, length,
		escaped(text.String()))
}

func (c cell) class() []string {
	var names []string
	if c.bold {
		names = append(names, "b")
	}
	if c.underline {
		names = append(names, "u")
	}
	if c.struck {
		names = append(names, "s")
	}
	return names
}

func escaped(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
	return b.String()
}
