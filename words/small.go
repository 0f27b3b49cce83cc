package words

import "strings"

// Small is a sentence as part of another one: it begins with a small letter, unless with an abbreviation or a name in capitals, and has
// no full stop.
func Small(sentence string) string {
	s := strings.TrimSuffix(sentence, ".")
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] == ' ' || s[1] >= 'a' && s[1] <= 'z') {
		return strings.ToLower(s[:1]) + s[1:]
	}
	return s
}
