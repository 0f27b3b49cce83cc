package logview

import (
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/words"
)

// matcher finds a text or a pattern. Its copies share what never changes; each is used by one goroutine.
type matcher struct {
	plain bool
	text  literal        // if plain
	shape *regexp.Regexp // finds where; slow
	prog  *syntax.Prog   // of what is not plain
	auto  *automaton     // made when first needed
	needs literal        // what is not plain matches only where this is found, if it is not empty
}

// newMatcher reads "re:" and a pattern, or a text to be found as it is. Neither regards case.
func newMatcher(expr string) (*matcher, error) {
	text, isPattern := strings.CutPrefix(expr, "re:")
	return compile(text, isPattern)
}

func compile(text string, isPattern bool) (*matcher, error) {
	m, literally := &matcher{}, text
	if !isPattern {
		m.plain = ascii(text)
		m.text = newLiteral(text)
		text = regexp.QuoteMeta(text)
	}
	parsed, err := syntax.Parse("(?im)"+text, syntax.Perl)
	if err == nil && !m.plain {
		if any := logline.Required(parsed); len(any) == 1 {
			m.needs = newLiteral(any[0])
		} else if !isPattern {
			m.needs = literal{text: rareByte(literally)}
		}
		m.prog, err = syntax.Compile(parsed.Simplify())
	}
	if err == nil {
		m.shape, err = regexp.Compile("(?im)" + text)
	}
	if err != nil {
		return nil, words.PatternError(text, err)
	}
	return m, nil
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// fresh returns a copy for another goroutine.
func (m *matcher) fresh() *matcher {
	if m == nil {
		return nil
	}
	c := *m
	c.auto = nil
	return &c
}

// sweep adds the lines from one on that match.
func (m *matcher) sweep(l *lines, from int, to *set) {
	if m.plain {
		m.text.sweep(l, from, to)
		return
	}
	if m.auto == nil {
		m.auto = newAutomaton(m.prog)
	}
	var candidates set
	m.needs.sweep(l, from, &candidates)
	for i := candidates.next(from); i >= 0; i = candidates.next(i + 1) {
		if m.auto.match(l.line(i)) {
			to.add(i)
		}
	}
}

// spans returns where in a text the matches are that are not empty, as pairs of bytes.
func (m *matcher) spans(text string) [][]int {
	if m == nil {
		return nil
	}
	found := m.shape.FindAllStringIndex(text, -1)
	kept := found[:0]
	for _, s := range found {
		if s[0] < s[1] {
			kept = append(kept, s)
		}
	}
	return kept
}
