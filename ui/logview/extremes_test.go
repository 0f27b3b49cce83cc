package logview

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// Of many lines those with the least and the greatest values are kept, numbers compared as numbers, wherever they stand.
func TestExtremes(t *testing.T) {
	t.Parallel()
	all := func(yield func(Entry) bool) {
		for i := range 5000 {
			n := i * 7919 % 5000 // each number once, in no order
			text := fmt.Sprintf(`{"ms":%d,"path":"/v%d"}`, n, n)
			if n%2 == 1 {
				text = fmt.Sprintf("GET /x ms=%dms", n)
			}
			if !yield(Entry{ID: ID{time: int64(i)}, Time: epoch().Add(time.Duration(i)), Text: text}) {
				return
			}
		}
		yield(Entry{Kind: Gap, Text: `{"ms":1}`})
		yield(Entry{Text: "no field"})
	}
	found, have := Extremes(all, []string{"ms", "path"}, 10)
	if have[0] != 5000 || have[1] != 2500 {
		t.Errorf("%d lines have the fields", have)
	}
	slices.SortFunc(found, func(a, b Ranked) int { return CompareValues(a.Values[0], b.Values[0]) })
	var values []string
	for _, r := range found {
		values = append(values, r.Values[0])
	}
	want := []string{"0", "1ms", "2", "3ms", "4", "5ms", "6", "7ms", "8", "9ms", "10", "12", "14", "16", "18"}
	if !slices.Equal(values[:15], want) || values[len(values)-1] != "4999ms" || len(values) != 30 {
		t.Errorf("%d lines: %q", len(values), values)
	}
	if CompareValues("12", "abc") >= 0 || CompareValues("web-2", "web-10") >= 0 || CompareValues("-3", "2") >= 0 {
		t.Error("values are not compared as they should be")
	}
}
