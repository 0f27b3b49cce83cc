package main

import (
	"fmt"

	"github.com/hinshun/vt10x"
)

// The window's own colours. They read well on a light page and on a dark one.
const (
	paper = "#0d1117"
	ink   = "#d1d7e0"
	edge  = "#3d444d"
	knob  = "#656c76"
)

// cell is one character of the screen and how it looks.
type cell struct {
	char                    rune
	ink, paper              string // #rrggbb
	bold, underline, struck bool
}

// like says whether two cells can be drawn as one text.
func (c cell) like(d cell) bool {
	c.char, c.paper = d.char, d.paper
	return c == d
}

// grid is a screen, line by line.
type grid [][]cell

// Attributes of the emulator's cells, which it keeps to itself.
const (
	underlined = 1 << 1
	boldened   = 1 << 2
	blinking   = 1 << 5
)

// grid copies what is on the screen.
func (t *terminal) grid() grid {
	t.screen.Lock()
	defer t.screen.Unlock()
	cols, rows := t.screen.Size()
	g := make(grid, rows)
	for y := range g {
		g[y] = make([]cell, cols)
		for x := range g[y] {
			c := t.screen.Cell(x, y)
			g[y][x] = cell{char: c.Char, ink: hex(c.FG), paper: hex(c.BG), bold: c.Mode&boldened != 0,
				underline: c.Mode&underlined != 0, struck: c.Mode&blinking != 0}
		}
	}
	return g
}

// hex is a colour of the emulator. It uses the first 256 numbers for the palette, and all of them for red, green, blue.
func hex(c vt10x.Color) string {
	switch {
	case c == vt10x.DefaultFG:
		return ink
	case c == vt10x.DefaultBG:
		return paper
	case c < 16:
		return basic(int(c))
	case c < 232: // a cube of six steps
		step := func(n vt10x.Color) int {
			if n %= 6; n > 0 {
				return 55 + 40*int(n)
			}
			return 0
		}
		return fmt.Sprintf("#%02x%02x%02x", step((c-16)/36), step((c-16)/6), step(c-16))
	case c < 256:
		return fmt.Sprintf("#%02[1]x%02[1]x%02[1]x", 8+10*(int(c)-232))
	}
	return fmt.Sprintf("#%06x", uint32(c))
}

// basic is one of the sixteen colours that every terminal chooses for itself.
func basic(n int) string {
	return []string{"#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
		"#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc"}[n]
}
