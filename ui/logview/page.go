package logview

import (
	"math"
	"sort"
	"time"
	"unsafe"

	"github.com/ecscope/ecscope/logline"
)

const (
	pageLines = 1024    // lines of a page at most
	pageBytes = 1 << 17 // bytes of text that a page has before the next begins; a longer line is a page of its own
)

// millisecond is how finely times are told apart: as CloudWatch does.
const millisecond = int64(time.Millisecond)

// record is what is known about a line beside its text.
type record struct {
	time   int64 // nanoseconds since 1970, in whole milliseconds
	seq    int64
	source Source
	kind   Kind
	level  logline.Level
}

func (r *record) id() ID { return ID{r.time, r.seq} }

// packed is a record as a page keeps it: its time and number are counted from those of the page's first line.
type packed struct {
	after  uint32 // milliseconds
	seq    int32
	end    uint32 // of its text in that of the page; it begins where the one before ends
	source Source
	kind   Kind
	level  logline.Level
}

// recordBytes is what a line takes beside its text.
const recordBytes = int(unsafe.Sizeof(packed{}))

// lines are records and their texts. What is written is never changed, it is only appended to: a copy can be read by another
// goroutine.
type lines struct {
	base  ID // of the first line
	recs  []packed
	text  []byte
	notes set // those that no container wrote
}

// fits says whether a line, which is no older than those there, can be counted from the first.
func (l *lines) fits(r *record) bool {
	after, seq := (r.time-l.base.time)/millisecond, r.seq-l.base.seq
	return len(l.recs) == 0 || after <= math.MaxUint32 && int64(int32(seq)) == seq
}

// add appends the record of a line that fits; its text ends where all texts end.
func (l *lines) add(r *record) {
	if len(l.recs) == 0 {
		l.base = r.id()
	}
	if r.kind != Line {
		l.notes.add(len(l.recs))
	}
	l.recs = append(l.recs, packed{uint32((r.time - l.base.time) / millisecond), int32(r.seq - l.base.seq), uint32(len(l.text)), r.source, r.kind, r.level})
}

func (l *lines) record(i int) record {
	p := &l.recs[i]
	return record{l.base.time + int64(p.after)*millisecond, l.base.seq + int64(p.seq), p.source, p.kind, p.level}
}

func (l *lines) id(i int) ID {
	r := l.record(i)
	return r.id()
}

func (l *lines) start(i int) int {
	if i == 0 {
		return 0
	}
	return int(l.recs[i-1].end)
}

func (l *lines) line(i int) []byte {
	end := int(l.recs[i].end)
	return l.text[l.start(i):end:end]
}

// string returns the text of a line without copying it, which is sound because it never changes.
func (l *lines) string(i int) string { return view(l.line(i)) }

// view returns bytes that never change as a string.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// at returns the number of the first line that is not before the id.
func (l *lines) at(id ID) int {
	return sort.Search(len(l.recs), func(i int) bool { return l.id(i).Compare(id) >= 0 })
}

func (l *lines) last() ID { return l.id(len(l.recs) - 1) }

func (l *lines) entry(i int) Entry {
	r := l.record(i)
	return Entry{ID: r.id(), Time: time.Unix(0, r.time), Source: r.source, Kind: r.kind, Level: r.level,
		Text: string(l.line(i))}
}

// page is a run of lines and what is known about them. A page with lines inserted is a new page.
type page struct {
	lines
	gone int // lines at its beginning that were dropped

	chosen
	found    set // by the search in force
	tested   bool
	searched bool
	out      bool // given to a job
	shown    int  // lines in seen
	hits     int  // lines in seen and in found
}

// chosen are the lines that are shown.
type chosen struct {
	passed set // of the filter in force
	near   set // those around them that are shown with them: see surround
	seen   set // both
}

// count brings the numbers up to date after a change of the sets.
func (g *page) count() {
	g.passed.cut(g.gone)
	g.near.cut(g.gone)
	g.seen = g.passed
	g.seen.or(&g.near)
	g.shown = g.seen.count()
	both := g.seen
	both.and(&g.found)
	g.hits = both.count()
}

// full says whether a line belongs on the next page.
func (g *page) full(in *incoming) bool {
	return len(g.recs) == pageLines || len(g.recs) > 0 && len(g.text)+in.size > pageBytes || !g.fits(&in.record)
}

// seal gives back the room that is not used.
func (g *page) seal() {
	if c := cap(g.recs); c-len(g.recs) > c/16 {
		g.recs = append(make([]packed, 0, len(g.recs)), g.recs...)
	}
	if c := cap(g.text); c-len(g.text) > c/16 {
		g.text = append(make([]byte, 0, len(g.text)), g.text...)
	}
}
