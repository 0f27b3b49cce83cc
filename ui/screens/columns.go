package screens

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/secret"
	"github.com/ecscope/ecscope/ui/table"
	"github.com/ecscope/ecscope/ui/theme"
)

// size is what a task may use; where a task has no size of its own, its containers do.
func size(cpu, memory string) string {
	var parts []string
	if cpu != "" {
		parts = append(parts, cpu+" units")
	}
	if memory != "" {
		parts = append(parts, memory+" MiB")
	}
	return strings.Join(parts, ", ")
}

// glyph is the column of state signs, named so that a filter can ask for state:failing.
func glyph[T any](state func(T) State) table.Column[T] {
	return table.Column[T]{
		Cell: func(t T) table.Cell {
			s := state(t)
			return table.Cell{Text: theme.Glyph(s.Tone), Tone: s.Tone}
		},
		Less: func(a, b T) bool { return state(a).rank() < state(b).rank() },
		Min:  1, Max: 1,
	}
}

// word is the column of what a state is called, in its tone.
func word[T any](name string, state func(T) State) table.Column[T] {
	return table.Column[T]{Name: name, Cell: func(t T) table.Cell {
		s := state(t)
		return table.Cell{Text: s.Word, Tone: s.Tone}
	}}
}

// moment is the column of the time of day, or the date, of something; the newest is first.
func moment[T any](c calendar, when func(T) time.Time) table.Column[T] {
	return table.Column[T]{
		Name: "TIME",
		Cell: func(t T) table.Cell { return table.Cell{Text: c.at(when(t)), Tone: theme.Dim} },
		Less: func(a, b T) bool { return when(a).After(when(b)) },
	}
}

// plain is a column of ordinary text.
func plain[T any](name string, text func(T) string) table.Column[T] {
	return table.Column[T]{Name: name, Cell: func(t T) table.Cell { return table.Cell{Text: text(t)} }}
}

// dim is a column of text that stands back.
func dim[T any](name string, text func(T) string) table.Column[T] {
	return table.Column[T]{Name: name, Cell: func(t T) table.Cell { return table.Cell{Text: text(t), Tone: theme.Dim} }}
}

// since is a column that says how long ago something was; it sorts by the time.
func since[T any](c calendar, name string, when func(T) time.Time) table.Column[T] {
	return table.Column[T]{
		Name:  name,
		Cell:  func(t T) table.Cell { return table.Cell{Text: c.ago(when(t)), Tone: theme.Dim} },
		Less:  func(a, b T) bool { return when(a).After(when(b)) },
		Right: true, Min: 4,
	}
}

// number is a column of numbers; what is not known yet is a dot.
func number[T any](name string, known func(T) bool, of func(T) int) table.Column[T] {
	return table.Column[T]{
		Name: name,
		Cell: func(t T) table.Cell {
			if !known(t) {
				return table.Cell{Text: "·", Tone: theme.Dim}
			}
			return table.Cell{Text: fmt.Sprint(of(t))}
		},
		Less:  func(a, b T) bool { return of(a) < of(b) },
		Right: true,
	}
}

// least is a column that keeps so many cells on a narrow screen.
func least[T any](cells int, c table.Column[T]) table.Column[T] {
	c.Min = cells
	return c
}

// wide is a column for wide screens.
func wide[T any](c table.Column[T]) table.Column[T] {
	c.Wide = true
	return c
}

// byName is a wide column that a filter looks into only where it is named: every row's ARN holds the same account,
// region and cluster.
func byName[T any](c table.Column[T]) table.Column[T] {
	c.ByName = true
	return wide(c)
}

// drop is a column that a narrow screen does without, the highest order first.
func drop[T any](order int, c table.Column[T]) table.Column[T] {
	c.Drop = order
	return c
}

// tagPairs are the names and values of tags, without what looks like a secret.
func tagPairs(tags []aws.Tag) [][2]string {
	all := make([][2]string, len(tags))
	for i, t := range tags {
		masked, _ := secret.Mask(t.Key, t.Value)
		all[i] = [2]string{t.Key, masked}
	}
	return all
}
