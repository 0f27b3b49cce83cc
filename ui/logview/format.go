package logview

import (
	"strings"
	"time"
)

// Format writes entries as plain text with the columns that were shown when it was made. It never changes.
type Format struct {
	clock   clock
	sources sources
	labels  []column
	raw     bool
}

// Append appends the entry and a line feed: time, labels, level and the text, as it was written if the pane shows that.
// The time has its day and zone, whatever the pane shows, but is left out where that leaves it out.
func (f Format) Append(dst []byte, e Entry) []byte {
	if f.clock.mode != Off {
		zone := f.clock.zone
		if f.clock.mode == Relative || f.clock.mode == Own {
			zone = time.UTC
		}
		dst = e.Time.In(zone).AppendFormat(dst, "2006-01-02T15:04:05.000Z07:00")
		dst = append(dst, ' ')
	}
	if e.Kind != Line {
		dst = append(dst, "── "...)
		dst = append(dst, e.Text...)
		return append(dst, '\n')
	}
	for _, c := range f.labels {
		value := f.sources.value(e.Source, c.name)
		dst = append(dst, value...)
		dst = append(dst, strings.Repeat(" ", max(c.width-len(value), 0)+1)...)
	}
	if f.raw {
		dst = append(dst, e.Text...)
		return append(dst, '\n')
	}
	word := e.Level.String()
	dst = append(dst, word...)
	dst = append(dst, "      "[:len("ERROR ")-len(word)]...)
	dst = append(dst, present(e.Text, e.Level, nil).text...)
	return append(dst, '\n')
}
