package screens

import (
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/logview"
)

// excerpt is a part of the past of which CloudWatch was asked for no more than what a term of the filter can let through.
type excerpt struct {
	before time.Time
	term   string
}

// excerpts are those parts, the newest first.
type excerpts struct {
	pane    *logview.Pane
	list    []excerpt
	refused bool // CloudWatch does not take the patterns that are made of filters
}

// pattern is the filter as a pattern that CloudWatch applies to what is older than a time, and takes note of that; empty
// where it cannot be one.
func (x *excerpts) pattern(before time.Time) string {
	if x.refused {
		return ""
	}
	need := logline.Needs(x.pane.Filter().Include, "task", "container", "revision", "service", "group")
	pattern := aws.Containing(need.Texts, need.Shapes)
	if n := len(x.list); pattern != "" && (n == 0 || x.list[n-1].term != need.Term) {
		x.list = append(x.list, excerpt{before, need.Term})
	}
	return pattern
}

// missing is the newest part of the past of which lines are not held that the filter would let through.
func (x *excerpts) missing() (e excerpt, ok bool) {
	terms := x.pane.Filter().Include
	i := slices.IndexFunc(x.list, func(e excerpt) bool { return !slices.Contains(terms, e.term) })
	if i < 0 {
		return e, false
	}
	return x.list[i], true
}
