package accept

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/accept/tree"
)

// phrase fills the expressions that a text has in braces.
func (s *scope) phrase(text string) (string, error) {
	if strings.IndexByte(text, '{') < 0 {
		return text, nil
	}
	c := *s.compiler
	var b strings.Builder
	for text != "" {
		plain, rest, found := strings.Cut(text, "{")
		b.WriteString(plain)
		if !found {
			break
		}
		inner, after, closed := strings.Cut(rest, "}")
		if !closed {
			return "", fmt.Errorf("a brace is not closed: %s", text)
		}
		e, err := c.compile(inner)
		if err == nil && e.read == nil {
			err = fmt.Errorf("a test is no value: %s", inner)
		}
		if err != nil {
			return "", err
		}
		b.WriteString(shown(e.read(s)))
		text = after
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
