package words

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression for a variable of a package. It is compiled at its first use: compiled where they stand,
// all of them together were a fifth of every start. An expression that does not compile panics then.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
