package logs

import (
	"regexp"
	"strings"
)

// mostRegexps is how many regular expressions a filter pattern may have.
const mostRegexps = 2

// expression compiles a regular expression in the dialect of filter patterns: letters, digits and a few symbols, the usual
// operators but no groups, \d \s \w and their inverses, and \xhh with capitals for any other ASCII character. What the
// manual does not list is refused.
func expression(text string) (*regexp.Regexp, error) {
	wrong := invalid("Invalid regular expression: " + text)
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\':
			n := escaped(text[i:])
			if n == 0 {
				return nil, wrong
			}
			b.WriteString(text[i : i+n])
			i += n - 1
		case c == '{' && strings.HasPrefix(text[i:], "{,"):
			b.WriteString("{0")
		case letter(c) || strings.IndexByte(" :_#=@/;,-^$?[]{}|*+.", c) >= 0:
			b.WriteByte(c)
		default:
			return nil, wrong
		}
	}
	re, err := regexp.Compile(b.String())
	if err != nil {
		return nil, wrong
	}
	return re, nil
}

// escaped is how long the escape is that a text begins with; 0 where there is none.
func escaped(text string) int {
	switch {
	case len(text) < 2:
		return 0
	case text[1] == 'x':
		if len(text) >= 4 && hexadecimal(text[2]) && hexadecimal(text[3]) {
			return 4
		}
		return 0
	case letter(text[1]):
		if strings.IndexByte("dDsSwW", text[1]) < 0 {
			return 0
		}
	case text[1] >= 0x80:
		return 0
	}
	return 2
}

func letter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func hexadecimal(c byte) bool { return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' }
