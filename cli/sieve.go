package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// sieve lets through what is wanted of a log. The zero value lets everything through.
type sieve struct {
	want, drop []*regexp.Regexp
	least      severity
	namer      *namer // where least is not unnamed
}

// newSieve reads the flags that filter.
func newSieve(grep, exclude []string, level string) (s sieve, err error) {
	if level != "" {
		if s.least = severityOf(level); s.least == unnamed {
			return s, unknown("level", level, severities())
		}
		s.namer = newNamer()
	}
	if s.want, err = expressions("--grep", grep); err != nil {
		return s, err
	}
	s.drop, err = expressions("--exclude", exclude)
	return s, err
}

// expressions compiles the regular expressions of a flag.
func expressions(flag string, texts []string) ([]*regexp.Regexp, error) {
	var all []*regexp.Regexp
	for _, text := range texts {
		if _, err := regexp.Compile(text); err != nil {
			why := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
			return nil, &usage{fmt.Sprintf("%s %q is no regular expression: %s", flag, text, why), "the text itself is " + flag + " " + quoted(regexp.QuoteMeta(text))}
		}
		re, err := regexp.Compile("(?m)" + text)
		if err != nil {
			return nil, err
		}
		all = append(all, re)
	}
	return all, nil
}

// open says that everything passes.
func (s sieve) open() bool { return len(s.want) == 0 && len(s.drop) == 0 && s.least == unnamed }

// passes says whether an event is wanted. Notes always are.
func (s sieve) passes(e aws.LogEvent) bool {
	if e.Note != "" {
		return true
	}
	for _, re := range s.want {
		if !re.MatchString(e.Message) {
			return false
		}
	}
	for _, re := range s.drop {
		if re.MatchString(e.Message) {
			return false
		}
	}
	return s.least == unnamed || s.namer.of(e.Message) >= s.least
}
