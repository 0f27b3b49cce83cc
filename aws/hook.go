package aws

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/words"
)

// Hook is a lifecycle hook of a service deployment. Type is AWS_LAMBDA or PAUSE; Status is AWAITING_ACTION, IN_PROGRESS,
// SUCCEEDED, FAILED or TIMED_OUT. One that nobody has answered at Expires does what Timeout says: ROLLBACK or CONTINUE.
type Hook struct {
	ID, Type, ARN, Status, Timeout string
	Expires                        time.Time
}

// Failed says whether the hook ends its deployment: it failed, or nobody answered it in time and it was not to go on then.
// ROLLBACK is what a hook does that says nothing of that (DOC pause-lifecycle-hooks).
func (h Hook) Failed() bool {
	return h.Status == "FAILED" || h.Status == "TIMED_OUT" && h.Timeout != "CONTINUE"
}

// Answered says whether somebody answered a pause with a rollback, which ECS calls FAILED (DOC ECS hook state change events).
func (h Hook) Answered() bool { return h.Type == "PAUSE" && h.Status == "FAILED" }

// Outcome is the hook with how it ended.
func (h Hook) Outcome() string {
	if h.Answered() {
		return h.Name() + " was answered with a rollback"
	}
	return h.Name() + " " + words.Constant(h.Status)
}

// Name is what people call a hook: the function behind it, or its id.
func (h Hook) Name() string {
	if h.Type == "PAUSE" || h.ARN == "" {
		return strings.TrimSpace("hook " + h.ID + " " + h.Type)
	}
	return "hook " + h.ARN[strings.LastIndexAny(h.ARN, ":/")+1:] + " (Lambda)"
}

// Waits says whether the hook is to be answered before its deployment goes on.
func (h Hook) Waits() bool { return h.Status == "AWAITING_ACTION" }

func hookRule(h types.DeploymentLifecycleHook) HookRule {
	out := HookRule{Type: plain.Word(h.TargetType), ARN: plain.Text(h.HookTargetArn), Stages: plain.Each(h.LifecycleStages, func(s types.DeploymentLifecycleHookStage) string { return plain.Word(s) })}
	if t := h.TimeoutConfiguration; t != nil {
		out.Action, out.Timeout = plain.Word(t.Action), time.Duration(plain.Number(t.TimeoutInMinutes))*time.Minute
	}
	return out
}

func hook(h types.DeploymentLifecycleHookDetail) Hook {
	return Hook{
		ID: plain.Text(h.HookId), Type: plain.Word(h.TargetType), ARN: plain.Text(h.TargetArn), Status: plain.Word(h.Status),
		Timeout: plain.Word(h.TimeoutAction), Expires: plain.When(h.ExpiresAt),
	}
}
