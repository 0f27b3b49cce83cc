package aws

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Hook is a lifecycle hook of a service deployment. Type is AWS_LAMBDA or PAUSE; Status is AWAITING_ACTION, IN_PROGRESS,
// SUCCEEDED, FAILED or TIMED_OUT. One that nobody has answered at Expires does what Timeout says: ROLLBACK or CONTINUE.
type Hook struct {
	ID, Type, ARN, Status, Timeout string
	Expires                        time.Time
}

// waits says whether the hook is to be answered before its deployment goes on.
func (h Hook) waits() bool { return h.Status == "AWAITING_ACTION" }

func hookRule(h types.DeploymentLifecycleHook) HookRule {
	out := HookRule{Type: word(h.TargetType), ARN: text(h.HookTargetArn), Stages: each(h.LifecycleStages, func(s types.DeploymentLifecycleHookStage) string { return word(s) })}
	if t := h.TimeoutConfiguration; t != nil {
		out.Action, out.Timeout = word(t.Action), time.Duration(number(t.TimeoutInMinutes))*time.Minute
	}
	return out
}

func hook(h types.DeploymentLifecycleHookDetail) Hook {
	return Hook{
		ID: text(h.HookId), Type: word(h.TargetType), ARN: text(h.TargetArn), Status: word(h.Status),
		Timeout: word(h.TimeoutAction), Expires: when(h.ExpiresAt),
	}
}
