package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/logline"
)

// lineFilter lets through what is wanted of a log. The zero value lets everything through.
type lineFilter struct {
	want, drop []*regexp.Regexp
	terms      []*logline.Term
	heads      map[string]*entryHead // by group and stream; nil where lines are not joined
}

// entryHead is the newest entry of a stream: the lines of a stack trace go where its first line goes.
type entryHead struct {
	joiner logline.Joiner
	last   time.Time
	passed bool
}

// newLineFilter reads the flags that filter.
func newLineFilter(grep, exclude, terms []string, level string) (f lineFilter, err error) {
	if level != "" {
		if logline.LevelOf(level) == logline.Unknown {
			return f, unknown("level", level, logline.Levels())
		}
		terms = append(slices.Clone(terms), "level>="+level)
	}
	for _, text := range terms {
		t, err := logline.ParseTerm(text)
		if err != nil {
			return f, misuse("--filter %s", err)
		}
		f.terms = append(f.terms, t)
	}
	if f.want, err = expressions("--grep", grep); err != nil {
		return f, err
	}
	f.drop, err = expressions("--exclude", exclude)
	return f, err
}

// expressions compiles the regular expressions of a flag.
func expressions(flag string, texts []string) ([]*regexp.Regexp, error) {
	var all []*regexp.Regexp
	for _, text := range texts {
		if _, err := regexp.Compile(text); err != nil {
			why := strings.TrimPrefix(err.Error(), "error parsing regexp: ")
			return nil, &usage{fmt.Sprintf("%s %q is not a regular expression: %s", flag, text, why), "to match the text literally: " + flag + " " + quoted(regexp.QuoteMeta(text))}
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
func (f *lineFilter) open() bool { return len(f.want)+len(f.drop)+len(f.terms) == 0 }

// joins has lines that go on with another of their stream follow it, as the screen shows them. They have to come in order.
func (f *lineFilter) joins() { f.heads = map[string]*entryHead{} }

// joinGap is how long after a line of a stack trace the next one may come.
const joinGap = time.Second

// passes says whether a line is wanted.
func (f *lineFilter) passes(e tail.Event) bool {
	if f.open() || f.heads == nil {
		return f.alone(e)
	}
	key := e.Group + "\x00" + e.Stream
	h := f.heads[key]
	if h != nil && e.Time.Sub(h.last) <= joinGap && h.joiner.Continues(e.Message) {
		h.passed = h.passed || len(f.want) > 0 && f.alone(e)
	} else {
		h = &entryHead{joiner: logline.Joiner{Level: logline.LevelIn(e.Message)}, passed: f.alone(e)}
		f.heads[key] = h
	}
	h.last = e.Time
	h.joiner.Learn(e.Message)
	return h.passed
}

// alone says whether a line is wanted whatever is before it.
func (f *lineFilter) alone(e tail.Event) bool {
	matches := func(re *regexp.Regexp) bool { return re.MatchString(e.Message) }
	if slices.ContainsFunc(f.drop, matches) {
		return false
	}
	for _, re := range f.want {
		if !matches(re) {
			return false
		}
	}
	if len(f.terms) == 0 {
		return true
	}
	level, label := logline.LevelIn(e.Message), labelOf(e)
	return !slices.ContainsFunc(f.terms, func(t *logline.Term) bool { return !t.Holds(e.Message, level, label) })
}

// labelOf finds what is known about a line beside its text, by the names that the screen has for it.
func labelOf(e tail.Event) logline.Label {
	return func(name string) (string, bool) {
		value := ""
		switch strings.ToLower(name) {
		case "task":
			value = aws.ShortID(e.Task)
		case "container":
			value = e.Container
		case "revision":
			value = e.Revision
		case "service":
			value = e.Service
		case "group":
			value = e.Group
		}
		return value, value != ""
	}
}

// needs is a pattern that CloudWatch applies to what is past, which passes at least all that the filter passes; empty where there
// is none.
func (f *lineFilter) needs() string {
	var exprs []string
	for _, t := range f.terms {
		exprs = append(exprs, t.String())
	}
	for _, re := range f.want {
		exprs = append(exprs, "re:"+re.String())
	}
	n := logline.Needs(exprs, "task", "container", "revision", "service", "group")
	return tail.Containing(n.Texts, n.Shapes)
}

// errUnread ends a run in which something that was asked for could not be read, as was said.
var errUnread = errors.New("not everything could be read")
