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

// say writes an event; kind is empty for what happens, and one of the kinds above for what lasts, which the scheduler
// comes back to say again. Only the last 100 events are kept.
func (a *account) say(s *service, kind, text string) {
	if kind != "" {
		if at, ok := s.said[kind]; ok && a.now.Sub(at) < quiet {
			a.wake(s, at.Add(quiet).Sub(a.now))
			return
		}
		s.said[kind] = a.now
		a.wake(s, quiet)
	}
	a.write(s, a.now, "(service "+s.name+") "+text)
}

func (a *account) write(s *service, at time.Time, text string) {
	if len(s.events) == 100 {
		copy(s.events, s.events[1:])
		s.events = s.events[:99]
	}
	s.events = append(s.events, event{at, a.rng.Uint64(), a.rng.Uint64(), text})
}

func (a *account) announce(cluster, name, message string) {
	if c := a.findCluster(&cluster); c != nil {
		if s := c.service(name); s != nil {
			a.say(s, "", message)
		}
	}
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
func (a *account) flush(s *service) {
	n := s.notes
	s.notes = notes{}
	if n.pending > 0 {
		a.say(s, "", fmt.Sprintf("stopped %d pending tasks.", n.pending))
	}
	for _, c := range n.deregistered {
		a.say(s, "", fmt.Sprintf("deregistered %d targets in (target-group %s)", c.n, c.group))
	}
	if n.drained > 0 {
		a.say(s, "", fmt.Sprintf("has begun draining connections on %d tasks.", n.drained))
	}
	if len(n.stopped) > 0 {
		a.say(s, "", fmt.Sprintf("has stopped %d running tasks: %s.", len(n.stopped), strings.Join(n.stopped, " ")))
	}
	for _, c := range n.registered {
		a.say(s, "", fmt.Sprintf("registered %d targets in (target-group %s)", c.n, c.group))
	}
}

// rest announces the steady state, now and every six hours for as long as it lasts.
func (a *account) rest(s *service) {
	s.steady = true
	s.calm++
	clear(s.said)
	a.repose(s, s.calm)
}

func (a *account) repose(s *service, calm int) {
	if s.calm != calm || !s.steady || s.status != "ACTIVE" {
		return
	}
	a.say(s, "", "has reached a steady state.")
	a.after(quiet, func() { a.repose(s, calm) })
}
