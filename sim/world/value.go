package world

import "time"

// value is what p points to, or the zero value.
func value[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}

// some is a pointer to s, or nil when s is empty.
func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// moment is a pointer to t, or nil when it has not come yet.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// either is d, or usual when d is zero.
func either[T comparable](d, usual T) T {
	if d == *new(T) {
		return usual
	}
	return d
}
