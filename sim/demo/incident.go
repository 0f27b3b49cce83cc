package demo

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/world"
)

// incidents starts the troubles that the first look finds under way.
func (s *stage) incidents() {
	s.wrongTag()
	s.crashLoop()
	s.leak()
	s.sickTarget()
	s.noSpot()
	s.stuck()
	s.lostSecret()
	for _, alarm := range []string{"payments-5xx", "payments-p99"} {
		s.world.SetAlarm(alarm, false)
	}
	s.ago(4*time.Minute, func(w *world.World) { s.release(w, "prod/payments", world.Fate{}) })
}

// release deploys the next revision of a service's family, whose tasks have
// the given fate.
func (s *stage) release(w *world.World, key string, f world.Fate) {
	b := s.services[key]
	family := b.Family
	if family == "" {
		family = b.Name
	}
	next := int32(max(b.Revisions, 1) + 1)
	s.releaseImage(w, key, family, b.Image(next), f)
}

// releaseImage registers a revision with some image and updates the service
// to it. Where whoever plays with the demo has removed the service, nothing
// happens.
func (s *stage) releaseImage(w *world.World, key, family, image string, f world.Fate) {
	b := s.services[key]
	out, err := w.RegisterTaskDefinition(b.Definition(image))
	if err != nil {
		return
	}
	b.Revisions = int(out.TaskDefinition.Revision)
	s.services[key] = b
	if f != (world.Fate{}) {
		w.SetFate(world.FateMatch{Family: family, Revision: out.TaskDefinition.Revision}, f)
	}
	_, _ = w.UpdateService(&ecs.UpdateServiceInput{Cluster: new(b.Cluster), Service: new(b.Name), TaskDefinition: out.TaskDefinition.TaskDefinitionArn})
}

// wrongTag is prod/checkout: a tag that was never pushed. Half of the old
// tasks had to make room and the rest still serves.
func (s *stage) wrongTag() {
	image := s.services["prod/checkout"].Tagged("sha-9f3a21")
	f := world.Fate{Retry: 45 * time.Second, Fail: &world.Failure{Phase: world.PhasePull, After: 18 * time.Second, Reason: notFound(image)}}
	s.ago(4*time.Minute, func(w *world.World) { s.releaseImage(w, "prod/checkout", "checkout", image, f) })
}

func notFound(image string) string {
	return "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref " + image + ": " + image + ": not found"
}

// crashLoop is prod/recommendations: exits at once, and is rolled back while
// one watches.
func (s *stage) crashLoop() {
	f := world.Fate{Retry: 9 * time.Second, Exit: &world.Exit{After: 8 * time.Second, Jitter: 5 * time.Second, Code: 1}}
	s.ago(70*time.Second, func(w *world.World) { s.release(w, "prod/recommendations", f) })
}

// leak is prod/search: outgrows its memory every few minutes.
func (s *stage) leak() {
	match := world.FateMatch{Cluster: "prod", Service: "search"}
	killed := world.Exit{After: 6 * time.Minute, Jitter: 9 * time.Minute, Code: 137,
		ContainerReason: "OutOfMemoryError: Container killed due to memory usage"}
	s.at(0, func(w *world.World) { w.SetFate(match, world.Fate{Exit: &killed, Retry: 20 * time.Second}) })
	for _, m := range []time.Duration{38, 31, 22, 9, 1} {
		s.ago(m*time.Minute, func(w *world.World) { w.Crash(match, killed) })
	}
}

// sickTarget is prod/orders: the new revision answers 500 to the load
// balancer, and the breaker has not made up its mind yet.
func (s *stage) sickTarget() {
	f := world.Fate{Settle: time.Hour, Unhealthy: &world.Unhealthy{After: 70 * time.Second}, Retry: 30 * time.Second}
	s.ago(3*time.Minute, func(w *world.World) { s.release(w, "prod/orders", f) })
}

// noSpot is prod/thumbnailer: wants four tasks and gets one.
func (s *stage) noSpot() {
	s.ago(26*time.Minute, func(w *world.World) {
		w.SetFate(world.FateMatch{Cluster: "prod", Service: "thumbnailer"},
			world.Fate{Unplaced: &world.Unplaced{}, Until: s.first.Add(45 * time.Minute)})
		_, _ = w.UpdateService(&ecs.UpdateServiceInput{Cluster: new("prod"), Service: new("thumbnailer"), DesiredCount: new(int32(4))})
	})
}

// stuck is prod/loyalty: created this morning, never started.
func (s *stage) stuck() {
	b := blueprint.Service{Cluster: "prod", Name: "loyalty", Desired: 2, Breaker: true, Rollback: true, Balanced: true,
		Env: map[string]string{"POINTS_PER_USD": "10"}, Tags: map[string]string{"team": "growth"}}
	s.ago(24*time.Minute, func(w *world.World) {
		image := b.Tagged("v1")
		if _, err := w.RegisterTaskDefinition(b.Definition(image)); err != nil {
			return
		}
		w.SetFate(world.FateMatch{Family: b.Name, Revision: 1}, world.Fate{Retry: 30 * time.Second,
			Fail: &world.Failure{Phase: world.PhasePull, After: 15 * time.Second, Reason: notFound(image)}})
		_, _ = w.CreateService(b.Create(b.Name + ":1"))
	})
}

// lostSecret is staging/checkout: a secret was renamed.
func (s *stage) lostSecret() {
	arn := "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders-db-Xy12Ab"
	f := world.Fate{Retry: 40 * time.Second, Fail: &world.Failure{Phase: world.PhaseSecrets, After: 12 * time.Second,
		Reason: "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: " +
			"unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret " + arn +
			" from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret."}}
	s.ago(90*time.Second, func(w *world.World) { s.release(w, "staging/checkout", f) })
}
