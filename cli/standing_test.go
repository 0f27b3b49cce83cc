package cli

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/sim/blueprint"
)

// standing is the rollout that why prints, and that deployments prints beside the deployment in progress.
func standing(t *testing.T, s *stage, place string) (why, deployments *standingRow) {
	t.Helper()
	var one struct{ Rollout *standingRow }
	r := s.run("why " + place + " -o json")
	if err := json.Unmarshal([]byte(r.out), &one); err != nil {
		t.Fatal(err, r.out, r.err)
	}
	var all []struct{ Rollout *standingRow }
	r = s.run("deployments " + place + " -o json")
	if err := json.Unmarshal([]byte(r.out), &all); err != nil {
		t.Fatal(err, r.out, r.err)
	}
	for _, d := range all {
		if d.Rollout != nil {
			deployments = d.Rollout
		}
	}
	return one.Rollout, deployments
}

// why and deployments say the same of a rollout, whoever deploys it, and both say it in text.
func TestRolloutFacesAgree(t *testing.T) {
	t.Parallel()
	pause := []types.DeploymentLifecycleHook{blueprint.Pause(30, types.DeploymentLifecycleHookActionRollback, types.DeploymentLifecycleHookStagePostTestTrafficShift)}
	for name, c := range map[string]struct {
		config     *types.DeploymentConfiguration
		controller string
		after      time.Duration
		says       string
	}{
		"paused": {&types.DeploymentConfiguration{Strategy: types.DeploymentStrategyBlueGreen, BakeTimeInMinutes: new(int32(1)), LifecycleHooks: pause}, "", 3 * time.Minute, "waits for you: hook ecs-pause-"},
		"canary": {&types.DeploymentConfiguration{Strategy: types.DeploymentStrategyCanary, BakeTimeInMinutes: new(int32(1)),
			CanaryConfiguration: &types.CanaryConfiguration{CanaryPercent: new(5.0), CanaryBakeTimeInMinutes: new(int32(10))}}, "", 3 * time.Minute, "5 % for 10m00s"},
		"rolling":  {nil, "", time.Minute, ""},
		"external": {nil, "EXTERNAL", 20 * time.Second, "active task set of checkout:4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := shop()
			b.Controller = c.controller
			s := staged(t, blueprint.Service{Cluster: "prod", Name: "other", Desired: 1})
			var how []func(*ecs.CreateServiceInput)
			if c.config != nil {
				how = append(how, blueprint.Shifting(*c.config))
			}
			if err := blueprint.SeedAs(s.World(), b, how...); err != nil {
				t.Fatal(err)
			}
			if c.controller == "" {
				s.elsewhere(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:4") })
			} else if _, err := s.World().CreateTaskSet(&ecs.CreateTaskSetInput{Cluster: new("prod"), Service: new("checkout"), TaskDefinition: new("checkout:4"), LaunchType: types.LaunchTypeFargate,
				ExternalId: new("build-17"), Scale: &types.Scale{Unit: types.ScaleUnitPercent, Value: 50}, NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-1"}}}}); err != nil {
				t.Fatal(err)
			}
			s.clock.Advance(c.after)
			why, deployments := standing(t, s, "prod/checkout")
			if why == nil || !reflect.DeepEqual(why, deployments) {
				t.Fatalf("why says\n%+v\ndeployments\n%+v", why, deployments)
			}
			if !strings.Contains(why.Headline, c.says) || c.controller != "" && !strings.Contains(strings.Join(why.Missing, " "), "build-17") {
				t.Errorf("%+v", why)
			}
			for _, verb := range []string{"why prod/checkout -o table", "why prod/checkout -o markdown", "deployments prod/checkout -o table"} {
				if r := s.run(verb); !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(r.out, `\`, "")), " "), strings.Join(strings.Fields(why.Headline), " ")) {
					t.Errorf("%s does not say %q:\n%s", verb, why.Headline, r.out)
				}
			}
		})
	}
}

// Of every deployment it is said how it truly ended.
func TestDeploymentsSayHowTheyEnded(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.doom(3)
	s.elsewhere(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:4") })
	s.clock.Advance(20 * time.Second)
	s.expect("deployments prod/checkout -o table", 0, "in progress")
	s.elsewhere(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:3") })
	s.clock.Advance(30 * time.Minute)
	s.expect("deployments prod/checkout -o table", 0, "replaced", "by checkout:3", "rolled back", "to checkout:5: Service deployment rolled back because the circuit breaker", "succeeded")
}
