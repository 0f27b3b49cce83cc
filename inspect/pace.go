package inspect

import (
	"context"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/triage"
)

// How old what is shown or judged may become. Glance is for rows on screen, close for those among them that move; pulse for
// the counts of all clusters, which one call tells for a hundred of them; soon for what is off screen and moves or is ill;
// rest for what is at rest. Targets have a call each, so those of a service at rest come last.
const (
	glance      = 14800 * time.Millisecond
	closely     = 5 * time.Second
	pulse       = time.Minute
	soon        = 2 * time.Minute
	rest        = 9 * time.Minute
	targetsRest = 15 * time.Minute
	listRest    = 5 * time.Minute
)

// usual is how old what is on screen may become where nobody says otherwise: a glance, and what a call takes.
const usual = 15 * time.Second

// paced is a time between two readings as the operator wants it. What is judged by what was read is never read less often than
// what is at rest: it would not count any more.
func paced(p *fetcher, every time.Duration) time.Duration {
	if p.pace <= 0 {
		return every
	}
	to := time.Duration(float64(every) * p.pace)
	if p.pace > 1 {
		return max(every, min(to, rest))
	}
	return to
}

// lane is a group of calls that AWS counts together.
type lane int

const (
	clusterLane lane = iota
	serviceLane
	taskLane
	balancerLane
	deploymentLane
	scalingLane
	lanes
)

func (l lane) String() string {
	return [...]string{"clusters", "services", "tasks and instances", "targets", "deployments", "auto scaling"}[l]
}

// most is how many calls a second the background may make in a lane: three of a hundred that AWS documents, so that with
// what is on screen it stays below five. Auto scaling has no documented rate, and targets have time.
func (l lane) most() float64 {
	switch l {
	case serviceLane, taskLane:
		return 0.62
	case clusterLane, deploymentLane:
		return 0.3
	}
	return 0.1
}

// small is how many calls a first look at an account may take that is made at once; a larger one is paced. Restrained is
// how many calls a minute the background makes of a modest account, however much moves in it.
const (
	small      = 150
	modest     = 400
	restrained = 11
)

// subject is what a job reads of what: "tasks of" the cluster "prod", "targets of" the service "prod/api".
type subject struct{ what, about string }

func (s subject) String() string { return s.what + " " + s.about }

// needed says that there is no verdict without it, as every ECS offers it.
func (s subject) needed() bool {
	switch s.what {
	case "instances of", "auto scaling of", "targets of", "deployments of", lastScaled:
		return false
	}
	return true
}

// job is something to read for which it is time, or will be.
type job struct {
	subject
	lane  lane
	calls int
	every time.Duration
	seen  time.Time // when it was read last; zero where it never was
	run   func(context.Context) error
}

// due is how urgent a job is: from one on it is time.
func (j job) due(now time.Time) float64 {
	if j.seen.IsZero() {
		return 1e9
	}
	return float64(now.Sub(j.seen)) / float64(j.every)
}

// agenda is what there is to do: in each lane the most urgent job, and how many jobs a second all of them make.
type agenda struct {
	now    time.Time
	pace   func(time.Duration) time.Duration
	busy   map[subject]bool   // jobs that run
	failed map[subject]ending // jobs that failed when they were last done
	first  [lanes]job
	rate   [lanes]float64
	calls  [lanes]float64 // a second
	unread int            // calls of the jobs that were never done
	once   int            // calls that it takes to do each job once
}

// newAgenda is what there is to do in a cluster, "" being all, beside the jobs that run.
func newAgenda(f *fetcher, cluster string, busy map[subject]bool) agenda {
	a := agenda{now: f.Inspector.now(), busy: busy, failed: f.ledger.trouble(), pace: func(d time.Duration) time.Duration { return paced(f, d) }}
	if cluster == "" {
		a.clusterJobs(f)
	}
	a.scaledJob(f)
	for _, name := range watchedFirst(f, f.ledger.names()) {
		if cluster == "" || name == cluster {
			a.jobsOf(f, name)
		}
	}
	return a
}

// add takes a job that stands for a number of its kind. One that failed is tried again soon, but not at once.
func (a *agenda) add(j job, count float64) {
	j.every = a.pace(j.every)
	a.once += j.calls
	a.rate[j.lane] += count / j.every.Seconds()
	a.calls[j.lane] += count * float64(j.calls) / j.every.Seconds()
	if f, ok := a.failed[j.subject]; ok && f.again {
		j.seen = time.Time{}
	} else if ok && f.at.After(j.seen) {
		j.seen, j.every = f.at, min(max(j.every, pulse), soon)
		if kind := call.KindOf(f.err); kind == call.Denied || kind == call.Unsupported {
			j.every = rest
		}
	}
	if j.seen.IsZero() {
		a.unread += j.calls
	}
	if a.busy[j.subject] {
		return
	}
	if best := a.first[j.lane]; best.run == nil || j.due(a.now) > best.due(a.now) {
		a.first[j.lane] = j
	}
}

// moving says of a service that it changes or is ill, so that it is worth another look soon.
func moving(s triage.State) bool {
	return s != triage.Healthy && s != triage.Zero && s != triage.Deleted && s != triage.Unclear
}

// patience is how old a service off screen may become.
func patience(p *fetcher, k *known, moved time.Time) time.Duration {
	switch {
	case k.Service.Seen.Before(moved):
		return glance
	case moving(k.verdict.State), p.watched.Watches(k.key):
		return pulse
	}
	return rest
}
