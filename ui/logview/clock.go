package logview

import (
	"strings"
	"time"

	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// TimeMode says how the column of times is written.
type TimeMode uint8

// The ways to write times. Relative is how long ago, Own what the line itself says.
const (
	Local TimeMode = iota
	UTC
	Relative
	Own // as the line says it
	Off
)

// clock writes times.
type clock struct {
	mode TimeMode
	zone *time.Location
	date bool // whether the day is written
	near bool // whether there is little room: milliseconds are left out
	now  time.Time
}

// format is how the time of a day is written.
func (c *clock) format() string {
	if c.near {
		return "15:04:05"
	}
	return "15:04:05.000"
}

// width is how many cells a time takes.
func (c *clock) width() int {
	switch c.mode {
	case Off:
		return 0
	case Relative:
		return len("59m59s")
	}
	n := len(c.format())
	if c.mode == Own {
		return n
	}
	if c.date {
		n += len("01-02 ")
	}
	if c.mode == UTC {
		n++
	}
	return n
}

// append writes a time in as many bytes as width says.
func (c *clock) append(dst []byte, t time.Time) []byte {
	switch c.mode {
	case Off:
		return dst
	case Relative:
		s := words.Brief(c.now.Sub(t))
		for range c.width() - len(s) {
			dst = append(dst, ' ')
		}
		return append(dst, s...)
	case UTC:
		t = t.UTC()
	default:
		t = t.In(c.zone)
	}
	if c.date {
		dst = t.AppendFormat(dst, "01-02 ")
	}
	dst = t.AppendFormat(dst, c.format())
	if c.mode == UTC {
		dst = append(dst, 'Z')
	}
	return dst
}

// own writes the time that a line says of itself: in the zone that is shown where it names one, as it is written where it does not, and a
// dash where it says none.
func (c *clock) own(dst []byte, text string) []byte {
	first, _, _ := strings.Cut(text, "\n")
	said := logline.Parse(first).Time
	if at, ok := logline.Instant(said); ok {
		return at.In(c.zone).AppendFormat(dst, c.format())
	}
	if said == "" {
		said = theme.Dash
	}
	if i := strings.LastIndexAny(said, "T "); i >= 0 && strings.Contains(said[i:], ":") {
		said = said[i+1:] // the day
	}
	return append(dst, theme.Fit(said, c.width())...)
}

// dates is how times are to be written.
type dates struct {
	mode TimeMode
	zone *time.Location
	now  func() time.Time
}

// clock returns what writes times now. The day is written once lines of another day are held.
func (d *dates) clock(b *book) clock {
	c := clock{mode: d.mode, zone: d.zone, now: d.now()}
	if c.mode == UTC {
		c.zone = time.UTC
	}
	if first, ok := b.first(); ok {
		y, m, d := time.Unix(0, first.time).In(c.zone).Date()
		ny, nm, nd := c.now.In(c.zone).Date()
		c.date = y != ny || m != nm || d != nd
	}
	return c
}
