package logview

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// literal finds a text of ASCII characters without regard to case. It compares two rare bytes of the text at eight
// places at once, which is some ten times faster than to lower the case of what is searched.
type literal struct {
	text string // in lower case
	a, b int    // where the two rarest bytes are
}

func newLiteral(text string) literal {
	l := literal{text: strings.ToLower(text)}
	if text == "" {
		return l
	}
	for i := range len(l.text) {
		if rarity(l.text[i]) > rarity(l.text[l.a]) {
			l.a = i
		}
	}
	if l.b = 0; l.a == 0 {
		l.b = len(l.text) - 1
	}
	for i := range len(l.text) {
		if i != l.a && rarity(l.text[i]) > rarity(l.text[l.b]) {
			l.b = i
		}
	}
	return l
}

// sweep adds the lines from one on that have the text. It goes through the texts of all in one go; what is found across
// the end of a line is not in it.
func (l *literal) sweep(in *lines, from int, to *set) {
	if l.text == "" {
		to.span(from, len(in.recs))
		return
	}
	i := from
	for at := l.find(in.text, in.start(from)); at >= 0; {
		for int(in.recs[i].end) <= at {
			i++
		}
		next := at + 1
		if at+len(l.text) <= int(in.recs[i].end) {
			to.add(i)
			next = int(in.recs[i].end)
		}
		at = l.find(in.text, next)
	}
}

// rarity orders bytes by how seldom they are in logs.
func rarity(c byte) int {
	const common = " etaoinrslcdupm0h1g.2:bf-3\"yv5/49w8,67k_=T"
	if i := strings.IndexByte(common, c); i >= 0 {
		return i
	}
	return len(common)
}

// find returns where the text begins first from a place on, or -1.
func (l *literal) find(in []byte, from int) int {
	const (
		ones = 0x0101010101010101
		high = 0x8080808080808080
	)
	last := len(in) - len(l.text) // the last place where it can begin
	va, ca := pattern(l.text[l.a])
	vb, cb := pattern(l.text[l.b])
	p := from
	for ; p+7 <= last; p += 8 {
		x := (binary.LittleEndian.Uint64(in[p+l.a:]) | ca) ^ va
		y := (binary.LittleEndian.Uint64(in[p+l.b:]) | cb) ^ vb
		z := x | y
		for t := (z - ones) &^ z & high; t != 0; t &= t - 1 {
			if at := p + bits.TrailingZeros64(t)>>3; l.at(in[at:]) {
				return at
			}
		}
	}
	for ; p <= last; p++ {
		if l.at(in[p:]) {
			return p
		}
	}
	return -1
}

// pattern returns a byte eight times, and what to set in eight others so that capitals equal it.
func pattern(c byte) (value, capitals uint64) {
	const ones = 0x0101010101010101
	if 'a' <= c && c <= 'z' {
		capitals = ones * ('a' - 'A')
	}
	return ones * uint64(c), capitals
}

// at says whether the text is what in begins with, which is at least as long.
func (l *literal) at(in []byte) bool {
	for i := range len(l.text) {
		if c := in[i]; c != l.text[i] && lower(c) != l.text[i] {
			return false
		}
	}
	return true
}

// rareByte is the first byte of a character of the text that is not ASCII and whose capital begins with the same byte: what has
// the text has that byte, which is rare where text is mostly ASCII. It is empty where there is none.
func rareByte(text string) string {
	for _, r := range text {
		first := utf8.AppendRune(nil, r)[0]
		same := first >= utf8.RuneSelf && r != utf8.RuneError
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			same = same && utf8.AppendRune(nil, f)[0] == first
		}
		if same {
			return string([]byte{first})
		}
	}
	return ""
}

// lower returns an ASCII letter in lower case, any other byte as it is.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
