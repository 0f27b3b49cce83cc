package main

import "fmt"

// shape is the outline of a block or line character with its cell's corner at x and y, as an SVG path; empty for
// characters that are text.
func shape(r rune, x, y int) string {
	const w, h = cellWidth, cellHeight
	switch {
	case r == '▀':
		return box(x, y, w, h/2)
	case r >= '▁' && r <= '█':
		part := (int(r-'▁') + 1) * h / 8
		return box(x, y+h-part, w, part)
	case r >= '▉' && r <= '▏':
		return box(x, y, 7-int(r-'▉'), h)
	case r == '▐':
		return box(x+w/2, y, w/2, h)
	case r == '░', r == '▒', r == '▓':
		return shade(int(r-'░')+1, x, y)
	case r == '▔':
		return box(x, y, w, h/8)
	case r == '▕':
		return box(x+w-1, y, 1, h)
	}
	return lines(arms(r), x, y)
}

// box is a rectangle.
func box(x, y, w, h int) string { return fmt.Sprintf("M%d %dh%dv%dh%dz", x, y, w, h, -w) }

// shade is dots, in every second row and column or more.
func shade(density, x, y int) string {
	var d string
	for row := 0; row < cellHeight; row += 3 {
		for column := row / 3 % 2 * 2; column < cellWidth; column += 4 {
			d += box(x+column, y+row, density, 1+density/3)
		}
	}
	return d
}

// Where a line character's lines go from the middle of its cell.
const (
	left = 1 << iota
	right
	up
	down
)

// arms are the directions of a thin line character, or none.
func arms(r rune) int {
	switch r {
	case '─':
		return left | right
	case '│':
		return up | down
	case '┌', '╭':
		return right | down
	case '┐', '╮':
		return left | down
	case '└', '╰':
		return right | up
	case '┘', '╯':
		return left | up
	case '├':
		return up | down | right
	case '┤':
		return up | down | left
	case '┬':
		return left | right | down
	case '┴':
		return left | right | up
	case '┼':
		return left | right | up | down
	}
	return 0
}

func lines(arms, x, y int) string {
	const w, h = cellWidth, cellHeight
	var d string
	if arms&left != 0 {
		d += box(x, y+h/2, w/2+1, 1)
	}
	if arms&right != 0 {
		d += box(x+w/2, y+h/2, w-w/2, 1)
	}
	if arms&up != 0 {
		d += box(x+w/2, y, 1, h/2+1)
	}
	if arms&down != 0 {
		d += box(x+w/2, y+h/2, 1, h-h/2)
	}
	return d
}
