package session

import (
	"slices"
	"sync"
)

// agents are those of the containers, each of which serves so many sessions at a time.
type agents struct {
	limit int

	mu      sync.Mutex
	queue   []*turn        // connected, and waiting for an agent
	serving map[string]int // sessions that an agent serves, by target
}

// turn is a session that waits.
type turn struct {
	target string
	come   chan struct{} // closed when the agent serves it
}

// serve waits until the agent of the session's container has room for it, as
// the agent has it: in silence, and in order. It is false where the session
// has ended before.
func (a *agents) serve(s *session) bool {
	target := s.target.String()
	a.mu.Lock()
	t := &turn{target, make(chan struct{})}
	a.queue = append(a.queue, t)
	a.mu.Unlock()
	a.assign(target)
	select {
	case <-t.come:
		return true
	case <-s.ctx.Done():
	}
	a.mu.Lock()
	waiting := slices.Contains(a.queue, t)
	a.queue = slices.DeleteFunc(a.queue, func(o *turn) bool { return o == t })
	a.mu.Unlock()
	return !waiting // it had its turn when it ended
}

// served gives the session's place to the next.
func (a *agents) served(s *session) {
	target := s.target.String()
	a.mu.Lock()
	if a.serving[target]--; a.serving[target] == 0 {
		delete(a.serving, target)
	}
	a.mu.Unlock()
	a.assign(target)
}

// assign gives the free places of a container's agent to those who wait.
func (a *agents) assign(target string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queue = slices.DeleteFunc(a.queue, func(t *turn) bool {
		if t.target != target || a.serving[target] >= a.limit {
			return false
		}
		a.serving[target]++
		close(t.come)
		return true
	})
}
