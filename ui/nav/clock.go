package nav

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/words"
)

// Clock tells the time and wakes a screen up. Everything in the interface that depends on time asks one, so that tests
// can move it.
type Clock interface {
	Now() time.Time
	// After delivers the message once the duration has passed.
	After(time.Duration, tea.Msg) tea.Cmd
}

// Wall is the real clock.
type Wall struct{}

// Now is the time of day.
func (Wall) Now() time.Time { return time.Now() }

// After delivers the message once the duration has passed.
func (Wall) After(d time.Duration, m tea.Msg) tea.Cmd {
	return tea.Tick(d, func(time.Time) tea.Msg { return m })
}

// Ago is how long ago something was, in one unit: 4s, 12m, 5h, 3d. What never was has none.
func Ago(now, then time.Time) string {
	if then.IsZero() {
		return ""
	}
	return words.Age(now.Sub(then))
}
