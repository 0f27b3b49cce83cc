package blueprint

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Shifting has ECS move the traffic of a balanced service between two target groups, in the way that c has it. What the
// service says of its circuit breaker holds where c says nothing.
func Shifting(c types.DeploymentConfiguration) func(*ecs.CreateServiceInput) {
	return func(in *ecs.CreateServiceInput) {
		if c.DeploymentCircuitBreaker == nil {
			c.DeploymentCircuitBreaker = in.DeploymentConfiguration.DeploymentCircuitBreaker
		}
		in.DeploymentConfiguration = &c
		for i := range in.LoadBalancers {
			b := &in.LoadBalancers[i]
			rule := strings.Replace(strings.Replace(*b.TargetGroupArn, ":targetgroup/", ":listener-rule/app/", 1), "-tg/", "-alb/", 1)
			b.AdvancedConfiguration = &types.AdvancedConfiguration{AlternateTargetGroupArn: new(strings.Replace(*b.TargetGroupArn, "-tg/", "-tg-2/", 1)),
				ProductionListenerRule: new(rule + "/5f6a7b8c9d0e1f20/0a1b2c3d4e5f6071"), TestListenerRule: new(rule + "/5f6a7b8c9d0e1f20/1b2c3d4e5f607182"),
				RoleArn: new(iam + "ecsInfrastructureRole")}
		}
	}
}

// Pause is a lifecycle hook that waits for somebody before or after some stages, and does by itself what action says.
func Pause(minutes int32, action types.DeploymentLifecycleHookAction, stages ...types.DeploymentLifecycleHookStage) types.DeploymentLifecycleHook {
	return types.DeploymentLifecycleHook{TargetType: types.DeploymentLifecycleHookTargetTypePause, LifecycleStages: stages,
		TimeoutConfiguration: &types.DeploymentLifecycleHookTimeoutConfiguration{Action: action, TimeoutInMinutes: &minutes}}
}
