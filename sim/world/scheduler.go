package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// wake has the scheduler look at a service within d. The earliest of several wishes counts: whoever looks asks again
// for whatever is still ahead.
func (a *account) wake(s *service, d time.Duration) {
	at := a.now.Add(d)
	if !s.wakeAt.IsZero() && !s.wakeAt.After(at) {
		return
	}
	s.wakeAt = at
	a.at(at, func() {
		if s.wakeAt.Equal(at) {
			s.wakeAt = time.Time{}
			a.look(s)
		}
	})
}

// look is one turn of the scheduler: it writes down what happened, replaces what is missing or outdated, and draws the
// conclusions.
func (a *account) look(s *service) {
	if s.status == "INACTIVE" {
		return
	}
	a.flush(s)
	switch {
	case len(s.deployments) == 0:
	case s.rolling():
		a.roll(s)
	default:
		for _, d := range s.deployments {
			a.level(s, d, d.share(s.desired))
		}
	}
	a.conclude(s)
}

// wanted is how many tasks the service should have.
func (a *account) wanted(s *service) int {
	switch {
	case s.status != "ACTIVE":
		return 0
	case !s.daemon():
		return int(s.desired)
	}
	n := 0
	for _, i := range s.cluster.instances {
		if i.ready() {
			n++
		}
	}
	return n
}

// level starts and stops tasks of d until it has want of them, whatever other task sets do.
func (a *account) level(s *service, d *deployment, want int) {
	d.desired = int32(want)
	var own []*task
	for _, t := range s.tasks {
		if t.live() && t.deployment == d {
			own = append(own, t)
		}
	}
	a.shrink(s, d, own, want)
	a.launch(s, d, want-len(own))
}

// launch starts up to n tasks, fewer when they find no place.
func (a *account) launch(s *service, d *deployment, n int) {
	if n <= 0 {
		return
	}
	if a.now.Before(d.retryAt) {
		a.wake(s, d.retryAt.Sub(a.now))
		return
	}
	var started []string
	s.starved = false
	for range n {
		o, trouble := a.place(s, d)
		if trouble != "" {
			s.starved = true
			a.say(s, saidPlace, trouble)
			break
		}
		t := a.create(o)
		t.batch = d.batch + 1
		a.begin(t)
		started = append(started, t.label())
	}
	if len(started) == 0 {
		return
	}
	d.batch++
	if !s.starved {
		delete(s.said, saidPlace)
	}
	text := fmt.Sprintf("has started %d tasks: %s.", len(started), strings.Join(started, " "))
	if s.replaced > 0 {
		text += fmt.Sprintf(" Amazon ECS replaced %d tasks due to an unhealthy status.", s.replaced)
		s.replaced = 0
	}
	a.say(s, "", text)
}

// shrink stops tasks of d beyond want: those not yet running first, then from the fullest zone.
func (a *account) shrink(s *service, d *deployment, own []*task, want int) {
	surplus := len(own) - want
	if surplus <= 0 {
		return
	}
	zones := map[string]int{}
	for _, t := range own {
		zones[t.zone]++
	}
	first := func(x, y *task) int {
		switch {
		case x.pending() == y.pending():
			return zones[y.zone] - zones[x.zone]
		case x.pending():
			return -1
		}
		return 1
	}
	free := a.free(s, d, own)
	for ; surplus > 0 && len(free) > 0; surplus-- {
		t := slices.MinFunc(free, first)
		free = slices.DeleteFunc(free, func(o *task) bool { return o == t })
		zones[t.zone]--
		a.stop(t, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by "+d.label())
	}
}

// free are those tasks that are not protected; the scheduler says so and comes back when protection is in its way.
func (a *account) free(s *service, d *deployment, tasks []*task) []*task {
	var free []*task
	guarded := 0
	for _, t := range tasks {
		if !t.guarded(a.now) {
			free = append(free, t)
			continue
		}
		guarded++
		if t.protectedUntil.After(a.now) {
			a.wake(s, t.protectedUntil.Sub(a.now))
		}
	}
	if guarded > 0 {
		a.say(s, saidGuarded, fmt.Sprintf("was unable to reach steady state because (taskSet %s) was unable to scale in "+
			"due to (reason %d tasks under protection)", d.id, guarded))
	}
	return free
}

// conclude finds out whether a deployment has completed, a service has come to rest, or is gone.
func (a *account) conclude(s *service) {
	if s.status == "DRAINING" {
		if len(s.tasks) == 0 {
			a.bury(s)
		}
		return
	}
	if len(s.deployments) == 0 {
		return
	}
	want := 0
	if s.rolling() {
		p := s.deployments[0]
		want = a.wanted(s)
		if p.rollout == types.DeploymentRolloutStateInProgress && a.done(s, p, want) {
			a.complete(s, p)
		}
		a.sweep(s)
		if p.rollout != types.DeploymentRolloutStateCompleted {
			s.steady = false
			return
		}
	} else {
		for _, d := range s.deployments {
			want += d.share(s.desired)
			d.settle(a.now)
		}
	}
	calm := len(s.tasks) == want && !slices.ContainsFunc(s.tasks, func(t *task) bool { return !t.healthy })
	switch {
	case !calm:
		s.steady = false
	case !s.steady:
		a.rest(s)
	}
}
