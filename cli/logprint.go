package cli

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/logrow"
)

// logPrinter prints events, each page at once.
type logPrinter struct {
	out, notes io.Writer // the same where notes stand between the lines
	format     string
	// terminal says that somebody looks: times are short and local. colors tell streams apart.
	terminal, colors bool
	now              func() time.Time
	leads
	logTally
	inks inks
}

// leads is what the lead of a line has to say.
type leads struct {
	// groups says that lines of several groups are printed; services and clusters that they are of several.
	groups, services, clusters bool
	width                      int // of the longest name of a container so far
}

// logTally is what a run has read and printed.
type logTally struct {
	read, lines int
	unread      map[string]bool // what cannot be read at the moment
}

// printer prints a tail.
func (l *logRun) printer(t tail.Tail) *logPrinter {
	look := l.streams.look()
	w := &logPrinter{out: l.streams.Out, notes: l.streams.Err, format: l.output, terminal: l.streams.Colored, colors: look.colors,
		now: l.streams.Now, inks: inks{of: map[string]int{}}, logTally: logTally{unread: map[string]bool{}}}
	w.groups, w.services = len(l.groups) > 1, len(t.More) > 0
	w.clusters = slices.ContainsFunc(t.More, func(x tail.Target) bool { return x.Cluster != t.Cluster })
	if w.format == asJSON || w.format != asRaw && w.terminal {
		w.notes = w.out
	}
	return w
}

// write prints events in their order.
func (w *logPrinter) write(events []tail.Event) error {
	var b bytes.Buffer
	flush := func() error {
		defer b.Reset()
		if b.Len() == 0 {
			return nil
		}
		_, err := w.out.Write(b.Bytes())
		return err
	}
	for _, e := range events {
		if e.Note == "" {
			w.lines++
		}
		switch {
		case e.Note == between:
			if w.format == asText || w.format == "" {
				b.WriteString("--\n")
			}
		case w.format == asJSON:
			if err := logrow.Of(e).Append(&b); err != nil {
				return err
			}
		case e.Note == "":
			w.line(&b, e)
		case w.notes == w.out:
			w.note(&b, e)
		default:
			if err := flush(); err != nil {
				return err
			}
			var n bytes.Buffer
			w.note(&n, e)
			fmt.Fprint(w.notes, n.String())
		}
	}
	return flush()
}

// track takes note of what cannot be read, or can be again.
func (w *logPrinter) track(e tail.Event) {
	switch e.Note {
	case tail.NoteUnread:
		w.unread[e.ID] = true
	case tail.NoteRead:
		delete(w.unread, e.ID)
	}
}

// line prints a line. Of one with line breaks, the others stand below the first, so that none passes for another line.
func (w *logPrinter) line(b *bytes.Buffer, e tail.Event) {
	if w.format == asRaw {
		b.WriteString(e.Message + "\n")
		return
	}
	at, who := w.clock(e.Time), w.writer(e)
	indent := "\n" + strings.Repeat(" ", ansi.StringWidth(at)+ansi.StringWidth(who)+2)
	if w.colors {
		at, who = ansi.NewStyle().Faint().Styled(at), w.inks.style(e.Group+" "+e.Stream).Styled(who)
	}
	b.WriteString(at + " " + who + " " + strings.ReplaceAll(e.Message, "\n", indent) + "\n")
}

// writer is who wrote a line: task and container or, where only the group is known, the stream. Of several services it is said
// which, and a question mark stands behind a task that is not known to be of any.
func (w *logPrinter) writer(e tail.Event) string {
	switch {
	case e.Task != "" || e.Unproven && e.Container != "":
		w.width = max(w.width, ansi.StringWidth(e.Container))
		who := aws.ShortID(e.Task)
		if e.Unproven {
			who += "?"
		}
		if w.services && e.Service != "" {
			who = e.Service + "/" + who
		}
		if w.clusters && e.Cluster != "" {
			who = e.Cluster + "/" + who
		}
		return who + " " + e.Container + strings.Repeat(" ", w.width-ansi.StringWidth(e.Container))
	case w.groups || w.services:
		return e.Group + " " + e.Stream
	}
	return e.Stream
}

// clock is a time: exact, or for somebody who looks the time of day, with the date where it is not today's.
func (w *logPrinter) clock(t time.Time) string {
	if !w.terminal {
		return t.UTC().Format(logrow.Exactly)
	}
	now := w.now()
	t = t.In(now.Location())
	if t.YearDay() != now.YearDay() || t.Year() != now.Year() {
		return t.Format("2006-01-02 15:04:05.000")
	}
	return t.Format("15:04:05.000")
}

func (w *logPrinter) note(b *bytes.Buffer, e tail.Event) {
	text := line("-- " + w.clock(e.Time) + " " + e.Text(" (--all-streams prints them)"))
	if w.colors && w.notes == w.out {
		text = ansi.NewStyle().Faint().Styled(text)
	}
	b.WriteString(text + "\n")
}

// inks gives each stream a colour: a hash of its name, so that it is the same every day, or the next one that is free.
type inks struct {
	of    map[string]int
	taken [palette]bool
}

// palette is how many colours there are: those of a terminal's own sixteen that are neither red, which is for errors, nor
// black, white or grey.
const palette = 10

func (i *inks) style(stream string) ansi.Style {
	n, known := i.of[stream]
	if !known {
		h := fnv.New32a()
		_, _ = h.Write([]byte(stream)) // a hash takes everything
		n = int(h.Sum32() % palette)
		for range palette {
			if !i.taken[n] {
				break
			}
			n = (n + 1) % palette
		}
		i.of[stream], i.taken[n] = n, true
	}
	colors := [palette]ansi.BasicColor{ansi.Green, ansi.Yellow, ansi.Blue, ansi.Magenta, ansi.Cyan,
		ansi.BrightGreen, ansi.BrightYellow, ansi.BrightBlue, ansi.BrightMagenta, ansi.BrightCyan}
	return ansi.NewStyle().ForegroundColor(colors[n])
}
