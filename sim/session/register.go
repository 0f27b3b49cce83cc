package session

import "sync"

// register knows the sessions.
type register struct {
	mu       sync.Mutex
	closed   bool
	watched  bool // a goroutine looks after the sessions
	sessions map[string]*session
}

// add takes a session in, unless the register is closed; watch is called where nobody looks after the sessions yet.
func (r *register) add(s *session, watch func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	r.sessions[s.id] = s
	if !r.watched {
		r.watched = true
		watch()
	}
	return true
}

// visit finds a session for a client that comes to it, which is counted; false where the register is closed.
func (r *register) visit(id string, count func()) (*session, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return nil, false
	}
	count()
	return r.sessions[id], true
}

func (r *register) find(id string) *session {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sessions[id]
}

// shut lets no session in any more.
func (r *register) shut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
}

// Cut cuts every open websocket, as a network does: without a word.
func (r *register) Cut() {
	for _, s := range r.live() {
		s.cut()
	}
}

// Pause loses the agents of every session, as the gateway sees it: clients
// are told to pause, and until they are told to start again nothing passes.
func (r *register) Pause(on bool) {
	for _, s := range r.live() {
		s.pause(on)
	}
}

// Kill kills the processes of every session, as kill -9 does.
func (r *register) Kill() {
	for _, s := range r.live() {
		s.killProcess()
	}
}

// Live are the ids of the sessions that have not ended.
func (r *register) Live() []string {
	var ids []string
	for _, s := range r.live() {
		ids = append(ids, s.id)
	}
	return ids
}

// Connected is how many sessions have a client at their websocket.
func (r *register) Connected() int {
	n := 0
	for _, s := range r.live() {
		if s.current() != nil {
			n++
		}
	}
	return n
}

func (r *register) live() []*session {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []*session
	for _, s := range r.sessions {
		if !s.over() {
			all = append(all, s)
		}
	}
	return all
}

// unwatched forgets ended sessions, and reports whether none is left to look
// after.
func (r *register) unwatched() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for id, s := range r.sessions {
		if s.over() {
			delete(r.sessions, id)
		}
	}
	r.watched = len(r.sessions) > 0
	return !r.watched
}
