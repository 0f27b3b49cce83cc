package screens

import (
	"strings"
	"unicode/utf8"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/ui/reader"
)

const (
	// most is how many lines of a command's output are kept, the last ones, and mostBytes how many bytes; longest is how
	// many bytes a line has at most.
	most, mostBytes, longest = 20_000, 16 << 20, 16 << 10
)

// outputLines is what a command wrote, as lines that are harmless on a terminal: each as it stood at last where it was
// written over, as progress is, and without its colours.
type outputLines struct {
	done []reader.Line
	size int    // bytes in done
	rest []byte // the line that has no end yet
	lost int    // lines that were dropped at the beginning
}

// write appends what the command wrote. A character may be split over two pieces.
func (s *outputLines) write(text []byte) {
	for _, b := range text {
		if b == '\n' {
			s.turn()
			continue
		}
		s.rest = append(s.rest, b)
		if len(s.rest) < longest {
			continue
		}
		if r, _ := utf8.DecodeLastRune(s.rest); r != utf8.RuneError || len(s.rest) >= longest+utf8.UTFMax { // not within a character
			s.turn()
		}
	}
	if len(s.done) > most+most/8 || s.size > mostBytes+mostBytes/8 { // not for each line
		s.drop()
	}
}

// drop drops the first lines, as many as there are too many.
func (s *outputLines) drop() {
	over := max(0, len(s.done)-most)
	for _, l := range s.done[:over] {
		s.size -= len(l[0].Text)
	}
	for ; s.size > mostBytes; over++ {
		s.size -= len(s.done[over][0].Text)
	}
	s.done = append([]reader.Line(nil), s.done[over:]...)
	s.lost += over
}

// flush ends the last line.
func (s *outputLines) flush() {
	if len(s.rest) > 0 {
		s.turn()
	}
}

// turn ends a line, which may be empty.
func (s *outputLines) turn() {
	l := plainLine(s.rest)
	s.done, s.size = append(s.done, l), s.size+len(l[0].Text)
	s.rest = s.rest[:0]
}

// lines are all of them, with the one that has no end yet.
func (s *outputLines) lines() []reader.Line {
	if len(s.rest) == 0 {
		return s.done[:len(s.done):len(s.done)]
	}
	return append(s.done[:len(s.done):len(s.done)], plainLine(s.rest))
}

// plainLine is a line as it stood at last, clean, with its tabs as spaces.
func plainLine(b []byte) reader.Line {
	text := strings.TrimRight(string(b), "\r")
	if at := strings.LastIndexByte(text, '\r'); at >= 0 {
		text = text[at+1:]
	}
	if !strings.Contains(text, "\t") {
		return reader.Line{{Text: clean.Text(text)}}
	}
	var line strings.Builder
	for i, part := range strings.Split(text, "\t") {
		if i > 0 {
			line.WriteString(strings.Repeat(" ", 8-utf8.RuneCountInString(line.String())%8))
		}
		line.WriteString(clean.Text(part))
	}
	return reader.Line{{Text: line.String()}}
}
