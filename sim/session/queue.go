package session

import "slices"

// serve waits until the agent of the session's container has room for it, as
// the agent has it: in silence, and in order. It is false where the session
// has ended before.
func (h *Host) serve(s *session) bool {
	target := s.target.String()
	h.mu.Lock()
	h.queue = append(h.queue, s)
	h.mu.Unlock()
	h.assign(target)
	select {
	case <-s.turn:
		return true
	case <-s.ctx.Done():
	}
	h.mu.Lock()
	waiting := slices.Contains(h.queue, s)
	h.queue = slices.DeleteFunc(h.queue, func(o *session) bool { return o == s })
	h.mu.Unlock()
	return !waiting // it had its turn when it ended
}

// served gives the session's place to the next.
func (h *Host) served(s *session) {
	target := s.target.String()
	h.mu.Lock()
	if h.serving[target]--; h.serving[target] == 0 {
		delete(h.serving, target)
	}
	h.mu.Unlock()
	h.assign(target)
}

// assign gives the free places of a container's agent to those who wait.
func (h *Host) assign(target string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.queue = slices.DeleteFunc(h.queue, func(s *session) bool {
		if s.target.String() != target || h.serving[target] >= h.options.Limit {
			return false
		}
		h.serving[target]++
		close(s.turn)
		return true
	})
}
