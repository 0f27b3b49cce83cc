package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// waker has the scheduler look at services when there is something to see.
type waker struct {
	*timeline
	clusters *directory
	look     func(*service)
}

// wake has the scheduler look at a service within d. The earliest of several wishes counts: whoever looks asks again
// for whatever is still ahead.
func (w *waker) wake(s *service, d time.Duration) {
	at := w.now.Add(d)
	if !s.wakeAt.IsZero() && !s.wakeAt.After(at) {
		return
	}
	s.wakeAt = at
	w.at(at, func() {
		if s.wakeAt.Equal(at) {
			s.wakeAt = time.Time{}
			w.look(s)
		}
	})
}

// scheduler keeps services as they should be.
type scheduler struct {
	*journal
	placement *placement
	rollout   *rollout
}

// look is one turn of the scheduler: it writes down what happened, replaces what is missing or outdated, and draws the
// conclusions.
func (x *scheduler) look(s *service) {
	if s.status == "INACTIVE" {
		return
	}
	x.flush(s)
	switch {
	case len(s.deployments) == 0:
	case s.rolling():
		x.rollout.roll(s)
	default:
		for _, d := range s.deployments {
			x.placement.level(s, d, d.share(s.desired))
		}
		s.deployments = slices.DeleteFunc(s.deployments, func(d *deployment) bool {
			return d.status == "DRAINING" && !slices.ContainsFunc(s.tasks, func(t *task) bool { return t.deployment == d })
		})
	}
	x.conclude(s)
}

// wanted is how many tasks the service should have.
func (s *service) wanted() int {
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

// placement starts and stops the tasks of deployments.
type placement struct {
	*journal
	fates   *fates
	starter *starter
	stopper *stopper
}

// level starts and stops tasks of d until it has want of them, whatever other task sets do.
func (x *placement) level(s *service, d *deployment, want int) {
	d.desired = int32(want)
	var own []*task
	for _, t := range s.tasks {
		if t.live() && t.deployment == d {
			own = append(own, t)
		}
	}
	x.shrink(s, d, own, want)
	x.launch(s, d, want-len(own))
}

// launch starts up to n tasks, fewer when they find no place.
func (x *placement) launch(s *service, d *deployment, n int) {
	if n <= 0 {
		return
	}
	if x.now.Before(d.retryAt) {
		x.wake(s, d.retryAt.Sub(x.now))
		return
	}
	var started []string
	s.starved = false
	for range n {
		o, trouble := x.place(s, d)
		if trouble != "" {
			s.starved = true
			x.say(s, saidPlace, trouble)
			break
		}
		t := x.starter.create(o)
		t.batch = d.batch + 1
		x.starter.begin(t)
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
	x.say(s, "", text)
}

// shrink stops tasks of d beyond want: those not yet running first, then from the fullest zone.
func (x *placement) shrink(s *service, d *deployment, own []*task, want int) {
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
	free := x.free(s, d, own)
	for ; surplus > 0 && len(free) > 0; surplus-- {
		t := slices.MinFunc(free, first)
		free = slices.DeleteFunc(free, func(o *task) bool { return o == t })
		zones[t.zone]--
		x.stopper.stop(t, types.TaskStopCodeServiceSchedulerInitiated, "Scaling activity initiated by "+d.label())
	}
}

// free are those tasks that are not protected; the scheduler says so and comes back when protection is in its way.
func (x *placement) free(s *service, d *deployment, tasks []*task) []*task {
	var free []*task
	guarded := 0
	for _, t := range tasks {
		if !t.guarded(x.now) {
			free = append(free, t)
			continue
		}
		guarded++
		if t.protectedUntil.After(x.now) {
			x.wake(s, t.protectedUntil.Sub(x.now))
		}
	}
	if guarded > 0 {
		x.say(s, saidGuarded, fmt.Sprintf("was unable to reach steady state because (taskSet %s) was unable to scale in "+
			"due to (reason %d tasks under protection)", d.id, guarded))
	}
	return free
}

// conclude finds out whether a deployment has completed, a service has come to rest, or is gone.
func (x *scheduler) conclude(s *service) {
	if s.status == "DRAINING" {
		if len(s.tasks) == 0 {
			x.markEnded(s)
		}
		return
	}
	if len(s.deployments) == 0 {
		return
	}
	want := 0
	if s.rolling() {
		p := s.deployments[0]
		want = s.wanted()
		if p.rollout == types.DeploymentRolloutStateInProgress && x.rollout.done(s, p, want) {
			x.rollout.complete(s, p)
		}
		x.rollout.sweep(s)
		if p.rollout != types.DeploymentRolloutStateCompleted {
			s.steady = false
			return
		}
	} else {
		for _, d := range s.deployments {
			want += d.share(s.desired)
			d.settle(x.now)
		}
	}
	calm := len(s.tasks) == want && !slices.ContainsFunc(s.tasks, func(t *task) bool { return !t.healthy })
	switch {
	case !calm:
		s.steady = false
	case !s.steady:
		x.rest(s)
	}
}
