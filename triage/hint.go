package triage

import (
	"regexp/syntax"
	"strings"
)

// hints say which letters a text must hold to be matched by a pattern: of each set one string, in lower case. Looking for
// them first saves most of the work, for few rules come near to a given text. A pattern without fixed letters has none.
func hints(pattern string) [][]string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	return required(re.Simplify())
}

// fewest is how short a hint may be.
const fewest = 3

func required(re *syntax.Regexp) [][]string {
	switch re.Op {
	case syntax.OpLiteral:
		if s := strings.ToLower(string(re.Rune)); len(s) >= fewest && ascii(s) {
			return [][]string{{s}}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var all [][]string
		for _, sub := range re.Sub {
			all = append(all, required(sub)...)
		}
		return all
	case syntax.OpAlternate:
		var either []string
		for _, sub := range re.Sub {
			set := narrowest(required(sub))
			if set == nil {
				return nil
			}
			either = append(either, set...)
		}
		return [][]string{either}
	}
	return nil
}

// narrowest is the set that the fewest texts have something of, by guess: the smallest, or the one with the longest strings.
func narrowest(sets [][]string) []string {
	var best []string
	for _, s := range sets {
		if best == nil || len(s) < len(best) || len(s) == len(best) && shortest(s) > shortest(best) {
			best = s
		}
	}
	return best
}

func shortest(set []string) int {
	n := len(set[0])
	for _, s := range set {
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
