package triage

import (
	"regexp/syntax"
	"strings"
)

// hints are strings in lower case one of which is in every text that the pattern matches. It has none for patterns that
// match without any fixed letters. Looking for them first saves most of the work: few rules come near to a given text.
func hints(pattern string) []string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	return required(re.Simplify())
}

// fewest is how short a hint may be.
const fewest = 3

func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if s := strings.ToLower(string(re.Rune)); len(s) >= fewest && ascii(s) {
			return []string{s}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if s := required(sub); better(s, best) {
				best = s
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			s := required(sub)
			if s == nil {
				return nil
			}
			all = append(all, s...)
		}
		return all
	}
	return nil
}

// better hints are fewer, or longer.
func better(a, b []string) bool {
	switch {
	case len(a) == 0 || len(b) == 0:
		return len(a) > 0
	case len(a) != len(b):
		return len(a) < len(b)
	}
	return shortest(a) > shortest(b)
}

func shortest(list []string) int {
	n := len(list[0])
	for _, s := range list {
		n = min(n, len(s))
	}
	return n
}

// ascii texts have one lower case only: folding can turn other letters into them, which strings.ToLower does not do.
func ascii(s string) bool {
	for _, r := range s {
		if r > 126 {
			return false
		}
	}
	return true
}
