package tail

import (
	"fmt"
	"strings"
)

// mostPattern is how many bytes a filter pattern has at most.
const mostPattern = 1024

// Containing is a CloudWatch filter pattern of every event whose text, once it is clean, has one of some texts of
// printable ASCII in it, in capitals or not, or matches one of some shapes in the dialect of filter patterns; empty where there
// is no such pattern. It may match more. It is one regular expression in the dialect of filter patterns, which knows letters, digits, a few symbols, \xhh for the rest and |, but
// neither groups nor options. Events with control characters match whatever they say, since those may stand within the
// text and cleaning drops them; other invisible characters, of more than one byte, cannot be asked for.
func Containing(texts, shapes []string) string {
	alternatives := make([]string, 0, len(texts)+40)
	for c := byte(0); c < 0x20; c++ {
		if c != '\t' && c != '\n' && c != '\r' {
			alternatives = append(alternatives, fmt.Sprintf(`\x%02X`, c))
		}
	}
	alternatives = append(alternatives, `\x7F`)
	alternatives = append(alternatives, shapes...)
	room := mostPattern - len("%%") - len(strings.Join(alternatives, "|"))
	if len(texts) == 0 {
		return ""
	}
	for _, text := range texts {
		part := anyCase(text, room/len(texts)-1)
		if part == "" {
			return ""
		}
		alternatives = append(alternatives, part)
	}
	return "%" + strings.Join(alternatives, "|") + "%"
}

// anyCase is the expression of a text in capitals or not, or of as much of its beginning as there is room for; empty where
// that is nothing or the text has other characters than printable ASCII.
func anyCase(text string, room int) string {
	var b strings.Builder
	for i := range len(text) {
		var one string
		switch c := text[i]; {
		case c < ' ' || c > '~':
			return ""
		case c >= 'a' && c <= 'z':
			one = fmt.Sprintf("[%c%c]", c, c-'a'+'A')
		case c >= 'A' && c <= 'Z':
			one = fmt.Sprintf("[%c%c]", c-'A'+'a', c)
		case c == ' ':
			one = `\s` // tabs are spaces in clean text
		case c >= '0' && c <= '9' || strings.IndexByte(":_#=@/;,-", c) >= 0:
			one = string(c)
		default:
			one = fmt.Sprintf(`\x%02X`, c)
		}
		if b.Len()+len(one) > room {
			break
		}
		b.WriteString(one)
	}
	return b.String()
}
