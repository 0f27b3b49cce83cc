package words

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"sync"
)

// Pattern is a regular expression for a variable of a package. It is compiled at its first use: compiled where they stand,
// all of them together were a fifth of every start. An expression that does not compile panics then.
func Pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// PatternError says in one line what is wrong with an expression.
func PatternError(expr string, err error) error {
	if e, ok := errors.AsType[*syntax.Error](err); ok {
		return fmt.Errorf("pattern %q: %s", expr, e.Code)
	}
	return fmt.Errorf("pattern %q: %w", expr, err)
}
