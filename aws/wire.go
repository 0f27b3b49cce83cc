package aws

import (
	"time"

	"github.com/ecscope/ecscope/clean"
)

// text is a string of an answer; every one passes here or through clean.Text.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return clean.Text(*s)
}

// word is a member of an enumeration, those that the SDK does not know included.
func word[S ~string](s S) string { return clean.Text(string(s)) }

func texts[S ~string](list []S) []string {
	if len(list) == 0 {
		return nil
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = word(s)
	}
	return out
}

func number(n *int32) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

func seconds(n *int32) time.Duration { return time.Duration(number(n)) * time.Second }

func yes(b *bool) bool { return b != nil && *b }

func when(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// each maps a list; nil stays nil.
func each[A, B any](list []A, f func(A) B) []B {
	if len(list) == 0 {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = f(a)
	}
	return out
}

// optional is a parameter that is left out when empty.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func decimal(n *float64) float64 {
	if n == nil {
		return 0
	}
	return *n
}
