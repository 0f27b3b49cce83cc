package table

import "strings"

// word is a word of a filter, or the rest of one, with what its quotes protect.
type word struct {
	text   string
	quoted []bool // for each byte of text
}

// split splits a filter at the spaces outside quotes and takes the quotes away.
func split(expr string) []word {
	var all []word
	var w word
	begun, inside := false, false
	for i := range len(expr) {
		c := expr[i]
		if c == '"' {
			begun, inside = true, !inside
			continue
		}
		if !inside && (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			if begun {
				all = append(all, w)
			}
			w, begun = word{}, false
			continue
		}
		w.text += expr[i : i+1]
		w.quoted = append(w.quoted, inside)
		begun = true
	}
	if begun {
		all = append(all, w)
	}
	return all
}

// plain says whether the word begins with the sign, outside quotes.
func (w word) plain(sign string) bool {
	return strings.HasPrefix(w.text, sign) && !w.quoted[0]
}

func (w word) after(n int) word { return word{w.text[n:], w.quoted[n:]} }

// prefix splits the word at its first colon outside quotes.
func (w word) prefix() (name string, rest word, ok bool) {
	for i := range len(w.text) {
		if w.text[i] == ':' && !w.quoted[i] {
			return w.text[:i], w.after(i + 1), true
		}
	}
	return "", word{}, false
}
