package triage

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// hint is what a text must hold, in lower case, to be matched by a pattern: some letters, or all or any of other needs. Looking
// for letters first saves most of the work, for few rules come near to a given text. nil needs nothing.
type hint struct {
	letters  string
	all, any []*hint
}

// hintOf is what a pattern needs.
func hintOf(pattern string) *hint {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil
	}
	return required(re.Simplify())
}

// in says whether a text in lower case holds what is needed.
func (n *hint) in(lower string) bool {
	switch {
	case n == nil:
		return true
	case n.letters != "":
		return strings.Contains(lower, n.letters)
	case len(n.any) > 0:
		return slices.ContainsFunc(n.any, func(one *hint) bool { return one.in(lower) })
	}
	return !slices.ContainsFunc(n.all, func(one *hint) bool { return !one.in(lower) })
}

// fewest is how short letters may be that are looked for.
const fewest = 3

func required(re *syntax.Regexp) *hint {
	switch re.Op {
	case syntax.OpLiteral:
		if s := strings.ToLower(string(re.Rune)); len(s) >= fewest && ascii(s) {
			return &hint{letters: s}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		n := &hint{}
		for _, sub := range re.Sub {
			if one := required(sub); one != nil {
				n.all = append(n.all, one)
			}
		}
		if len(n.all) > 0 {
			return n
		}
	case syntax.OpAlternate:
		n := &hint{}
		for _, sub := range re.Sub {
			one := required(sub)
			if one == nil {
				return nil
			}
			n.any = append(n.any, one)
		}
		return n
	}
	return nil
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
