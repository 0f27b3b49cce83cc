package accept

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/accept/tree"
)

// part is a piece of a text: what is written, or an expression.
type part struct {
	plain string
	is    expr
}

// parts cuts a text into what is written and the expressions that it has in braces.
func (t *Table) parts(text string) ([]part, error) {
	if done, ok := t.texts.Load(text); ok {
		return done.([]part), nil
	}
	c := *t.compiler
	var all []part
	for rest := text; rest != ""; {
		plain, after, found := strings.Cut(rest, "{")
		if all = append(all, part{plain: plain}); !found {
			break
		}
		inner, after, closed := strings.Cut(after, "}")
		if !closed {
			return nil, fmt.Errorf("a brace is not closed: %s", text)
		}
		e, err := c.compile(inner)
		if err == nil && e.read == nil {
			err = fmt.Errorf("a test is no value: %s", inner)
		}
		if err != nil {
			return nil, err
		}
		all, rest = append(all, part{is: e}), after
	}
	t.texts.Store(text, all)
	return all, nil
}

// phrase fills the expressions that a text has in braces.
func (s *scope) phrase(text string) (string, error) {
	if strings.IndexByte(text, '{') < 0 {
		return text, nil
	}
	all, err := s.parts(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, p := range all {
		b.WriteString(p.plain)
		if p.is.read != nil {
			b.WriteString(shown(p.is.read(s)))
		}
	}
	return b.String(), nil
}

// say is a text of a rule, as it is written where it cannot be filled; a test fills every one.
func (s *scope) say(text string) string {
	if filled, err := s.phrase(text); err == nil {
		return filled
	}
	return text
}

// longest is how many characters of a value a sentence shows.
const longest = 80

// shown is a value in a sentence.
func shown(v value) string {
	var words []string
	for _, n := range v.nodes {
		switch n.Kind {
		case tree.Object, tree.Array:
			words = append(words, n.Kind.String())
			continue
		}
		text := []rune(n.Text)
		if len(text) > longest {
			text = append(text[:longest-1], '…')
		}
		words = append(words, string(text))
	}
	return strings.Join(words, ", ")
}
