package theme

import (
	"cmp"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width returns how many cells the text takes on the screen. Plain ASCII is counted without looking for graphemes,
// which is some twenty times faster.
func Width(text string) int {
	if ascii(text) {
		return len(text)
	}
	return ansi.StringWidth(text)
}

// Cut returns the text and its width, shortened to at most w cells; a shortened text ends with "…". Escape
// sequences in it are kept whole.
func Cut(text string, w int) (string, int) {
	if w <= 0 {
		return "", 0
	}
	if ascii(text) {
		if len(text) <= w {
			return text, len(text)
		}
		return text[:w-1] + "…", w
	}
	if n := ansi.StringWidth(text); n <= w {
		return text, n
	}
	text = ansi.Truncate(text, w, "…")
	return text, ansi.StringWidth(text)
}

// Fit returns the text in exactly w cells: cut as Cut does, or followed by spaces.
func Fit(text string, w int) string {
	text, n := Cut(text, w)
	return text + Spaces(w-n)
}

// Spaces returns n spaces, none for a negative n.
func Spaces(n int) string {
	const some = "                                                                                " +
		"                                                                                "
	if n <= 0 {
		return ""
	}
	if n <= len(some) {
		return some[:n]
	}
	return strings.Repeat(" ", n)
}

// Reach returns how many bytes at the beginning of a text fit in w cells, and how many cells those take.
func Reach(text string, w int) (bytes, cells int) {
	for bytes < len(text) {
		n, more := First(text[bytes:])
		if cells+more > w {
			break
		}
		bytes += n
		cells += more
	}
	return bytes, cells
}

// First returns the bytes and cells of the character a text begins with, accents and joiners included.
func First(text string) (bytes, cells int) {
	if text == "" {
		return 0, 0
	}
	const ascii = 0x80
	if text[0] < ascii && (len(text) == 1 || text[1] < ascii) {
		return 1, 1
	}
	c, cells := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	return len(c), cells
}

// ascii says whether the text is printable ASCII throughout, so that its length is its width.
func ascii(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// Rows returns where, in bytes, each row of a text begins that is broken to rows of at most w cells; the first is 0. A row ends
// behind the last space in its second half, else behind a sign there that parts a long name, such as the slash of an image or of
// an ARN, else behind any space after which the next word fits a row. So a tag, a digest or a name stays whole where it fits; a
// hyphen, which belongs to one, ends no row. A space at which a row ends may itself be one cell too many, and is not drawn then.
// Rows after the first have hang cells less.
func Rows(text string, w, hang int) []int {
	starts := []int{0}
	if len(text) <= w || w <= 0 {
		return starts // no cluster is wider than its bytes
	}
	used := 0 // cells of the row so far
	var e ends
	for i := 0; i < len(text); {
		n, cells := First(text[i:])
		blank := n == 1 && text[i] == ' ' // and no accent on it
		if used+cells > w && used > 0 && !blank {
			if len(starts) == 1 {
				w -= hang
			}
			last := e.best(text, end{i, used}, w)
			starts = append(starts, last.at)
			used -= last.used
			e = ends{}
		}
		used += cells
		i += n
		switch {
		case blank && used <= w/2:
			e.early = end{i, used}
		case blank:
			e.space = end{i, used}
		case used > w/2 && n == 1 && strings.IndexByte("/:@,=", text[i-1]) >= 0:
			e.part = end{i, used}
		}
	}
	return starts
}

// end is where a row could end: the byte after it, 0 for nowhere, and the cells up to there.
type end struct{ at, used int }

// ends are where a row could end: behind the last space in its first half and in its second, and behind the last sign there that
// parts a name.
type ends struct{ early, space, part end }

// best is where a row ends that has room up to full, if the next one has w cells.
func (e ends) best(text string, full end, w int) end {
	if e.space.at == 0 && e.part.at == 0 && e.early.at > 0 {
		n, _ := Reach(text[e.early.at:], w)
		if rest := e.early.at + n; rest < len(text) && !strings.Contains(text[e.early.at:rest+1], " ") {
			return full // the word takes more than a row
		}
	}
	return cmp.Or(e.space, e.part, e.early, full)
}

// Wrap breaks a text into lines of at most w cells, as Rows does, and where it has line breaks. Of more lines than most the last
// ends with "…".
func Wrap(text string, w, most int) []string {
	if w <= 0 || most <= 0 || text == "" {
		return nil
	}
	var lines []string
	for one := range strings.SplitSeq(text, "\n") {
		starts := append(Rows(one, w, 0), len(one))
		for i, from := range starts[:len(starts)-1] {
			lines = append(lines, strings.TrimRight(one[from:starts[i+1]], " "))
		}
	}
	if len(lines) <= most {
		return lines
	}
	rest := strings.Join(lines[most-1:], " ")
	last, _ := Cut(rest, w)
	return append(lines[:most-1], last)
}
