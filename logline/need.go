package logline

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode"
)

// Need is what a line cannot do without that satisfies a term: one of the texts is in it, in capitals or not, or one of the shapes
// matches, as it was written before anything was taken out of it but control characters. The texts are of printable ASCII. Shapes
// are regular expressions that regard case, of what a CloudWatch filter pattern and Go both read: no groups, and \xhh for most signs.
type Need struct {
	Term          string
	Texts, Shapes []string
}

// Needs says what a line cannot do without that satisfies all of some terms. The term is the one that wants it; of several it is the
// one that fewest lines will satisfy. The need is empty where no term says as much. A term about one of the labels says nothing
// of the text. The need of a level is that of the first line of an entry, and of every line that may go on with one.
func Needs(exprs []string, labels ...string) (best Need) {
	rare := 0
	for _, expr := range exprs {
		t, err := ParseTerm(expr)
		if err != nil || expr == "" {
			continue
		}
		if found, size := t.needs(labels); size > rare {
			best, rare = found, size
			best.Term = expr
		}
	}
	return best
}

func shortest(texts []string) int {
	if len(texts) == 0 {
		return 0
	}
	return len(slices.MinFunc(texts, func(a, b string) int { return len(a) - len(b) }))
}

// needs is what a line needs to satisfy the term, and roughly how rare that is: as rare as a text of so many characters; 0 where the
// term needs nothing.
func (t *Term) needs(labels []string) (n Need, rare int) {
	switch t.Kind {
	case TextTerm:
		ascii := !strings.ContainsFunc(t.Value, func(r rune) bool { return r > unicode.MaxASCII }) // then only ASCII letters are folded
		n.Texts = listed(longest(t.Value, func(r rune) bool { return printable(r) && (ascii || !folded(r)) }))
	case PatternTerm:
		if re, err := syntax.Parse("(?im)"+t.Value, syntax.Perl); err == nil {
			n.Texts = Required(re)
		}
	case LevelTerm:
		return t.needsLevel()
	case FieldTerm:
		return t.needsField(labels)
	}
	return n, shortest(n.Texts)
}

// escapes are how JSON may have written any letter, or have hidden something between two.
func escapes() []string { return []string{`\u`, `\b`, `\f`} }

// needsField is what a line needs to have a field of some value: the value, or at least the name of one that is compared.
func (t *Term) needsField(labels []string) (n Need, rare int) {
	if t.Op == "!=" || slices.ContainsFunc(labels, func(l string) bool { return equal(l, t.Name) }) {
		return n, 0
	}
	plain := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' }
	from, most := t.Value, len(t.Value)
	if t.Op != "=" {
		from, most = t.Name, 2 // most lines that have a field have it in every line
	}
	n.Texts = listed(longest(from, func(r rune) bool { return plain(r) && !folded(r) }))
	if rare = min(most, shortest(n.Texts)); rare > 0 {
		n.Texts = append(n.Texts, escapes()...)
	}
	return n, rare
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
