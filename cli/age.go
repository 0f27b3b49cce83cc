package cli

import (
	"fmt"
	"time"
)

// age is how long ago something was, in its largest unit: 40s, 6m, 5h, 12d.
func (l look) age(t moment) string {
	if t.IsZero() {
		return ""
	}
	return span(l.now.Sub(t.Time))
}

// span is a duration in its largest unit. A clock that runs ahead of ours makes no negative ages.
func span(d time.Duration) string {
	d = max(d, 0)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dd", d/(24*time.Hour))
}
