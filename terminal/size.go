package terminal

import "github.com/charmbracelet/x/term"

// The largest size that is believed: no screen has more cells, and each of them costs memory.
const (
	MaxCols = 1000
	MaxRows = 500
)

// Clamp bounds what a terminal says of its size. 0 stays 0: the size is unknown.
func Clamp(cols, rows int) (int, int) {
	return min(max(cols, 0), MaxCols), min(max(rows, 0), MaxRows)
}

// Size is how large the terminal of a descriptor is, within bounds.
func Size(fd uintptr) (cols, rows int, err error) {
	cols, rows, err = term.GetSize(fd)
	cols, rows = Clamp(cols, rows)
	return cols, rows, err
}
