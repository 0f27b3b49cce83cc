package screens

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws/tail"
)

// queryLines is a source of the lines that a query has found.
type queryLines []tail.Event

// Logs yields them, whatever is asked for.
func (q queryLines) Logs(context.Context, tail.Tail) iter.Seq2[[]tail.Event, error] {
	return func(yield func([]tail.Event, error) bool) { yield(q, nil) }
}

// insightsEvents are the rows of an answer as lines of a log, the oldest first; none where a row has no time or no text.
func insightsEvents(a tail.Answer) []tail.Event {
	at := func(name string) int { return slices.Index(a.Columns, name) }
	when, text, stream, group := at("@timestamp"), at("@message"), at("@logStream"), at("@log")
	if when < 0 || text < 0 {
		return nil
	}
	value := func(row []*string, i int) string {
		if i < 0 {
			return ""
		}
		return valueOr(row[i])
	}
	var all []tail.Event
	for _, r := range a.Rows {
		t, ok := insightsTime(r[when])
		if !ok || r[text] == nil {
			return nil
		}
		e := tail.Event{Time: t, Message: *r[text], Stream: value(r, stream)}
		_, e.Group, _ = strings.Cut(value(r, group), ":") // @log is account:group
		e.Container, e.Task = tail.WriterOf(e.Stream)
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b tail.Event) int { return a.Time.Compare(b.Time) })
	return all
}
