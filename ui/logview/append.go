package logview

import (
	"slices"

	"github.com/ecscope/ecscope/logline"
)

// head is the newest entry of a source: what its next line may continue.
type head struct {
	id    ID
	at    int   // where it stands in the batch, or -1 if it is in the pages
	last  int64 // the time of its last line
	bytes int
	trace logline.Joiner
}

const (
	joinGap   = int64(1e9) // nanoseconds between the lines of a trace at most
	joinBytes = 256 << 10  // bytes of an entry made of several lines at most
)

// incoming is an entry of a batch on its way into the pages. What continues it is chained to it.
type incoming struct {
	record
	text string
	size int   // bytes of all texts of the chain, with the line feeds between them
	more int32 // the next of the chain, or -1
	tail int32 // the last of the chain
	join bool  // the chain continues an entry of the pages: the one with this id
	used bool  // it is part of another's chain
}

// batch is a batch being worked on. It is kept to be used again.
type batch struct {
	all   []incoming
	order []int32 // those that stand for themselves, as they stand in the pages
}

// intake takes lines in: it joins, inserts and tests them, and keeps the limits.
type intake struct {
	book     *book
	criteria *criteria
	limits   Limits
	heads    map[Source]head
	batch    batch
	tally    tally
	counts   *counters
	// newest is the number of the next line appended, oldest the lowest given to one prepended.
	newest, oldest int64
}

// tally counts what is held, and what was.
type tally struct{ held, notes, bytes, dropped, received int }

// append takes in lines as they come; see Pane.Append. It says whether lines were dropped for them.
func (k *intake) append(entries []Entry) (dropped bool) {
	seq := k.newest
	k.newest += int64(len(entries))
	return k.take(entries, seq, k.heads)
}

// prepend takes in older lines.
func (k *intake) prepend(entries []Entry) (dropped bool) {
	k.oldest -= int64(len(entries))
	return k.take(entries, k.oldest, map[Source]head{})
}

func (k *intake) take(entries []Entry, seq int64, heads map[Source]head) (dropped bool) {
	k.tally.received += len(entries)
	k.batch.read(entries, seq)
	k.batch.join(heads)
	k.counts.patterns.mu.Lock()
	k.insert()
	k.counts.patterns.mu.Unlock()
	return k.drop()
}

// counters count what is held, or was, as lines come and go.
type counters struct {
	histogram histogram
	patterns  patterns
	fields    *fields
}

func newCounters(r *registry, f *fields) *counters {
	c := &counters{patterns: patterns{writers: r, label: "revision"}, fields: f}
	c.patterns.clear()
	return c
}

// came and went take note of a line.
func (c *counters) came(r *record, text string) {
	c.histogram.count(r, 1)
	c.patterns.count(r, text)
	c.fields.count(r, text, 1)
}

func (c *counters) went(r *record, text string) {
	c.histogram.count(r, -1)
	c.fields.count(r, text, -1)
}

func (c *counters) clear() {
	c.histogram = histogram{}
	c.patterns.clear()
	c.fields.choose(c.fields.names)
}

// clear forgets all lines.
func (k *intake) clear() {
	k.book.pages, k.heads, k.tally = nil, map[Source]head{}, tally{}
	k.counts.clear()
}

// read makes the entries of a batch ready, in the order of their ids.
func (b *batch) read(entries []Entry, seq int64) {
	b.all = b.all[:0]
	for i := range entries {
		e := &entries[i]
		b.all = append(b.all, incoming{text: e.Text, size: len(e.Text), more: -1,
			record: record{time: e.Time.UnixMilli() * millisecond, seq: seq + int64(i), source: e.Source, kind: e.Kind}})
	}
	inOrder := func(x, y incoming) int { return x.id().Compare(y.id()) }
	if !slices.IsSortedFunc(b.all, inOrder) {
		slices.SortFunc(b.all, inOrder)
	}
}

// join chains lines to those they continue. heads are the newest entries of the sources, and are brought up to date.
func (b *batch) join(heads map[Source]head) {
	for i := range b.all {
		in := &b.all[i]
		in.tail = int32(i)
		if in.kind != Line {
			continue
		}
		h, ok := heads[in.source]
		if ok && in.id().Compare(h.id) < 0 {
			in.level = logline.LevelIn(in.text) // late: what it may continue is not known any more
			continue
		}
		if ok && in.time-h.last <= joinGap && h.bytes+len(in.text) < joinBytes && h.trace.Continues(in.text) {
			b.chain(&h, int32(i))
		} else {
			in.level = logline.LevelIn(in.text)
			h = head{id: in.id(), at: i, bytes: len(in.text), trace: logline.Joiner{Level: in.level}}
		}
		h.last = in.time
		h.trace.Learn(in.text)
		heads[in.source] = h
	}
	b.order = b.order[:0]
	for i := range b.all {
		if !b.all[i].used {
			b.order = append(b.order, int32(i))
		}
	}
	for s, h := range heads {
		if h.at >= 0 {
			h.at = -1
			heads[s] = h
		}
	}
	slices.SortStableFunc(b.order, func(x, y int32) int { return b.all[x].id().Compare(b.all[y].id()) })
}

// chain joins a line to the newest entry of its source.
func (b *batch) chain(h *head, i int32) {
	in := &b.all[i]
	h.bytes += len(in.text) + 1
	if h.at < 0 { // in the pages: what comes after this line is chained to it
		h.at = int(i)
		in.join = true
		in.time, in.seq = h.id.time, h.id.seq
		return
	}
	first := &b.all[h.at]
	b.all[first.tail].more = i
	first.tail = i
	first.size += 1 + len(in.text)
	in.used = true
}

// write appends the texts of a chain.
func (b *batch) write(dst []byte, in *incoming) []byte {
	dst = append(dst, in.text...)
	for i := in.more; i >= 0; i = b.all[i].more {
		dst = append(dst, '\n')
		dst = append(dst, b.all[i].text...)
	}
	return dst
}
