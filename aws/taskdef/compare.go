package taskdef

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/secret"
)

// Compare tells what differs between two task definitions, ordered by rank and then by path, and how many values are
// the same. Everything that differs is told; what looks like a secret is told without its value.
func Compare(before, after Fields, rank func(Field) int) (fields []change.Field, same int) {
	type row struct {
		rank  int
		field change.Field
	}
	var rows []row
	keys := maps.Clone(before)
	maps.Copy(keys, after)
	for key, l := range keys {
		a, was := before[key]
		b, is := after[key]
		if was && is && a.value == b.value {
			same++
			continue
		}
		f := change.Field{Path: l.path}
		f.Before, f.After = shown(a, was), shown(b, is)
		switch {
		case was && is && a.hides() && b.hides() && f.Before == f.After:
			f.After = "changed (masked)"
		case f.Before == f.After && !a.hides() && !b.hides():
			f.Before, f.After = strconv.QuoteToASCII(a.value), strconv.QuoteToASCII(b.value)
		}
		rows = append(rows, row{rank(l), f})
	}
	slices.SortFunc(rows, func(a, b row) int {
		return cmp.Or(a.rank-b.rank, strings.Compare(a.field.Path, b.field.Path), strings.Compare(a.field.Before+a.field.After, b.field.Before+b.field.After))
	})
	for _, r := range rows {
		fields = append(fields, r.field)
	}
	return fields, same
}

// shown is a value for people: nothing for none, "" for an empty one.
func shown(l Field, there bool) string {
	switch {
	case !there:
		return ""
	case l.masked == secret.Hidden:
		return "(masked)"
	case l.value == "":
		return `""`
	}
	return Visible(l.masked)
}

func (l Field) hides() bool { return l.masked != l.value }

// ByPath ranks images first and what ECS derives from the rest last.
func ByPath(l Field) int {
	switch {
	case l.inside && l.root == "image":
		return 0
	case l.derived():
		return 2
	}
	return 1
}

func (l Field) derived() bool {
	return !l.inside && (l.root == "requiresAttributes" || l.root == "compatibilities")
}

// ByWeight ranks what most often matters first.
func ByWeight(l Field) int {
	order := []string{"image", "cpu", "memory", "memoryReservation", "environment", "environmentFiles", "secrets", "portMappings",
		"taskRoleArn", "executionRoleArn", "healthCheck"}
	if i := slices.Index(order, l.root); i >= 0 {
		return i
	}
	if l.derived() {
		return len(order) + 1
	}
	return len(order)
}
