package inspect

import (
	"testing"
	"time"
)

// Another refresh scales the times between readings; what is judged by what was read is never read too seldom to count.
func TestPaced(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ refresh, every, want time.Duration }{
		{0, glance, glance},
		{usual, glance, glance},
		{5 * time.Second, 15 * time.Second, 5 * time.Second},
		{time.Minute, 15 * time.Second, time.Minute},
		{5 * time.Minute, 15 * time.Second, 5 * time.Minute},
		{5 * time.Minute, pulse, rest},
		{5 * time.Minute, rest, rest},
		{5 * time.Minute, targetsRest, targetsRest},
		{5 * time.Second, rest, rest / 3},
	} {
		p := NewPlan(New(nil, nil, time.Now), nil)
		if c.refresh > 0 {
			Refresh(p, c.refresh)
		}
		if got := paced(p.fetcher, c.every); got.Round(time.Millisecond) != c.want.Round(time.Millisecond) {
			t.Errorf("with a refresh of %s, %s becomes %s, not %s", c.refresh, c.every, got, c.want)
		}
	}
}
