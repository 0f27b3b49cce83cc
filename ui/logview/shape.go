package logview

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// drawBytes is what is drawn of an entry at most; the whole of it is for a screen of its own.
const drawBytes = 16 << 10

// shape is the text of an entry as it is drawn, before it is broken into rows.
type shape struct {
	text string
	cuts []cut // where another tone begins; Plain before the first
}

type cut struct {
	at   int
	tone theme.Tone
}

// write appends a text in a tone.
func (s *shape) write(b *strings.Builder, tone theme.Tone, text string) {
	if n := len(s.cuts); n == 0 && tone != theme.Plain || n > 0 && s.cuts[n-1].tone != tone {
		s.cuts = append(s.cuts, cut{b.Len(), tone})
	}
	b.WriteString(text)
}

// shape returns what is drawn of an entry.
func (k *look) shape(at place) shape {
	g := k.book.pages[at.page]
	r := g.record(at.line)
	text := g.string(at.line)
	if r.kind != Line {
		return shape{text: strings.ReplaceAll(clip(text), "\n", " ")}
	}
	var s shape
	whole := clip(text)
	if k.raw {
		s.text = whole
	} else {
		s = present(whole, r.level, k.fields.names)
		s.text = clip(s.text)
	}
	if k.folds[r.id()] {
		s.fold()
	}
	if left := len(text) - len(whole); left > 0 {
		s.note("… " + size(left) + " more")
	}
	return s
}

// clip returns as much of a text as is drawn.
func clip(text string) string {
	if len(text) <= drawBytes {
		return text
	}
	n := drawBytes
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// size writes a number of bytes.
func size(n int) string {
	const kilo, mega = 1e3, 1e6
	switch {
	case n >= mega:
		return fmt.Sprintf("%.1f MB", float64(n)/mega)
	case n >= kilo:
		return fmt.Sprintf("%.1f kB", float64(n)/kilo)
	}
	return strconv.Itoa(n) + " bytes"
}

// present shows a text without what the columns say, among them the fields that have one: the message, then the other fields.
func present(text string, level logline.Level, apart []string) shape {
	q := logline.Parse(text)
	if len(apart) > 0 {
		q.Fields = slices.DeleteFunc(q.Fields, func(f logline.Field) bool { return slices.Contains(apart, f.Name) })
	}
	if q.Message == text || q.Message == "" && len(q.Fields) == 0 || q.Level != level && q.Level != logline.Unknown {
		return shape{text: text}
	}
	if len(q.Fields) == 0 {
		return shape{text: q.Message}
	}
	var s shape
	var b strings.Builder
	first, rest, several := strings.Cut(q.Message, "\n")
	s.write(&b, theme.Plain, first)
	gap := "  "
	if first == "" {
		gap = ""
	}
	for _, f := range q.Fields {
		if !strings.Contains(f.Value, "\n") {
			s.write(&b, theme.Dim, gap+f.Name+"=")
			s.write(&b, theme.Plain, quoted(f.Value))
			gap = " "
		}
	}
	if several {
		s.write(&b, theme.Plain, "\n"+rest)
	}
	for _, f := range q.Fields {
		if strings.Contains(f.Value, "\n") {
			s.write(&b, theme.Dim, "\n"+f.Name+"=")
			s.write(&b, theme.Plain, f.Value)
		}
	}
	s.text = b.String()
	return s
}

// quoted sets a value apart that would run into the next.
func quoted(value string) string {
	if value == "" || value[0] != '{' && value[0] != '[' && strings.Contains(value, " ") {
		return `"` + value + `"`
	}
	return value
}

// fold leaves the first line and says how many follow.
func (s *shape) fold() {
	first, rest, ok := strings.Cut(s.text, "\n")
	if !ok {
		return
	}
	s.text = first
	s.note("  ▸ " + words.Count(strings.Count(rest, "\n")+1, "more line"))
}

// note appends a remark of ours.
func (s *shape) note(text string) {
	for len(s.cuts) > 0 && s.cuts[len(s.cuts)-1].at >= len(s.text) {
		s.cuts = s.cuts[:len(s.cuts)-1]
	}
	s.cuts = append(s.cuts, cut{len(s.text), theme.Busy})
	s.text += text
}

// tone is how a level is drawn.
func tone(l logline.Level) theme.Tone {
	switch l {
	case logline.Trace, logline.Debug:
		return theme.Dim
	case logline.Info:
		return theme.Good
	case logline.Warn:
		return theme.Warn
	case logline.Error, logline.Fatal:
		return theme.Bad
	}
	return theme.Plain
}

// Message is what is drawn of an entry's text where some fields stand apart.
func Message(e Entry, apart []string) string { return present(clip(e.Text), e.Level, apart).text }
