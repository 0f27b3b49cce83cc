package reader

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// search is what is looked for and where it was found.
type search struct {
	pattern *regexp.Regexp // nil for no search
	literal string         // in lower case; "" for a pattern
	hits    []hit          // in order
	current int            // in hits
}

// hit is a match: bytes of a line.
type hit struct{ line, from, to int }

// finder goes from match to match.
type finder struct {
	search search
	window *window
}

// Search marks what matches, without regard to case, goes to the first match at or below the top of the screen and
// returns how many there are. "re:" begins a regular expression; one that cannot be understood is an error of one
// line and the search stays as it was. The empty text ends the search.
func (f *finder) Search(text string) (count int, err error) {
	pattern, isPattern := strings.CutPrefix(text, "re:")
	if pattern == "" {
		f.search = search{}
		return 0, nil
	}
	s := search{}
	if !isPattern {
		s.literal = strings.ToLower(text)
		pattern = regexp.QuoteMeta(text)
	}
	if s.pattern, err = regexp.Compile("(?i)" + pattern); err != nil {
		return 0, words.PatternError(pattern, err)
	}
	s.hits = s.find(f.window.body.lines)
	s.current = s.from(f.window.top.line)
	f.search = s
	f.reveal()
	return len(s.hits), nil
}

// Next goes to the next match, after the last to the first.
func (f *finder) Next() { f.jump(1) }

// Previous goes to the match before, before the first to the last.
func (f *finder) Previous() { f.jump(-1) }

// Match returns which match the search stands on, from 1 (0 when there is none), and how many there are.
func (f *finder) Match() (current, count int) {
	if len(f.search.hits) == 0 {
		return 0, 0
	}
	return f.search.current + 1, len(f.search.hits)
}

func (f *finder) jump(by int) {
	if n := len(f.search.hits); n > 0 {
		f.search.current = (f.search.current + by + n) % n
		f.reveal()
	}
}

// refind searches again in a new text and stays at the match it stood on, or the next.
func (f *finder) refind() {
	if f.search.pattern == nil {
		return
	}
	was := hit{line: f.window.top.line}
	if len(f.search.hits) > 0 {
		was = f.search.hits[f.search.current]
	}
	f.search.hits = f.search.find(f.window.body.lines)
	f.search.current, _ = slices.BinarySearchFunc(f.search.hits, was, compare)
	f.search.current = max(min(f.search.current, len(f.search.hits)-1), 0)
}

// find looks through all lines. Comparing texts in lower case first is several times quicker than the pattern.
func (s *search) find(lines []Line) []hit {
	var hits []hit
	for i, l := range lines {
		text := l.text()
		if s.literal != "" && !strings.Contains(strings.ToLower(text), s.literal) {
			continue
		}
		for _, at := range s.pattern.FindAllStringIndex(text, -1) {
			if at[1] > at[0] {
				hits = append(hits, hit{i, at[0], at[1]})
			}
		}
	}
	return hits
}

// from returns the first match at or below a line, or else the first of all.
func (s *search) from(line int) int {
	i, _ := slices.BinarySearchFunc(s.hits, hit{line: line}, compare)
	if i == len(s.hits) {
		return 0
	}
	return i
}

// in returns the matches of a line and the number of the first.
func (s *search) in(line int) (hits []hit, first int) {
	first, _ = slices.BinarySearchFunc(s.hits, hit{line: line}, compare)
	last := first
	for last < len(s.hits) && s.hits[last].line == line {
		last++
	}
	return s.hits[first:last], first
}

func compare(a, b hit) int {
	if a.line != b.line {
		return a.line - b.line
	}
	return a.from - b.from
}

// reveal scrolls to the current match if it is not on screen: to a third of the height, so that what is around it
// shows.
func (f *finder) reveal() {
	if len(f.search.hits) == 0 || f.window.body.w == 0 || f.window.h == 0 {
		return
	}
	h := f.search.hits[f.search.current]
	text := f.window.body.lines[h.line].text()
	at := place{line: h.line}
	if f.window.body.wrap {
		starts, _ := f.window.body.rows(h.line)
		at.row = row(starts, h.from)
	} else {
		from, to := theme.Width(text[:h.from]), theme.Width(text[:h.to])
		if to > f.window.left+f.window.body.w-1 || from < f.window.left {
			f.window.left = max(min(from-f.window.body.w/3, to-f.window.body.w/2), 0)
		}
		if to < f.window.body.w {
			f.window.left = 0
		}
	}
	if end := f.window.body.step(f.window.top, f.window.h-1); before(at, f.window.top) || before(end, at) {
		f.window.top = f.window.body.step(at, -f.window.h/3)
		f.window.clamp()
	}
}

func before(a, b place) bool { return a.line < b.line || a.line == b.line && a.row < b.row }
