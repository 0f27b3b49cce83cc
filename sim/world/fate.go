package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// FateMatch says whose tasks a Fate befalls; an empty member matches anything. Service is empty for tasks that no
// service started, so a match by Service never touches those. Provider is the capacity provider, empty for tasks of a
// launch type: what befalls FARGATE_SPOT is escaped by a strategy with FARGATE.
type FateMatch struct {
	Cluster, Service, Family string
	Revision                 int32
	Provider                 string
}

// Fate is what becomes of the tasks it befalls. The zero Fate is a task that starts in the usual time and runs until it
// is stopped. At most one of Unplaced, Fail, Exit and Unhealthy is meaningful, in that order.
type Fate struct {
	Provision time.Duration // PROVISIONING: network interface and host; zero: about 12 s
	Pull      time.Duration // from pullStartedAt to pullStoppedAt; zero: about 14 s
	Start     time.Duration // from pullStoppedAt to RUNNING; zero: about 4 s
	Settle    time.Duration // from RUNNING to healthy; zero: 40 s, or about 20 s behind a load balancer
	Drain     time.Duration // deregistration delay of a target; zero: 30 s
	Exiting   time.Duration // from SIGTERM to the exit of the containers; zero: 2 s; 30 s and more end in exit code 137

	Unplaced  *Unplaced  // no task appears at all
	Fail      *Failure   // the task stops before it is RUNNING
	Exit      *Exit      // a container of the running task ends by itself
	Unhealthy *Unhealthy // the running task fails its health checks

	// Retry is how long the scheduler waits before it replaces a task that ended this way; zero: about 9 s. Tasks that
	// never reached RUNNING are replaced after growing delays of 1, 4, 10 and then always 15 minutes instead.
	Retry time.Duration
	// Spare is how many tasks at a time escape Unplaced, Fail, Exit and Unhealthy: 12 free addresses in a subnet spare
	// 12 tasks, and one more as soon as one of them has stopped.
	Spare int
	// Until ends Unplaced, Fail, Exit and Unhealthy for tasks created from then on; zero: never.
	Until time.Time
}

// Phase is the part of a task's start in which it fails.
type Phase string

// Phases of a task's start, in order.
const (
	PhaseNetwork Phase = "network" // no network interface: no connectivity, attachment DELETED
	PhaseSecrets Phase = "secrets" // secrets or registry credentials: pullStartedAt stays empty
	PhasePull    Phase = "pull"    // image: pullStoppedAt stays empty
	PhaseCreate  Phase = "create"  // container cannot be created or started: startedAt stays empty
)

// Failure ends a task before it reaches RUNNING.
type Failure struct {
	Phase     Phase
	After     time.Duration      // how long the phase lasts before it fails; zero: 2 s, or 60 s for a pull
	Code      types.TaskStopCode // default TaskFailedToStart
	Reason    string             // the task's stoppedReason
	Container string             // the container that carries ContainerReason; default the first
	// ContainerReason is the container's own reason, in the form "ErrorName: message".
	ContainerReason string
	ExitCode        *int32 // of that container; nil: it never reported one
}

// Exit ends a container of a running task, and with it the task if the container is essential.
type Exit struct {
	After  time.Duration // since RUNNING
	Jitter time.Duration // up to this much later, per task
	Code   int32
	// Container is the one that exits; default the first essential one.
	Container string
	// ContainerReason is the container's reason, e.g. "OutOfMemoryError: Container killed due to memory usage".
	ContainerReason string
	Reason          string // the task's stoppedReason; default "Essential container in task exited"
}

// Unhealthy makes a running task fail its health checks: those of its target group, or else of its container.
type Unhealthy struct {
	After  time.Duration // since RUNNING, until the scheduler notices
	Kill   time.Duration // from then until the scheduler stops the task; zero: 15 s
	Reason string        // target health description; default "Health checks failed with these codes: [500]"
	// Container fails the container's own health check although there is a load balancer.
	Container bool
}

// Unplaced keeps the scheduler from placing tasks: an event says why, and no task appears.
type Unplaced struct {
	// Reason follows "was unable to place a task. Reason: "; default the text about unavailable capacity.
	Reason string
}

// fateRule is a fate in force.
type fateRule struct {
	match FateMatch
	fate  Fate
	live  int // tasks it spares at the moment
}

func (m FateMatch) fits(c *cluster, s *service, d *definition, provider string) bool {
	return (m.Cluster == "" || m.Cluster == c.name()) &&
		(m.Service == "" || s != nil && m.Service == s.name) &&
		(m.Family == "" || m.Family == d.family) &&
		(m.Revision == 0 || m.Revision == d.revision) &&
		(m.Provider == "" || m.Provider == provider)
}

// harmless is the fate without what ends a task.
func (f Fate) harmless() Fate {
	f.Unplaced, f.Fail, f.Exit, f.Unhealthy = nil, nil, nil, nil
	return f
}

// fates are those that are in force; the last that matches decides.
type fates struct {
	*timeline
	waker *waker
	rules []*fateRule
}

// of is the fate of the next such task, and the rule that spares it, if one does. The caller counts the spared.
func (x *fates) of(c *cluster, s *service, d *definition, provider string) (Fate, *fateRule) {
	for _, r := range slices.Backward(x.rules) {
		if !r.match.fits(c, s, d, provider) {
			continue
		}
		f := r.fate
		past := !f.Until.IsZero() && !x.timeline.now.Before(f.Until)
		spared := !past && r.live < f.Spare
		if past || spared {
			f = f.harmless()
		}
		if spared {
			return f, r
		}
		return f, nil
	}
	return Fate{}, nil
}

func (x *fates) set(m FateMatch, f Fate) {
	x.rules = slices.DeleteFunc(x.rules, func(r *fateRule) bool { return r.match == m })
	x.rules = append(x.rules, &fateRule{match: m, fate: f})
	x.waker.wakeStarved()
	if !f.Until.IsZero() {
		x.timeline.at(f.Until.UTC(), x.waker.wakeStarved)
	}
}

func (x *fates) clear(m FateMatch) {
	x.rules = slices.DeleteFunc(x.rules, func(r *fateRule) bool { return r.match == m })
	x.waker.wakeStarved()
}

// wakeStarved wakes the services whose tasks could not be placed.
func (w *waker) wakeStarved() {
	for _, c := range w.clusters.order {
		for _, s := range c.services {
			if s.starved {
				w.wake(s, 0)
			}
		}
	}
}

// oldest is the longest running task that matches and that also passes.
func (d *directory) oldest(m FateMatch, also func(*task) bool) *task {
	var found *task
	for _, c := range d.order {
		for _, t := range c.tasks {
			if t.status == running && m.fits(c, t.service, t.def, t.provider) && also(t) &&
				(found == nil || t.started.Before(found.started)) {
				found = t
			}
		}
	}
	return found
}

func (x *taskActions) crash(m FateMatch, e Exit) string {
	t := x.clusters.oldest(m, func(*task) bool { return true })
	if t == nil {
		return ""
	}
	x.stopper.exit(t, e)
	return t.arn
}

func (x *taskActions) interrupt(m FateMatch) string {
	t := x.clusters.oldest(m, func(t *task) bool { return t.provider == "FARGATE_SPOT" })
	if t == nil {
		return ""
	}
	x.stopper.reclaim(t)
	return t.arn
}
