package words

import (
	"cmp"
	"slices"
	"strings"
)

// most is how many names are proposed at most.
const most = 3

// Nearest returns the candidates that word may be a misspelling of, best first, at most three: those that begin with
// it and those that differ from it in at most a third of its letters, unless another is clearly nearer. Insertions,
// deletions, changes and swapped neighbors count as one difference each. The word itself is never proposed.
func Nearest(word string, candidates []string) []string {
	return near(word, slices.DeleteFunc(slices.Clone(candidates), func(c string) bool { return c == word }))
}

// NearestPath is Nearest for candidates that may be paths, such as cluster/service: only what follows the last slash
// is compared. A path whose last part is the word is proposed, since it's found somewhere else than where the word was
// looked for.
func NearestPath(word string, candidates []string) []string {
	var last []string
	paths := map[string][]string{}
	for _, c := range candidates {
		if c == word {
			continue
		}
		l := c[strings.LastIndexByte(c, '/')+1:]
		if paths[l] == nil {
			last = append(last, l)
		}
		paths[l] = append(paths[l], c)
	}
	var all []string
	for _, l := range near(word, last) {
		all = append(all, paths[l]...)
	}
	return all[:min(most, len(all))]
}

func near(word string, candidates []string) []string {
	type match struct {
		name     string
		distance int
	}
	var found []match
	w := []rune(strings.ToLower(word))
	limit := max(1, len(w)/3)
	for _, c := range candidates {
		l := strings.ToLower(c)
		d := distance(w, []rune(l))
		if d > limit && len(w) > 0 && strings.HasPrefix(l, string(w)) {
			d = limit
		}
		if d <= limit {
			found = append(found, match{c, d})
		}
	}
	slices.SortStableFunc(found, func(a, b match) int {
		return cmp.Or(a.distance-b.distance, strings.Compare(a.name, b.name))
	})
	var names []string
	for _, m := range found[:min(most, len(found))] {
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
