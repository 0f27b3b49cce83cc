package tail

import (
	"hash/maphash"
	"time"
)

// seen remembers which lines were yielded: as many of the newest as fit. Of older ones each stream knows up to when they
// are forgotten, and they count as seen.
type seen struct {
	most     int
	seed     [2]maphash.Seed
	ids      finder           // of the lines of the ring that were polled
	contents map[digest]tally // nil until Live Tail, which tells no ids, brings a line
	ring     []sighting
	streams  []*logStream
	numbers  map[*logStream]uint64 // of streams, by which the ring knows them
	said     []digest              // the contents of the ring; nil unless Live Tail may be used
	next     int                   // the oldest of a full ring
	newest   bool                  // the newest lines come first: what is forgotten is newer than what is to come
}

// digest stands for a text.
type digest [2]uint64

// tally is how often the same line of the same millisecond and stream came from either transport. Of the two, the
// larger number is how often it was written.
type tally struct{ polled, live int32 }

// sighting is one line of one transport. There are many, so that it takes no more than it must and holds no pointer.
type sighting struct {
	id   digest // of a line that was polled
	rest uint64 // the number of its stream, its time, and whether Live Tail brought it
}

// The bits of the rest of a sighting: one says that it is of Live Tail, and so many are its time in milliseconds. That is counted from
// before CloudWatch Logs began to 2080, and four million streams have a number each.
const (
	timeBits = 41
	liveBit  = 1
)

// sightingsFrom is from when on the time of a sighting is counted; no line is older.
func sightingsFrom() time.Time { return time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC) }

func newSighting(id digest, stream uint64, at time.Time, live bool) sighting {
	after := uint64(max(0, at.UnixMilli()-sightingsFrom().UnixMilli()))
	v := sighting{id, stream<<(timeBits+1) | after&(1<<timeBits-1)<<1}
	if live {
		v.rest |= liveBit
	}
	return v
}

func (v *sighting) live() bool     { return v.rest&liveBit == liveBit }
func (v *sighting) stream() uint64 { return v.rest >> (timeBits + 1) }
func (v *sighting) at() time.Time {
	return time.UnixMilli(int64(v.rest>>1&(1<<timeBits-1)) + sightingsFrom().UnixMilli()).UTC()
}

// remembered is how many lines a reading knows that it yielded: at least as many as are read once more for those that come late, and as
// many as a table of half the size again finds.
const remembered = 190_000

func newSeen(most int, live bool) *seen {
	s := &seen{most: most, seed: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, numbers: map[*logStream]uint64{}}
	if live {
		s.said = []digest{}
	}
	return s
}

func (s *seen) digest(text string) digest {
	return digest{maphash.String(s.seed[0], text), maphash.String(s.seed[1], text)}
}

// content stands for what a line says and when.
func (s *seen) content(stream *logStream, at time.Time, message string) digest {
	d := s.digest(message)
	d[0] += uint64(at.UnixMilli()) * 0x9e3779b97f4a7c15
	d[1] ^= maphash.String(s.seed[1], stream.name+"\x00"+stream.group.name)
	return d
}

// polled notes a line that was polled, and says whether it is a new one.
func (s *seen) polled(stream *logStream, id string, at time.Time, message string) bool {
	if h := stream.horizon; !h.IsZero() && (s.newest && !at.Before(h) || !s.newest && !at.After(h)) {
		return false
	}
	var content digest
	if s.said != nil || id == "" {
		content = s.content(stream, at, message)
	}
	v := newSighting(content, s.number(stream), at, false) // a server that tells no ids
	if id != "" {
		v.id = s.digest(id)
		v.id[1] ^= maphash.String(s.seed[0], stream.group.region+stream.group.name)
	}
	if s.ids.has(s.ring, v.id) {
		return false
	}
	s.ids.add(s.ring, s.keep(v, content))
	if s.contents == nil {
		return true
	}
	t := s.contents[content]
	t.polled++
	s.contents[content] = t
	return t.polled > t.live
}

// live notes a line that Live Tail brought, and says whether it is a new one.
func (s *seen) live(stream *logStream, at time.Time, message string) bool {
	if s.contents == nil {
		s.contents = map[digest]tally{}
		for _, content := range s.said { // all of them polled
			t := s.contents[content]
			t.polled++
			s.contents[content] = t
		}
	}
	content := s.content(stream, at, message)
	s.keep(newSighting(digest{}, s.number(stream), at, true), content)
	t := s.contents[content]
	t.live++
	s.contents[content] = t
	return t.live > t.polled
}

// number is that by which the ring knows a stream.
func (s *seen) number(stream *logStream) uint64 {
	n, known := s.numbers[stream]
	if !known {
		n = uint64(len(s.streams))
		s.streams, s.numbers[stream] = append(s.streams, stream), n
	}
	return n
}

// keep puts a sighting into the ring, forgets the oldest of a full one, and returns where it is.
func (s *seen) keep(v sighting, content digest) int {
	if len(s.ring) < s.most {
		s.ring = append(roomy(s.ring, s.most), v)
		if s.said != nil {
			s.said = append(roomy(s.said, s.most), content)
		}
		return len(s.ring) - 1
	}
	at := s.next
	s.forget(at)
	s.ring[at] = v
	if s.said != nil {
		s.said[at] = content
	}
	s.next = (at + 1) % s.most
	return at
}

// roomy is a slice with room for one more; it grows no larger than it will be.
func roomy[T any](s []T, most int) []T {
	if len(s) < cap(s) {
		return s
	}
	return append(make([]T, 0, min(most, 2*len(s)+64)), s...)
}

func (s *seen) forget(i int) {
	v := &s.ring[i]
	if !v.live() {
		s.ids.remove(s.ring, i)
		stream := s.streams[v.stream()]
		if h := stream.horizon; h.IsZero() || v.at().After(h) != s.newest {
			stream.horizon = v.at()
		}
	}
	if s.contents == nil {
		return
	}
	t := s.contents[s.said[i]]
	if v.live() {
		t.live--
	} else {
		t.polled--
	}
	if t == (tally{}) {
		delete(s.contents, s.said[i])
	} else {
		s.contents[s.said[i]] = t
	}
}

// reach is from when on every line is known to be seen or new, whichever stream it is of.
func (s *seen) reach() time.Time {
	if len(s.ring) < s.most {
		return time.Time{}
	}
	return s.ring[s.next].at()
}
