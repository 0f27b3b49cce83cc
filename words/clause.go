package words

import "strings"

// Clause is what a sentence says first, without the article that it begins with: where there is little room, that is what
// people need.
func Clause(sentence string) string {
	for _, end := range []string{". ", "; ", ": ", ", so ", ", as "} {
		sentence, _, _ = strings.Cut(sentence, end)
	}
	for _, article := range []string{"The ", "An ", "A "} {
		if rest, ok := strings.CutPrefix(sentence, article); ok {
			sentence = rest
			break
		}
	}
	return strings.TrimSuffix(sentence, ".")
}
