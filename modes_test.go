//go:build !windows

package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// modes names what a program switched in a terminal and did not switch back, by all that it wrote. The terminal was
// so many lines high: then lines that scroll from the first to the last are all of them.
func modes(text string, heights ...int) []string {
	on := map[string]bool{}
	keyboards := 0
	for _, control := range regexp.MustCompile(`\x1b\[([<=>?]?)([0-9;:]*)([@-~])`).FindAllStringSubmatch(text, -1) {
		mark, numbers, final := control[1], control[2], control[3]
		switch mark + final {
		case "?h", "?l":
			for _, number := range strings.Split(numbers, ";") {
				before := number == "25" || number == "7" // the cursor shows, and lines wrap
				on["mode "+number] = (final == "h") != before
			}
		case ">u":
			keyboards++
		case "<u":
			keyboards--
		case ">m": // how keys with modifiers are sent
			on["keyboard "+strings.Split(numbers, ";")[0]] = strings.Contains(numbers, ";")
		case "m":
			on["colour"] = numbers != "" && numbers != "0"
		case "r":
			whole := func(height int) bool { return numbers == fmt.Sprintf("1;%d", height) }
			on["part that scrolls"] = numbers != "" && !slices.ContainsFunc(heights, whole)
		}
	}
	on["a keyboard of its own"] = keyboards != 0
	var left []string
	for name, is := range on {
		if is {
			left = append(left, name)
		}
	}
	slices.Sort(left)
	return left
}

func TestModes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"\x1b[?1049h\x1b[?25lx\x1b[?25h\x1b[?1049l":  "[]",
		"\x1b[?7lx\x1b[?7h\x1b[?7l":                  "[mode 7]",
		"\x1b[?7lx\x1b[?7h":                          "[]",
		"\x1b[?1049h\x1b[?25l":                       "[mode 1049 mode 25]",
		"\x1b[?1002;1006h\x1b[?1002l":                "[mode 1006]",
		"\x1b[?2004h\x1b[?1004h\x1b[?2004l":          "[mode 1004]",
		"\x1b[>4;2m\x1b[>1u":                         "[a keyboard of its own keyboard 4]",
		"\x1b[>4m\x1b[>4;2m\x1b[>1u\x1b[>4m\x1b[<1u": "[]",
		"\x1b[1;31mred":                              "[colour]",
		"\x1b[1;31mred\x1b[m":                        "[]",
		"\x1b[?2026$p\x1b[?u\x1b[2;5r\x1b]11;?\x07":  "[part that scrolls]",
		"\x1b[2;5r\x1b[1;24r":                        "[]",
		"\x1b[1;23r":                                 "[part that scrolls]",
	} {
		if got := fmt.Sprint(modes(text, 10, 24)); got != want {
			t.Errorf("%q leaves %s, not %s", text, got, want)
		}
	}
}
