package triage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// story is a service whose deployments do what they like.
type story struct {
	*rand.Rand
	service aws.Service
	history []aws.ServiceDeployment
	now     time.Time
	number  int
}

func (s *story) between(least, most int) int { return least + s.IntN(most-least+1) }

// deploy begins a deployment of a new revision or, at times, of the same one.
func (s *story) deploy(strategy string) {
	at := s.now
	if s.number += s.IntN(2); len(s.history) > 0 && s.history[0].InProgress() {
		s.history[0].Status, s.history[0].Stopped = "STOPPED", at
	}
	revision := fmt.Sprint("api:", 42+s.number)
	d := aws.ServiceDeployment{ARN: fmt.Sprint("arn:", len(s.history)), Described: true, Status: "IN_PROGRESS", Stage: "SCALE_UP", Revision: revision, Created: at, Started: at,
		Rules:   aws.RolloutConfiguration{Strategy: strategy, Step: 25, MinHealthy: 100, Max: 200},
		Target:  aws.RevisionShare{ARN: "t", Revision: revision, Production: aws.Weight{Known: strategy != "ROLLING"}},
		Sources: []aws.RevisionShare{{ARN: "s", Revision: "api:41", Production: aws.Weight{Percent: 100, Known: strategy != "ROLLING"}}}}
	s.history = append([]aws.ServiceDeployment{d}, s.history...)
	old := steadyService().Deployments[0]
	old.Status = "ACTIVE"
	s.service.Revision = revision
	s.service.Deployments = []aws.Deployment{{ID: fmt.Sprint("ecs-svc/", len(s.history)), Status: "PRIMARY", Revision: revision, Rollout: "IN_PROGRESS",
		Desired: s.service.Desired, Created: at, Updated: at}, old}
}

// happens is one thing of all that can happen to a deployment.
func (s *story) happens() {
	d, row := &s.history[0], &s.service.Deployments[0]
	s.now = s.now.Add(time.Duration(s.between(1, 40)) * time.Second)
	stages := append(aws.Stages(), "", "QUANTUM_SHIFT")
	switch s.IntN(12) {
	case 0, 1, 2:
		row.Running = min(s.service.Desired, row.Running+s.between(1, 2))
	case 3:
		row.Running, row.Failed = max(0, row.Running-1), row.Failed+1
		d.Breaker.Count++
	case 4: // stopped by somebody: nobody counts it
		row.Running = max(0, row.Running-1)
	case 5:
		s.service.Desired = s.between(1, 8)
		row.Desired, row.Running = s.service.Desired, min(row.Running, s.service.Desired)
	case 6, 7:
		d.Stage = stages[min(len(stages)-1, max(0, slices.Index(stages, d.Stage)+1))]
	case 8:
		d.Stage = stages[s.IntN(len(stages))]
	case 9:
		if d.Target.Production.Known {
			d.Target.Production.Percent = float64(25 * s.IntN(5))
		}
	case 10:
		if d.Status = "ROLLBACK_IN_PROGRESS"; s.IntN(2) == 0 {
			d.Status = "STOP_REQUESTED"
		}
	default:
		if s.IntN(3) == 0 {
			s.deploy(d.Rules.Strategy)
		}
	}
	d.Seen, s.service.Seen = s.now, s.now
}

// bars are how far a rollout is drawn to be.
func bars(r Rollout) (stages, running int, weight float64) {
	for _, s := range r.Stages.Stages {
		if s.Mark == StageDone {
			stages++
		}
	}
	if len(r.Sides) > 0 {
		running, weight = r.Sides[0].Running, r.Sides[0].Production.Percent
	}
	return stages, running, weight
}

// No bar of a rollout ever goes back without a word of it: that tasks died, that they were stopped or fewer are wanted, that it
// rolls back, that ECS says so, or that another deployment has begun.
func TestBarsGoBackWithAReason(t *testing.T) {
	t.Parallel()
	rules := open(t)
	back := map[string]int{}
	for seed := range uint64(400) {
		s := &story{Rand: rand.New(rand.NewPCG(seed, 7)), service: steadyService(), now: noon()} //nolint:gosec // a test's
		s.service.Desired = 4
		s.deploy([]string{"ROLLING", "BLUE_GREEN", "CANARY", "LINEAR"}[seed%4])
		var seen StageSeen
		var before Rollout
		for step := range 40 {
			if seen = seen.Count(s.service); s.history[0].InProgress() {
				seen = seen.See(s.history[0])
			}
			r := RolloutOf(rules, Input{Service: s.service, History: s.history, Tasks: []aws.Task{}, Stopped: []aws.Task{}, Stage: seen, Now: s.now})
			a, b, c := bars(before)
			x, y, z := bars(r)
			told := r.Stages.Note + " " + r.Headline()
			for _, h := range slices.Concat(r.Holds, r.Watches) {
				if slices.Contains([]string{"died", "fewer", "rollback", "replaced"}, h.Kind) {
					told += " " + h.Kind
				}
			}
			says := func(what string, moved bool, why ...string) {
				if !moved || step == 0 {
					return
				}
				back[what]++
				why = append(why, "replaced", "stop requested")
				if r.Status != RollingBack && !slices.ContainsFunc(why, func(w string) bool { return strings.Contains(told, w) }) {
					t.Fatalf("seed %d, step %d: %s go back from %d %d %g to %d %d %g and nothing says why: %+v %+v", seed, step, what, a, b, c, x, y, z, r.Stages, r.Holds)
				}
			}
			says("stages", x < a, "ECS ")
			says("tasks", y < b, "died", "fewer")
			says("traffic", z < c, "ECS ")
			before = r
			s.happens()
		}
	}
	t.Log(back)
	for _, what := range []string{"stages", "tasks", "traffic"} {
		if back[what] < 50 {
			t.Errorf("%s went back only %d times", what, back[what])
		}
	}
}
