package plain

import (
	"time"

	"github.com/ecscope/ecscope/clean"
)

// Text is a string of an answer; every one passes here or through clean.Text.
func Text(s *string) string {
	if s == nil {
		return ""
	}
	return clean.Text(*s)
}

// Word is a member of an enumeration, those that the SDK does not know included.
func Word[S ~string](s S) string { return clean.Text(string(s)) }

// Texts are the members of a list of enumerations; nil where it is empty.
func Texts[S ~string](list []S) []string {
	if len(list) == 0 {
		return nil
	}
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = Word(s)
	}
	return out
}

// Number is a number; 0 where there is none.
func Number(n *int32) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// Seconds is a duration that is given in seconds; 0 where there is none.
func Seconds(n *int32) time.Duration { return time.Duration(Number(n)) * time.Second }

// Yes is a flag; false where there is none.
func Yes(b *bool) bool { return b != nil && *b }

// When is a time in UTC; zero where there is none.
func When(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// Each maps a list; nil stays nil.
func Each[A, B any](list []A, f func(A) B) []B {
	if len(list) == 0 {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = f(a)
	}
	return out
}

// Optional is a parameter that is left out when empty.
func Optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Decimal is a number with decimals; 0 where there is none.
func Decimal(n *float64) float64 {
	if n == nil {
		return 0
	}
	return *n
}

// Later is the later one of two times.
func Later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
