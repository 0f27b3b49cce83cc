package theme

import (
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

// Wrap breaks a text into lines of at most w cells, between words where that is possible. Of more lines than most the last
// ends with "…".
func Wrap(text string, w, most int) []string {
	if w <= 0 || most <= 0 || text == "" {
		return nil
	}
	lines := strings.Split(ansi.Wrap(text, w, ""), "\n")
	if len(lines) <= most {
		return lines
	}
	rest := strings.Join(lines[most-1:], " ")
	last, _ := Cut(rest, w)
	return append(lines[:most-1], last)
}
