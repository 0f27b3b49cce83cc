package screens

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// recordList is what was changed with this program on this computer.
type recordList struct {
	browse.Kit
	calendar
	journal *change.Journal
}

// screen lists the record, the newest first.
func (l *recordList) screen() nav.Screen {
	began := func(r change.Record) time.Time { return r.Began }
	result := least(12, word("RESULT", recordState))
	result.Flex = true
	empty := change.NoneRecorded
	if l.journal == nil {
		empty = change.Unkept
	}
	return browse.New(l.Kit, browse.Resource[change.Record]{
		Title: "changes", Noun: "changes of this computer",
		Empty:  empty,
		ID:     func(r change.Record) string { return r.Began.Format(time.RFC3339Nano) + r.ID },
		Source: func(context.Context, func() []string) iter.Seq2[[]change.Record, error] { return l.records() },
		Every:  5 * time.Second,
		Sort:   "TIME",
		Fault:  func(r change.Record) bool { return recordState(r).fault() },
		Columns: []table.Column[change.Record]{
			glyph(recordState),
			moment(l.calendar, began),
			since(l.calendar, "AGE", began),
			{Name: "WHAT", Flex: true, Min: 24, Cell: func(r change.Record) table.Cell { return table.Cell{Text: r.What} }},
			drop(4, dim("CLUSTER", func(r change.Record) string { return r.Cluster })),
			drop(3, plain("BEFORE", func(r change.Record) string { return r.Before })),
			drop(2, plain("AFTER", func(r change.Record) string { return r.After })),
			result,
			drop(6, dim("ACCOUNT", func(r change.Record) string { return r.Account })),
			drop(5, dim("REGION", func(r change.Record) string { return r.Region })),
		},
		Copies: func(r change.Record) []browse.Copy {
			all := []browse.Copy{{Name: "what", Text: r.What}}
			if r.Undoable() {
				all = append(all, browse.Copy{Name: "undo", Text: "ecscope " + r.Undo})
			}
			return all
		},
	})
}

func (l *recordList) records() iter.Seq2[[]change.Record, error] {
	return func(yield func([]change.Record, error) bool) {
		all, err := l.journal.All()
		slices.Reverse(all)
		if len(all) > 0 && !yield(all, nil) {
			return
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// recordState is how a change of the record ended.
func recordState(r change.Record) State {
	switch {
	case r.Open:
		return State{theme.Busy, "not ended"}
	case r.Result == change.Accepted:
		return State{theme.Good, r.Result}
	case r.Result == change.OutcomeUnknown:
		return State{theme.Warn, r.Result}
	}
	return State{theme.Bad, r.Result}
}
