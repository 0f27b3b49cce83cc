package exec

// inbox puts what comes in order, each once.
type inbox struct {
	next  int64 // the sequence number that is waited for
	ready *frame
	early map[int64]frame
	last  int64 // the highest sequence number that came early
	held  int   // bytes of payload in early
}

// The room for what comes early. The agent keeps as many frames until they are acknowledged.
const (
	earlyFrames = 10_000
	earlyBytes  = 32 << 20
)

// accept takes a frame and says whether to acknowledge it: not where there is no room, so that it comes again.
func (i *inbox) accept(f frame) bool {
	switch {
	case f.sequence < i.next:
		return true // the acknowledgement was lost
	case f.sequence == i.next:
		i.ready = &f
		return true
	}
	if _, ok := i.early[f.sequence]; ok {
		return true
	}
	if len(i.early) >= earlyFrames || i.held+len(f.payload) > earlyBytes {
		return false
	}
	if i.early == nil {
		i.early = map[int64]frame{}
	}
	i.early[f.sequence] = f
	i.last = max(i.last, f.sequence)
	i.held += len(f.payload)
	return true
}

// pop is the next frame in order; ok is false where it has not come.
func (i *inbox) pop() (f frame, ok bool) {
	if i.ready != nil {
		f, ok, i.ready = *i.ready, true, nil
	} else if f, ok = i.early[i.next]; ok {
		delete(i.early, i.next)
		i.held -= len(f.payload)
	}
	if ok {
		i.next++
	}
	return f, ok
}

// skip gives up on what is missing before what came early, and says how many frames that is.
func (i *inbox) skip() (frames int64) {
	next := int64(-1)
	for sequence := range i.early {
		if next < 0 || sequence < next {
			next = sequence
		}
	}
	if next < 0 {
		return 0
	}
	frames, i.next = next-i.next, next
	return frames
}

// missing is how many frames are missing before the last one that has come.
func (i *inbox) missing() int64 {
	if len(i.early) == 0 {
		return 0
	}
	return i.last - i.next + 1 - int64(len(i.early))
}

// gap says whether something is missing before what has come.
func (i *inbox) gap() bool { return len(i.early) > 0 }
