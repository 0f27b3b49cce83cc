package logline

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
)

// Needs says what a line cannot do without that satisfies all of some terms: one of the texts is in it, in capitals or not, as
// it was written before anything was taken out of it but control characters. term is the one that wants them; of several it is
// the one that fewest lines will have. Both are empty where no term says as much. The texts are of printable ASCII. A term
// about one of the labels says nothing of the text.
func Needs(exprs []string, labels ...string) (term string, texts []string) {
	best := 0
	for _, expr := range exprs {
		t, err := ParseTerm(expr)
		if err != nil || expr == "" {
			continue
		}
		found := t.needs(labels)
		size := shortest(found)
		if size <= best {
			continue
		}
		if t.Kind == FieldTerm {
			found = append(found, `\u`) // JSON may have written any letter that way
		}
		term, texts, best = expr, found, size
	}
	return term, texts
}

func shortest(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	return len(slices.MinFunc(texts, func(a, b string) int { return len(a) - len(b) }))
}

func (t *Term) needs(labels []string) []string {
	switch t.Kind {
	case TextTerm:
		ascii := !strings.ContainsFunc(t.Value, func(r rune) bool { return r > unicode.MaxASCII }) // then only ASCII letters are folded
		return listed(longest(t.Value, func(r rune) bool { return printable(r) && (ascii || !folded(r)) }))
	case PatternTerm:
		re, err := syntax.Parse("(?im)"+t.Value, syntax.Perl)
		if err != nil {
			return nil
		}
		return Required(re)
	case FieldTerm:
		if t.Op == "=" && !slices.ContainsFunc(labels, func(l string) bool { return equal(l, t.Name) }) {
			plain := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }
			return listed(longest(t.Value, func(r rune) bool { return plain(r) && !folded(r) }))
		}
	}
	return nil
}

// mostNeeds is how many texts are worth looking for at once.
const mostNeeds = 8

// Required returns texts of which one must occur, in capitals or not, where an expression matches; none where it cannot
// tell.
func Required(re *syntax.Regexp) (texts []string) {
	switch re.Op {
	case syntax.OpLiteral:
		return listed(longest(strings.ToLower(string(re.Rune)), func(r rune) bool { return printable(r) && !folded(r) }))
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if found := Required(sub); shortest(found) > shortest(texts) {
				texts = found
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			found := Required(sub)
			if len(found) == 0 || len(texts)+len(found) > mostNeeds {
				return nil
			}
			texts = append(texts, found...)
		}
	case syntax.OpCapture, syntax.OpPlus:
		return Required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return Required(re.Sub[0])
		}
	}
	return texts
}

// folded says whether another letter than its capital equals it: the Kelvin sign equals k, and the long s equals s.
func folded(r rune) bool { return strings.ContainsRune("kKsS", r) }

func printable(r rune) bool { return r >= ' ' && r < 0x7f }

// longest returns the longest part of a text that has only some characters.
func longest(text string, of func(rune) bool) (part string) {
	for p := range strings.FieldsFuncSeq(text, func(r rune) bool { return !of(r) }) {
		if len(p) > len(part) {
			part = p
		}
	}
	return part
}

func listed(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}
