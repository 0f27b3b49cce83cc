package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// proceed answers a hook that waits. What AWS says to a hook that waits no more is not known.
func (h *history) proceed(in *ecs.ContinueServiceDeploymentInput) (*ecs.ContinueServiceDeploymentOutput, error) {
	r := h.release(value(in.ServiceDeploymentArn))
	if r == nil {
		return nil, fault("ServiceDeploymentNotFoundException", "Service deployment not found.")
	}
	action := either(in.Action, types.DeploymentLifecycleHookActionContinue)
	if action != types.DeploymentLifecycleHookActionContinue && action != types.DeploymentLifecycleHookActionRollback {
		return nil, invalid("Action must be CONTINUE or ROLLBACK. (the simulator's wording)")
	}
	if r.status != types.ServiceDeploymentStatusInProgress {
		return nil, invalid("The service deployment is in the %s state. (the simulator's wording)", r.status)
	}
	var waiting *hookRun
	if r.passage != nil {
		for _, one := range r.passage.hooks {
			if one.id == value(in.HookId) && one.status == types.DeploymentLifecycleHookStatusAwaitingAction {
				waiting = one
			}
		}
	}
	if waiting == nil {
		return nil, invalid("The hook %s does not wait for an action. (the simulator's wording)", value(in.HookId))
	}
	if action == types.DeploymentLifecycleHookActionRollback {
		if r.service.good == nil {
			return nil, fault("ClientException", "The service has no completed deployment to roll back to. (the simulator's wording)")
		}
		waiting.status = types.DeploymentLifecycleHookStatusFailed
		h.request(r)
	} else {
		h.stages.answer(r, waiting, types.DeploymentLifecycleHookStatusSucceeded)
	}
	return &ecs.ContinueServiceDeploymentOutput{ServiceDeploymentArn: new(r.arn)}, nil
}

// request takes an operator's wish to roll back; the rollback begins some seconds later.
func (h *history) request(r *release) {
	r.status, r.updated = types.ServiceDeploymentStatusRollbackRequested, h.now
	h.after(5*time.Second, func() {
		if r.ongoing() && r.status == types.ServiceDeploymentStatusRollbackRequested {
			h.stages.breaker.rollBack(r, "Service deployment rolled back by user.", "ECS deployment rolling back to deploymentId %s.")
		}
	})
}
