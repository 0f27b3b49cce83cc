package aws

import (
	"hash/maphash"
	"time"
)

// seen remembers which lines were yielded: as many of the newest as fit. Of older ones each stream knows up to when they
// are forgotten, and they count as seen.
type seen struct {
	most     int
	seed     [2]maphash.Seed
	ids      map[digest]struct{}
	contents map[digest]tally // nil until Live Tail, which tells no ids, brings a line
	ring     []sighting
	said     []digest // the contents of the ring; nil unless Live Tail may be used
	next     int      // the oldest of a full ring
	newest   bool     // the newest lines come first: what is forgotten is newer than what is to come
}

// digest stands for a text.
type digest [2]uint64

// tally is how often the same line of the same millisecond and stream came from either transport. Of the two, the
// larger number is how often it was written.
type tally struct{ polled, live int32 }

// sighting is one line of one transport. There are many, so that it takes no more than it must.
type sighting struct {
	id     digest // of a line that was polled
	stream *logStream
	when   int64 // in milliseconds since 1970 and doubled; odd for a line of Live Tail
}

func (v *sighting) live() bool    { return v.when&1 == 1 }
func (v *sighting) at() time.Time { return time.UnixMilli(v.when >> 1).UTC() }

// remembered is how many lines a reading knows that it yielded.
const remembered = 300_000

func newSeen(most int, live bool) *seen {
	s := &seen{most: most, seed: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, ids: map[digest]struct{}{}}
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
	v := sighting{stream: stream, when: at.UnixMilli() << 1}
	var content digest
	if s.said != nil || id == "" {
		content = s.content(stream, at, message)
	}
	v.id = content // a server that tells no ids
	if id != "" {
		v.id = s.digest(id)
		v.id[1] ^= maphash.String(s.seed[0], stream.group.region+stream.group.name)
	}
	if _, known := s.ids[v.id]; known {
		return false
	}
	s.ids[v.id] = struct{}{}
	s.keep(v, content)
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
	s.keep(sighting{stream: stream, when: at.UnixMilli()<<1 | 1}, content)
	t := s.contents[content]
	t.live++
	s.contents[content] = t
	return t.live > t.polled
}

// keep puts a sighting into the ring and forgets the oldest of a full one.
func (s *seen) keep(v sighting, content digest) {
	if len(s.ring) < s.most {
		s.ring = append(roomy(s.ring, s.most), v)
		if s.said != nil {
			s.said = append(roomy(s.said, s.most), content)
		}
		return
	}
	s.forget(s.next)
	s.ring[s.next] = v
	if s.said != nil {
		s.said[s.next] = content
	}
	s.next = (s.next + 1) % s.most
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
		delete(s.ids, v.id)
		if h := v.stream.horizon; h.IsZero() || v.at().After(h) != s.newest {
			v.stream.horizon = v.at()
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
