package cli

import "github.com/ecscope/ecscope/aws/tail"

// between stands for the lines that are left out between two matches with their context.
const between tail.Note = "between"

// surroundings adds to the lines that pass those around them, as grep does.
type surroundings struct {
	before, after int
	held          []tail.Event // that may be before a match
	left          int          // lines that are still after one
	skipped       bool         // lines were left out since the last one that was kept
	any           bool         // something was kept
}

// wanted says whether lines around matches are wanted.
func (s *surroundings) wanted() bool { return s.before > 0 || s.after > 0 }

// take returns what is to be kept of a line and those before it.
func (s *surroundings) take(e tail.Event, passes bool) (kept []tail.Event) {
	switch {
	case passes:
		if s.skipped && s.any && s.wanted() {
			kept = append(kept, tail.Event{Note: between, Time: e.Time})
		}
		kept = append(append(kept, s.held...), e)
		s.held, s.left, s.skipped, s.any = nil, s.after, false, true
	case s.left > 0:
		s.left--
		kept = []tail.Event{e}
	case s.before > 0:
		if s.held = append(s.held, e); len(s.held) > s.before {
			s.held, s.skipped = s.held[1:], true
		}
	default:
		s.skipped = true
	}
	return kept
}
