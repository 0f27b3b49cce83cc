package session

import "time"

// The texts a session ends with: the first as the service has it.
const (
	idleText    = "Your session timed out due to inactivity and has been terminated."
	stoppedText = "The container has stopped and the session with it."
	agentText   = "The agent in the container has stopped and the session with it."
)

// lookEvery is how often the host looks at the simulator's clock and whether
// the containers of its sessions still run.
const lookEvery = 100 * time.Millisecond

// watch looks after the sessions while there are any.
func (h *Host) watch() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-h.ctx.Done():
			return
		case <-tick.C:
		}
		if h.look(h.now()); h.unwatched() {
			return
		}
	}
}

// look ends the sessions whose container or agent has stopped, and those
// that were idle for too long, and clears the containers that have stopped.
func (h *Host) look(now time.Time) {
	for _, s := range h.live() {
		target := s.target.String()
		switch _, ok := h.world.FindExec(target); {
		case !ok && h.world.Runs(target):
			s.end(agentText)
		case !ok:
			s.end(stoppedText)
		case s.idle(now) >= h.options.Idle:
			s.end(idleText)
		}
	}
	h.homes.clear()
}
