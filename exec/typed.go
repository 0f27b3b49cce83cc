package exec

import "sync"

// ending is the end of a session from this side.
type ending struct {
	over chan struct{} // closed when it is there
	wake func()        // of who waits for something else
	once sync.Once
	why  error // for a reader after over is closed
}

// end ends the session; only the first reason counts.
func (e *ending) end(why error) {
	e.once.Do(func() {
		e.why = why
		close(e.over)
		e.wake()
	})
}

// ended says whether the session has ended.
func (e *ending) ended() bool {
	select {
	case <-e.over:
		return true
	default:
		return false
	}
}

// typeahead is how many bytes may wait to be sent: more than anybody types while a connection is lost, so that what is
// meant for this side is always seen.
const typeahead = 1 << 20

// typed is what was typed and not yet sent.
type typed struct {
	ended func() bool // then nobody waits
	mutex sync.Mutex
	moved *sync.Cond // something was typed or sent, or the session has ended
	text  []byte
}

func newTyped(ended func() bool) *typed {
	t := &typed{ended: ended}
	t.moved = sync.NewCond(&t.mutex)
	return t
}

// put keeps what was typed. It waits while there is too much.
func (t *typed) put(b []byte) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for len(t.text) >= typeahead && !t.ended() {
		t.moved.Wait()
	}
	t.text = append(t.text, b...)
	t.moved.Broadcast()
}

// take waits for something that was typed; ok is false where the session has ended.
func (t *typed) take() (b []byte, ok bool) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	for len(t.text) == 0 && !t.ended() {
		t.moved.Wait()
	}
	b, t.text = t.text, nil
	t.moved.Broadcast()
	return b, !t.ended()
}

// wake wakes who waits, after the session has ended.
func (t *typed) wake() {
	t.mutex.Lock() // nobody misses it between looking and waiting
	defer t.mutex.Unlock()
	t.moved.Broadcast()
}
