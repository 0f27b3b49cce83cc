package logview

import (
	"cmp"
	"iter"
	"slices"

	"github.com/ecscope/ecscope/words"
)

// Ranked is an entry with the values that it has of some fields, in their order; Has says which of them it has.
type Ranked struct {
	Entry
	Values []string
	Has    []bool
}

// Extremes are of each field the entries with the greatest and the least values, so many of each, and how many entries have the field.
// It may be called by any goroutine.
func Extremes(all iter.Seq[Entry], names []string, each int) (found []Ranked, have []int) {
	kept, have := make([][]Ranked, len(names)), make([]int, len(names))
	for e := range all {
		if e.Kind != Line {
			continue
		}
		r := Ranked{e, make([]string, len(names)), make([]bool, len(names))}
		for k, name := range names {
			r.Values[k], r.Has[k] = fieldOf(e.Text, name)
		}
		for k := range names {
			if !r.Has[k] {
				continue
			}
			have[k]++
			if kept[k] = append(kept[k], r); len(kept[k]) >= 8*each {
				kept[k] = ends(kept[k], k, each)
			}
		}
	}
	seen := map[ID]bool{}
	for k := range names {
		for _, r := range ends(kept[k], k, each) {
			if !seen[r.ID] {
				seen[r.ID] = true
				found = append(found, r)
			}
		}
	}
	return found, have
}

// ends are the entries with the greatest and the least values of a field.
func ends(all []Ranked, field, each int) []Ranked {
	if len(all) <= 2*each {
		return all
	}
	slices.SortStableFunc(all, func(a, b Ranked) int { return CompareValues(a.Values[field], b.Values[field]) })
	return slices.Delete(all, each, len(all)-each)
}

// CompareValues compares values of a field: numbers as numbers, with a unit or not, before what is none.
func CompareValues(a, b string) int {
	x, first := numeric(a)
	y, second := numeric(b)
	switch {
	case first && second:
		return cmp.Compare(x, y)
	case first:
		return -1
	case second:
		return 1
	}
	return words.Natural(a, b)
}
