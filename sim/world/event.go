package world

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// kinds of events that are not repeated until their cause is gone or six hours have passed
const (
	saidPlace   = "place"
	saidBlocked = "blocked"
	saidStart   = "start"
	saidGuarded = "guarded"
)

// quiet is how long an event that still holds is not repeated.
const quiet = 6 * time.Hour

// event is a line of a service's events.
type event struct {
	at     time.Time
	hi, lo uint64 // its id, written out only when it is asked for: most of many services' events never are
	text   string
}

func (e event) view() types.ServiceEvent {
	return types.ServiceEvent{Id: new(uuid(e.hi, e.lo)), CreatedAt: moment(e.at), Message: new(e.text)}
}

// journal writes the events of services.
type journal struct {
	*waker
	*chance
}

// say writes an event; kind is empty for what happens, and one of the kinds above for what lasts, which the scheduler
// comes back to say again. Only the last 100 events are kept.
func (j *journal) say(s *service, kind, text string) {
	if kind != "" {
		if at, ok := s.said[kind]; ok && j.now.Sub(at) < quiet {
			j.wake(s, at.Add(quiet).Sub(j.now))
			return
		}
		s.said[kind] = j.now
		j.wake(s, quiet)
	}
	j.write(s, j.now, "(service "+s.name+") "+text)
}

func (j *journal) write(s *service, at time.Time, text string) {
	if len(s.events) == 100 {
		copy(s.events, s.events[1:])
		s.events = s.events[:99]
	}
	s.events = append(s.events, event{at, j.rng.Uint64(), j.rng.Uint64(), text})
}

// notes are what happened to a service's tasks since its scheduler last looked.
type notes struct {
	registered, deregistered []count // by target group
	drained, pending         int
	stopped                  []string
}

type count struct {
	group string
	n     int
}

func add(counts []count, group string) []count {
	for i := range counts {
		if counts[i].group == group {
			counts[i].n++
			return counts
		}
	}
	return append(counts, count{group, 1})
}

func (n *notes) register(group string)   { n.registered = add(n.registered, group) }
func (n *notes) deregister(group string) { n.deregistered = add(n.deregistered, group) }

// flush writes the notes down as events.
func (j *journal) flush(s *service) {
	n := s.notes
	s.notes = notes{}
	if n.pending > 0 {
		j.say(s, "", fmt.Sprintf("stopped %d pending tasks.", n.pending))
	}
	for _, c := range n.deregistered {
		j.say(s, "", fmt.Sprintf("deregistered %d targets in (target-group %s)", c.n, c.group))
	}
	if n.drained > 0 {
		j.say(s, "", fmt.Sprintf("has begun draining connections on %d tasks.", n.drained))
	}
	if len(n.stopped) > 0 {
		j.say(s, "", fmt.Sprintf("has stopped %d running tasks: %s.", len(n.stopped), strings.Join(n.stopped, " ")))
	}
	for _, c := range n.registered {
		j.say(s, "", fmt.Sprintf("registered %d targets in (target-group %s)", c.n, c.group))
	}
}

// rest announces the steady state, now and every six hours for as long as it lasts.
func (j *journal) rest(s *service) {
	s.steady = true
	s.calm++
	clear(s.said)
	j.repose(s, s.calm)
}

func (j *journal) repose(s *service, calm int) {
	if s.calm != calm || !s.steady || s.status != "ACTIVE" {
		return
	}
	j.say(s, "", "has reached a steady state.")
	j.after(quiet, func() { j.repose(s, calm) })
}
