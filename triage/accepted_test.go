package triage

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// apply makes the change of a remedy as an operator would. The simulator holds every request against the table of what ECS accepts.
func (p *play) apply(cluster, service string, r Remedy) error {
	w := p.sim.World()
	w.Advance(p.clock.Now())
	update := &ecs.UpdateServiceInput{Cluster: &cluster, Service: &service}
	switch {
	case r.Action == RollBack && r.Deployment != "":
		_, err := w.StopServiceDeployment(&ecs.StopServiceDeploymentInput{ServiceDeploymentArn: &r.Deployment, StopType: types.StopServiceDeploymentStopTypeRollback})
		return err
	case r.Action == RollBack || r.Action == Pin:
		update.TaskDefinition = &r.Revision
	case r.Action == Redeploy:
		update.ForceNewDeployment = true
	case r.Action == Scale:
		update.DesiredCount = new(int32(r.Desired))
	case r.Action == Configure:
		update.ForceNewDeployment = true
		update.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE"), Weight: 1}}
		if r.Set != "capacity=FARGATE replace=on" {
			return fmt.Errorf("sets %s", r.Set)
		}
	case r.Action == Register:
		if r.Set != "memory=1024" {
			return fmt.Errorf("sets %s", r.Set)
		}
		return nil // what ECS accepts of a definition is tested where it is registered
	case r.Action == Unprotect:
		cluster, task := cluster, "arn:aws:ecs:us-east-1:111122223333:task/"+cluster+"/"+r.Task
		_, err := w.UpdateTaskProtection(&ecs.UpdateTaskProtectionInput{Cluster: &cluster, Tasks: []string{task}})
		return err
	default:
		return fmt.Errorf("no way to %s", r.Action)
	}
	_, err := w.UpdateService(update)
	return err
}

// TestRemediesAreAccepted plays every incident and makes each change that a verdict offers at the moment that it does: ECS
// would accept it. What gives tasks up never comes first.
func TestRemediesAreAccepted(t *testing.T) {
	t.Parallel()
	needs.Time(t, "incidents are played")
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 15, 16} {
		id := fmt.Sprintf("s%02d", n)
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			offered := map[Remedy]time.Duration{}
			p := begin(t, sim.Options{Scenario: id})
			p.watch("prod", "api", 14*time.Minute, 40*time.Second, func(second int, in Input, v Verdict) {
				for i, r := range v.Remedies {
					if down := r.Action == Scale && r.Desired < in.Service.Desired; down && i < len(v.Remedies)-1 {
						t.Errorf("%d s: %q is number %d of %d", second, r.Text, i+1, len(v.Remedies))
					}
					if _, known := offered[r]; !known && r.Action != Show {
						offered[r] = time.Duration(second) * time.Second
					}
				}
			})
			for r, at := range offered {
				again := begin(t, sim.Options{Scenario: id})
				again.clock.Advance(at)
				if err := again.apply("prod", "api", r); err != nil {
					t.Errorf("%s: %s %q: %v", at, r.Action, r.Text, err)
				}
			}
		})
	}
}
