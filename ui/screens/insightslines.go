package screens

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// queryLines is a source of the lines that a query has found.
type queryLines []aws.LogEvent

// Logs yields them, whatever is asked for.
func (q queryLines) Logs(context.Context, aws.Tail) iter.Seq2[[]aws.LogEvent, error] {
	return func(yield func([]aws.LogEvent, error) bool) { yield(q, nil) }
}

// insightsEvents are the rows of an answer as lines of a log, the oldest first; none where a row has no time or no text.
func insightsEvents(a aws.LogAnswer) []aws.LogEvent {
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
	var all []aws.LogEvent
	for _, r := range a.Rows {
		t, ok := insightsTime(r[when])
		if !ok || r[text] == nil {
			return nil
		}
		e := aws.LogEvent{Time: t, Message: *r[text], Stream: value(r, stream)}
		_, e.Group, _ = strings.Cut(value(r, group), ":") // @log is account:group
		e.Container, e.Task = aws.WriterOf(e.Stream)
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b aws.LogEvent) int { return a.Time.Compare(b.Time) })
	return all
}
