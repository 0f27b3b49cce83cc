package reader

import "github.com/ecscope/ecscope/ui/theme"

// rows returns where, in bytes, each row of a text wrapped to w cells begins; the first is 0. Rows end behind a space
// if there is one in their second half. Such a space may itself be one cell too many, and is not drawn then. Rows after
// the first have hang cells less.
func rows(text string, w, hang int) []int {
	starts := []int{0}
	if len(text) <= w || w <= 0 {
		return starts // no cluster is wider than its bytes
	}
	used := 0              // cells of the row so far
	space, behind := -1, 0 // the byte after the last space in its second half, and the cells up to there
	for i := 0; i < len(text); {
		n, cells := theme.First(text[i:])
		blank := n == 1 && text[i] == ' ' // and no accent on it
		if used+cells > w && used > 0 && !blank {
			if space < 0 {
				space, behind = i, used
			}
			starts = append(starts, space)
			used -= behind
			space = -1
			if len(starts) == 2 {
				w -= hang
			}
		}
		used += cells
		i += n
		if blank && used > w/2 {
			space, behind = i, used
		}
	}
	return starts
}

// rows returns where the rows of a line begin, and by how many cells those after the first are set in.
func (r *Reader) rows(line int) (starts []int, hang int) {
	l := r.lines[line]
	at := 0
	for _, s := range l {
		at += theme.Width(s.Text)
		if s.Hang && at <= r.w/2 {
			hang = at
		}
	}
	return rows(l.text(), r.w, hang), hang
}
