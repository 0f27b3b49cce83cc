// Package logview shows a log: up to a million lines in bounded memory, in the order of their time, growing at the end
// and now and then in the middle, filtered and searched without ever making a key wait.
//
// Pane is used by one goroutine. Two things may be used by others, because they read only what never changes once it
// is written: a Job, which is how filters and searches test all that is held, and the sequences of Held and Shown.
//
// The owner drives the jobs. After Append, SetFilter, Search and Finish it asks Work for a job until there is none,
// runs each in a command of its own, and hands it back:
//
//	func (s *screen) work() tea.Cmd {
//		j := s.pane.Work()
//		if j == nil {
//			return nil
//		}
//		return func() tea.Msg { j.Run(); return tested{j} }
//	}
//	…
//	case tested:
//		s.pane.Finish(msg.job)
//		return s.work()
//
// What is on screen is tested at once; lines not yet tested are not shown and not counted, and Pending says that there
// are some.
package logview

import (
	"iter"
	"time"

	"github.com/ecscope/ecscope/ui/theme"
)

// Limits bound what a pane holds. The oldest lines are dropped and counted.
type Limits struct {
	Lines int // 1,000,000 if 0
	Bytes int // text and what is kept about it; 256 MiB if 0
}

// Stats says how much there is.
type Stats struct {
	Held     int // entries; a stack trace is one
	Shown    int // entries that pass the filter, as far as tested
	Dropped  int // entries dropped for the limits since New or Clear
	Received int // entries handed in since New or Clear, lines joined to others included
	Bytes    int // of the limit in use
}

// Pane holds a log and shows it.
type Pane struct {
	sources sources
	columns columns
}
type columns struct{}

func (columns) grow([]Label) {}

// New returns an empty pane that follows what is appended. now is asked for the rate and for relative times.
func New(th *theme.Theme, now func() time.Time, limits Limits) *Pane { return &Pane{} }

// Append takes a batch of lines, in any order. Each is inserted where its time belongs, behind those of the same time;
// the place on screen stays. Lines that continue another of their source (indented, "at …", "Caused by", the lines of a
// Python or Go trace) within a second are joined to it. The batch may be reused afterwards.
func (p *Pane) Append(batch []Entry) {}

// Prepend is Append for a page of older lines: they stand before those of the same time that are held.
func (p *Pane) Prepend(batch []Entry) {}

// Clear forgets all lines and marks; sources, filter and search stay.
func (p *Pane) Clear() {}

// Stats says how much is held, shown and dropped.
func (p *Pane) Stats() Stats { return Stats{} }

// Rate returns how many entries a second came by Append over the last five seconds.
func (p *Pane) Rate() float64 { return 0 }

// TimeMode says how the column of times is written.
type TimeMode uint8

// The ways to write times. Relative is how long ago.
const (
	Local TimeMode = iota
	UTC
	Relative
	Off
)

// SetSize sets the size of View in cells.
func (p *Pane) SetSize(w, h int) {}

// View draws the lines on screen: exactly h lines, none wider than w, or nothing if either is 0.
func (p *Pane) View() string { return "" }

// SetTime chooses how times are written; zone is what Local means, nil for the system's.
func (p *Pane) SetTime(mode TimeMode, zone *time.Location) {}

// Time returns how times are written.
func (p *Pane) Time() TimeMode { return 0 }

// SetColumns chooses the labels that are shown, by name and in this order.
func (p *Pane) SetColumns(names ...string) {}

// SetColour chooses the label whose values have a colour each, such as "task" or "revision"; "" for all labels
// together.
func (p *Pane) SetColour(name string) {}

// Colour returns the label that has the colours.
func (p *Pane) Colour() string { return "" }

// SetWrap breaks lines that are wider than the screen, or cuts them.
func (p *Pane) SetWrap(wrap bool) {}

// Wrap says whether lines are wrapped.
func (p *Pane) Wrap() bool { return false }

// SetRaw shows lines as they were written, or parsed into level and message.
func (p *Pane) SetRaw(raw bool) {}

// Raw says whether lines are shown as they were written.
func (p *Pane) Raw() bool { return false }

// SetFolded folds all entries of several lines to their first, or unfolds them.
func (p *Pane) SetFolded(folded bool) {}

// Folded says whether entries are folded unless they were unfolded singly.
func (p *Pane) Folded() bool { return false }

// ToggleFold folds or unfolds the entry under the cursor.
func (p *Pane) ToggleFold() {}

// Up, Down, PageUp, PageDown, HalfUp, HalfDown and Top move the cursor and pause.
func (p *Pane) Up() {}

// Down moves the cursor down.
func (p *Pane) Down() {}

// PageUp moves up by a screen.
func (p *Pane) PageUp() {}

// PageDown moves down by a screen.
func (p *Pane) PageDown() {}

// HalfUp moves up by half a screen.
func (p *Pane) HalfUp() {}

// HalfDown moves down by half a screen.
func (p *Pane) HalfDown() {}

// Top moves to the oldest line.
func (p *Pane) Top() {}

// Bottom moves to the newest line and follows.
func (p *Pane) Bottom() {}

// Left scrolls sideways, back towards the beginning of the lines.
func (p *Pane) Left() {}

// Right scrolls sideways, as far as the lines on screen reach.
func (p *Pane) Right() {}

// SetFollow sticks to the newest line, or pauses: keeps the place while lines go on arriving.
func (p *Pane) SetFollow(follow bool) {}

// Following says whether the pane sticks to the newest line.
func (p *Pane) Following() bool { return false }

// Below returns how many of the lines shown are newer than the newest there was when the pane was paused.
func (p *Pane) Below() int { return 0 }

// GoTo moves the cursor to the first line at or after that time, or to the last, and pauses.
func (p *Pane) GoTo(t time.Time) {}

// Select moves the cursor to the entry, or where it would be, and pauses.
func (p *Pane) Select(id ID) {}

// Cursor returns the entry under the cursor: the newest while following.
func (p *Pane) Cursor() (e Entry, ok bool) { return e, false }

// Position returns the number, from 1, of the line under the cursor among those shown, and how many those are.
func (p *Pane) Position() (at, shown int) { return 0, 0 }

// ToggleMark marks the entry under the cursor, or takes the mark away.
func (p *Pane) ToggleMark() {}

// NextMark moves to the next marked entry that is shown, from the last to the first.
func (p *Pane) NextMark() bool { return false }

// PreviousMark moves to the marked entry before, from the first to the last.
func (p *Pane) PreviousMark() bool { return false }

// Marked returns the marked entries in their order.
func (p *Pane) Marked() []Entry { return nil }

// Filter is what an entry must satisfy to be shown: all terms of Include, none of Exclude, and for each label name in
// Only one of the values given for it. A term is one of
//
//	text            the text occurs, in capitals or not; quotes around it if it looks like one of those below
//	re:pattern      the regular expression matches, in capitals or not; ^ and $ are the ends of a line
//	level>=warn     the level, with any of = != > >= < <=
//	name=value      a field of JSON (a.b for nested ones) or logfmt, or a label, has that value; in a line without
//	                fields the term itself is looked for
//	name!=value     there is no such field or it has another value
//	name>5          it is a number, and greater; also >= < <=
type Filter struct {
	Include, Exclude []string
	Only             []Label
}

// SetFilter puts the filter in force. A term that cannot be understood is refused with an error of one line, and the
// filter stays as it was.
func (p *Pane) SetFilter(f Filter) error { return nil }

// Filter returns the filter in force.
func (p *Pane) Filter() Filter { return Filter{} }

// Search looks for a text, in capitals or not, or for a pattern after "re:"; "" ends the search. The cursor stays.
func (p *Pane) Search(expr string) error { return nil }

// Searched returns what is looked for.
func (p *Pane) Searched() string { return "" }

// Matches returns how many of the lines shown match the search so far, and the number of the one under the cursor from
// 1, or 0 if that one does not match.
func (p *Pane) Matches() (at, count int) { return 0, 0 }

// Next moves to the next line that matches, from the last to the first; if none is known yet, as soon as one is.
func (p *Pane) Next() {}

// Previous moves to the matching line before, from the first to the last; if none is known yet, as soon as one is.
func (p *Pane) Previous() {}

// Job is the test of some of the lines held against the filter and the search. It is run once, by any goroutine.
type Job struct{}

// Run does the work, some ten milliseconds of it.
func (j *Job) Run() {}

// Work returns the next piece of work, nearest to the cursor first, or nil if there is none left to hand out. Several
// may be run at the same time.
func (p *Pane) Work() *Job { return nil }

// Finish takes the results of a job that was run. Those of a filter or search no longer in force are dropped.
func (p *Pane) Finish(j *Job) {}

// Pending returns how many of the lines held are not yet tested.
func (p *Pane) Pending() (untested, held int) { return 0, 0 }

// Held returns all entries in their order, as they are now: it may be read later and by another goroutine.
func (p *Pane) Held() iter.Seq[Entry] { return func(func(Entry) bool) {} }

// Shown returns the entries that pass the filter, as Held does.
func (p *Pane) Shown() iter.Seq[Entry] { return func(func(Entry) bool) {} }

// Format writes entries as plain text with the columns that were shown when it was made. It never changes.
type Format struct{}

// Format returns the way the pane writes entries now.
func (p *Pane) Format() Format { return Format{} }

// Append appends the entry and a line feed: time, labels, level and the text, as it was written if the pane shows that.
func (f Format) Append(dst []byte, e Entry) []byte { return dst }

// Parsed is what a text says about itself.
type Parsed struct {
	Level   Level
	Time    string // as it was written
	Message string
	Fields  []Field // what else JSON and logfmt say, in their order
}

// Field is a name and value of JSON or logfmt. The value of a JSON string is without quotes and escapes.
type Field struct{ Name, Value string }

// Parse reads JSON, logfmt and the usual formats of text. Of a text it does not know, the whole is the message.
func Parse(text string) Parsed { return Parsed{} }

// Span is a piece of a line in one tone.
type Span struct {
	Text string
	Tone theme.Tone
}

// Pretty returns a text line by line; JSON is spread over lines, indented and coloured.
func Pretty(text string) [][]Span { return nil }
