package logs

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strconv"
	"time"
)

// event is one event of a stream. Times are in milliseconds since 1970.
type event struct {
	at, ingested int64
	stream       string
	source       uint64 // hash of the stream
	number       uint64 // within the stream
	text         string
}

// id is the event's id: 56 digits, as CloudWatch has them.
func (e event) id() string {
	b := make([]byte, 0, 56)
	b = pad(b, uint64(e.at), 20)
	b = pad(b, e.source%1e18, 18)
	return string(pad(b, e.number, 18))
}

func pad(b []byte, n uint64, width int) []byte {
	text := strconv.FormatUint(n, 10)
	for range width - len(text) {
		b = append(b, '0')
	}
	return append(b, text...)
}

// compare is CloudWatch's order.
func (e event) compare(o event) int {
	return cmp.Or(cmp.Compare(e.at, o.at), cmp.Compare(e.ingested, o.ingested), cmp.Compare(e.source, o.source), cmp.Compare(e.number, o.number))
}

// roll is chance that always falls the same way.
type roll uint64

func (r *roll) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1.
func (r *roll) below(n uint64) uint64 {
	hi, _ := bits.Mul64(r.next(), n)
	return hi
}

// share is a number from 0 to 1.
func (r *roll) share() float64 { return float64(r.next()>>11) / (1 << 53) }

func pick[T any](r *roll, of ...T) T { return of[r.below(uint64(len(of)))] }

// between makes the events of some sources that were written from a moment on and before another, in order.
func (g *group) between(sources []source, from, to int64) []event {
	var out []event
	for _, s := range sources {
		out = g.add(out, s, from, to)
	}
	slices.SortFunc(out, event.compare)
	return out
}

// add appends what one source wrote.
func (g *group) add(out []event, s source, from, to int64) []event {
	for i, e := range s.written {
		if e.at >= from && e.at < to {
			e.source, e.number = s.hash, uint64(i)
			out = append(out, e)
		}
	}
	if s.output.Started.IsZero() {
		return out
	}
	started, ended := s.output.Started.UnixMilli(), g.now+1
	if !s.output.Ended.IsZero() {
		ended = min(ended, s.output.Ended.UnixMilli()+1)
	}
	for i, r := range s.rates {
		begin, end := started, ended
		if !r.from.IsZero() {
			begin = max(begin, r.from.UnixMilli())
		}
		if i+1 < len(s.rates) {
			end = min(end, s.rates[i+1].from.UnixMilli())
		}
		if r.lines > 0 && begin < end {
			out = g.regular(out, s, uint64(i), r.lines, [2]int64{begin, end}, [2]int64{from, to})
		}
	}
	return g.lastWords(out, s, from, to)
}

// longest is the most events that one turn of a container writes, a millisecond apart.
const longest = 16

// regular appends what a container writes turn by turn while it logs at one rate, as far as it is wanted.
func (g *group) regular(out []event, s source, segment uint64, lines float64, life, want [2]int64) []event {
	period := 1000 / lines
	first := math.Floor(float64(max(want[0]-longest-life[0], 0))/period) - 1
	last := math.Ceil(float64(min(want[1], life[1])-life[0]) / period)
	for i := max(first, 0); i <= last; i++ {
		turn := segment<<48 | uint64(i)
		r := roll(s.hash ^ (turn+1)*0xd1342543de82ef95)
		at := life[0] + int64((i+r.share())*period)
		if at >= min(want[1], life[1]) || at+longest < want[0] {
			continue
		}
		delay := g.delay(&r)
		twice := g.options.Twice > 0 && r.share() < g.options.Twice
		for j, text := range s.events(&r, time.UnixMilli(at).UTC(), i) {
			e := event{at: at + int64(j), stream: s.name, source: s.hash, number: turn*64 + uint64(j), text: text}
			if e.at < want[0] || e.at >= want[1] || e.at >= life[1] {
				continue
			}
			e.ingested = e.at + delay
			out = append(out, e)
			if twice {
				e.number, e.ingested = e.number+32, e.ingested+1500
				out = append(out, e)
			}
		}
	}
	return out
}

// prompt is how many milliseconds after it was written an event is ingested, if nothing goes wrong.
const prompt = 400

// delay is how long after it was written an event is ingested.
func (g *group) delay(r *roll) int64 {
	delay := int64(prompt)
	if g.options.Late > 0 && r.share() < g.options.Late {
		delay += int64(r.below(uint64(max(1, g.options.LateBy.Milliseconds()))))
	}
	return delay
}

// slowest is the longest that an event may take from its time to its ingestion.
func (g *group) slowest() int64 {
	longest := 10_000 + g.options.LateBy.Milliseconds()
	for _, s := range g.sources {
		for _, e := range s.written {
			longest = max(longest, e.ingested-e.at)
		}
	}
	return longest
}
