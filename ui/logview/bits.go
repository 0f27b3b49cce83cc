package logview

import "math/bits"

// set holds one bit for each line of a page.
type set [pageLines / 64]uint64

func (s *set) has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }
func (s *set) add(i int)      { s[i>>6] |= 1 << (i & 63) }

// span adds the lines from one up to, but not with, another.
func (s *set) span(from, to int) {
	for ; from < to && from&63 != 0; from++ {
		s.add(from)
	}
	for ; from+64 <= to; from += 64 {
		s[from>>6] = ^uint64(0)
	}
	for ; from < to; from++ {
		s.add(from)
	}
}

// cut takes away the lines before one.
func (s *set) cut(before int) {
	for i := range before >> 6 {
		s[i] = 0
	}
	if before&63 != 0 {
		s[before>>6] &^= 1<<(before&63) - 1
	}
}

func (s *set) take(i int) { s[i>>6] &^= 1 << (i & 63) }

func (s *set) and(o *set) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s *set) or(o *set) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s *set) without(o *set) {
	for i := range s {
		s[i] &^= o[i]
	}
}

func (s *set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// rank returns how many lines before one are in the set.
func (s *set) rank(before int) int {
	n := 0
	for i := range before >> 6 {
		n += bits.OnesCount64(s[i])
	}
	if before&63 != 0 {
		n += bits.OnesCount64(s[before>>6] & (1<<(before&63) - 1))
	}
	return n
}

// next returns the first line in the set from i on, or -1.
func (s *set) next(i int) int {
	if i >= pageLines {
		return -1
	}
	if w := s[i>>6] >> (i & 63); w != 0 {
		return i + bits.TrailingZeros64(w)
	}
	for k := i>>6 + 1; k < len(s); k++ {
		if s[k] != 0 {
			return k<<6 + bits.TrailingZeros64(s[k])
		}
	}
	return -1
}

// previous returns the last line in the set up to i, or -1.
func (s *set) previous(i int) int {
	if i < 0 {
		return -1
	}
	if w := s[i>>6] << (63 - i&63); w != 0 {
		return i - bits.LeadingZeros64(w)
	}
	for k := i>>6 - 1; k >= 0; k-- {
		if s[k] != 0 {
			return k<<6 + 63 - bits.LeadingZeros64(s[k])
		}
	}
	return -1
}
