// Package words puts numbers, durations and lists of names into words, orders names as people do, and finds what a
// misspelled name may mean. It is pure.
package words

import (
	"fmt"
	"strings"
)

// Count is a number of things: "1 task", "2 tasks".
func Count(n int, noun string) string { return Plural(n, noun, noun+"s") }

// Plural is Count for what doesn't just take an s: "1 field differs", "3 fields differ".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// List joins words: "a, b and c".
func List(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// Agree is the verb that goes with a number of things: one with a single one, many otherwise.
func Agree(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
