package world

import (
	"sync"
	"time"
)

// Stage decides what befalls the account.
type Stage struct {
	lock     sync.Locker
	clusters *directory
	fates    *fates
	tasks    *taskActions
	journal  *journal
	scaling  *scaling
	fleet    *fleet
	bells    *bells
}

// SetFate decides over the tasks that match and are created from now on. When several fates match, the one set last
// counts; a fate set again for the same match replaces the earlier one. Services that wait for capacity look again.
func (s Stage) SetFate(m FateMatch, f Fate) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.fates.set(m, arrive(s.lock, f))
}

// ClearFate takes back what SetFate decided for exactly this match.
func (s Stage) ClearFate(m FateMatch) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.fates.clear(m)
}

// Crash lets e befall the longest running task that matches, now (e.After and e.Jitter do not count), and returns its
// ARN, or "" when no such task runs.
func (s Stage) Crash(m FateMatch, e Exit) string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.tasks.crash(m, e)
}

// Interrupt reclaims the longest running FARGATE_SPOT task that matches: a warning now, SIGTERM, the end 120 s later
// with stop code SpotInterruption. It returns the task's ARN, or "" when no such task runs.
func (s Stage) Interrupt(m FateMatch) string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.tasks.interrupt(m)
}

// Leak has the longest running task that matches fill its memory from now on, to be full after a while; what happens
// then is for [World.Crash] to say. It returns the task's ARN, or "" when no such task runs.
func (s Stage) Leak(m FateMatch, within time.Duration) string {
	s.lock.Lock()
	defer s.lock.Unlock()
	t := s.clusters.oldest(m, func(*task) bool { return true })
	if t == nil {
		return ""
	}
	t.filling, t.fated = s.clusters.now, s.clusters.now.Add(within)
	return t.arn
}

// Announce adds a service event in the scheduler's name; message is the text after "(service name) ". An unknown
// service is ignored.
func (s Stage) Announce(cluster, service, message string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if c := s.clusters.find(&cluster); c != nil {
		if of := c.service(service); of != nil {
			s.journal.say(of, "", message)
		}
	}
}

// Scale sets the desired count of a service (cluster/name) as its load would have it: where the service is registered
// with Application Auto Scaling within its limits, and as an activity of it. An activity that may change nothing says
// why. A service that is unknown is ignored.
func (s Stage) Scale(service string, desired int32) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.scaling.scale(service, desired)
}

// SetAgent connects or disconnects the agent of a container instance (ARN or id); no task is placed on an instance
// whose agent is gone. An unknown instance is ignored.
func (s Stage) SetAgent(cluster, instance string, connected bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.fleet.setAgent(cluster, instance, connected)
}

// SetAlarm has an alarm go off, or be well again; it is made where there is none. Deployments that it watches fail when it
// goes off, but for those that began while it was on.
func (s Stage) SetAlarm(name string, on bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.bells.set(name, on)
}
