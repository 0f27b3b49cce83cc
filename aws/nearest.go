package aws

import (
	"cmp"
	"slices"
	"strings"
)

// Nearest returns the candidates that word may be a slip of, best first, at most three: those that begin with it and
// those at most a third of its letters away, insertions, deletions, changes and swapped neighbours counted, unless
// another is clearly nearer.
func Nearest(word string, candidates []string) []string {
	type match struct {
		name     string
		distance int
	}
	var found []match
	w := []rune(strings.ToLower(word))
	most := max(1, len(w)/3)
	for _, c := range candidates {
		l := strings.ToLower(c)
		d := distance(w, []rune(l))
		if d > most && len(w) > 0 && strings.HasPrefix(l, string(w)) {
			d = most
		}
		if d <= most {
			found = append(found, match{c, d})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int {
		return cmp.Or(a.distance-b.distance, strings.Compare(a.name, b.name))
	})
	var names []string
	for _, m := range found[:min(3, len(found))] {
		if m.distance <= found[0].distance+1 {
			names = append(names, m.name)
		}
	}
	return names
}

// distance is the number of edits between two words (optimal string alignment).
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range b {
		rows[0][j+1] = j + 1
	}
	for i := range a {
		for j := range b {
			change := rows[i][j]
			if a[i] != b[j] {
				change++
			}
			d := min(change, rows[i][j+1]+1, rows[i+1][j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = d
		}
	}
	return rows[len(a)][len(b)]
}
