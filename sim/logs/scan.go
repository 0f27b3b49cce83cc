package logs

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// Bounds of one answer, as CloudWatch has them, and how many events one call looks through for those that match.
const (
	mostEvents = 10_000
	mostBytes  = 1 << 20
	mostLooks  = 100_000
)

// scan walks through the events of some streams in one direction, from where it stopped the last time.
type scan struct {
	group    *group
	sources  []source
	match    pattern
	from, to int64 // from included, to not
	newest   bool
	limit    int
	at       place
}

// place is where a scan stands: behind an event or, where that has no number, at the edge of a moment.
type place struct {
	Query            uint64 `json:"q"` // of which query
	At, Ingested     int64
	Source, Number   uint64
	Behind, Backward bool
	Page             int
}

func (p place) token() string {
	raw, err := json.Marshal(p)
	if err != nil { // numbers and booleans always marshal
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// open reads a token of the same query.
func open(token string, query uint64) (place, error) {
	var p place
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || json.Unmarshal(raw, &p) != nil || p.Query != query {
		return p, invalid("The specified nextToken is invalid.")
	}
	return p, nil
}

// query stands for all of a call but its token.
func query(parts ...any) uint64 { return sum(fmt.Sprintf("%q", parts)) }

// page is the next events, and whether there may be more.
func (s *scan) page() (found []event, more bool) {
	s.from, s.to = max(s.from, s.first()), min(s.to, s.last())
	bytes, looks := 0, 0
	for s.advance() {
		lo, hi := s.window()
		for _, e := range s.events(lo, hi) {
			if looks++; e.ingested > s.group.now || !s.beyond(e) {
				continue
			}
			size := len(e.text) + 26
			if len(found) >= s.limit || bytes+size > mostBytes && len(found) > 0 {
				return found, true
			}
			s.at.At, s.at.Ingested, s.at.Source, s.at.Number, s.at.Behind = e.at, e.ingested, e.source, e.number, true
			if s.match(e.text) {
				found, bytes = append(found, e), bytes+size
			}
		}
		s.at.At, s.at.Behind = hi, false
		if s.newest {
			s.at.At = lo - 1
		}
		if looks > mostLooks {
			return found, s.advance()
		}
	}
	return found, false
}

// advance says whether there is anything ahead.
func (s *scan) advance() bool {
	if s.newest {
		return s.at.At >= s.from
	}
	return s.at.At < s.to
}

// window is the part that is looked at next: as long as some thousand events take.
func (s *scan) window() (lo, hi int64) {
	width := int64(min(600_000, max(10, 8000/max(s.rate(), 1e-9)*1000)))
	if s.newest {
		hi = min(s.at.At+1, s.to)
		return max(s.from, hi-width), hi
	}
	lo = max(s.at.At, s.from)
	return lo, min(s.to, lo+width)
}

// rate is how many events a second the streams write at most.
func (s *scan) rate() float64 {
	lines := 0.0
	for _, src := range s.sources {
		most := 0.0
		for _, r := range src.rates {
			most = max(most, r.lines)
		}
		lines += most
	}
	return lines
}

func (s *scan) events(lo, hi int64) []event {
	all := s.group.between(s.sources, lo, hi)
	if s.newest {
		slices.Reverse(all)
	}
	return all
}

// beyond says whether an event lies ahead.
func (s *scan) beyond(e event) bool {
	if !s.at.Behind {
		return true
	}
	n := e.compare(event{at: s.at.At, ingested: s.at.Ingested, source: s.at.Source, number: s.at.Number})
	return n > 0 && !s.newest || n < 0 && s.newest
}

// first is when the first event of the streams was written.
func (s *scan) first() int64 {
	first := s.group.now + 1
	for _, src := range s.sources {
		if !src.output.Started.IsZero() {
			first = min(first, src.output.Started.UnixMilli())
		}
		for _, e := range src.written {
			first = min(first, e.at)
		}
	}
	return first
}

// last is behind the last event that can be seen.
func (s *scan) last() int64 {
	last := s.group.now + 1
	for _, src := range s.sources {
		for _, e := range src.written {
			last = max(last, e.at+1)
		}
	}
	return last
}

// begin puts a scan at its start.
func (s *scan) begin() {
	s.at.At = math.MinInt64
	if s.newest {
		s.at.At = s.to - 1
	}
}

// within limits a number that may be missing.
func within(n *int64, otherwise int64) int64 {
	if n == nil {
		return otherwise
	}
	return *n
}
