package exec

import (
	"fmt"
	"time"
)

const (
	// still is how long what was missing may be missing before that is said.
	still = 3 * time.Second
	// frameAgain is how long an agent takes to send one frame again: it does so with the oldest only.
	frameAgain = 100 * time.Millisecond
)

// standstill notices that output waits for what was lost before it, which the agent sends again, slowly.
type standstill struct {
	since   time.Time // since when something is missing; zero where nothing is
	end     int64     // up to which frame that is
	missing int64     // frames
	said    bool
}

// note takes how things are: the next frame and the last one that has come, and how many are missing between them. It says
// whether something new is missing, and whether output goes on that was said to stand still.
func (s *standstill) note(now time.Time, next, last, missing int64) (begins, over bool) {
	switch s.missing = missing; {
	case missing == 0:
		over = s.said
		*s = standstill{}
	case s.since.IsZero(), next > s.end && !s.said:
		s.since, s.end = now, last // what was missing before has come
		begins = true
	}
	return begins, over
}

// due says, once, that output stands still, and else when to look again; zero for never.
func (s *standstill) due(now time.Time) (text string, next time.Time) {
	if s.since.IsZero() || s.said {
		return "", time.Time{}
	}
	if at := s.since.Add(still); at.After(now) {
		return "", at
	}
	s.said = true
	wait := (time.Duration(s.missing) * frameAgain).Round(time.Second)
	return fmt.Sprintf("output stands still: about %s were lost and are being resent at about 10 kB/s, which takes about %s; later output waits, "+
		"but input gets through", bytesInWords(s.missing*frameBytes), max(wait, time.Second)), time.Time{}
}

// outputGoesOn is said at the end of a standstill.
const outputGoesOn = "output continues: the lost part has arrived"

// bytesInWords is a number of bytes as a notice has it.
func bytesInWords(n int64) string {
	if n < 10_000 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d kB", (n+500)/1000)
}
