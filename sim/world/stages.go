package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stages take deployments through their stages.
type stages struct {
	*journal
	breaker *breaker
}

// lambdaTakes is how long the function behind a hook takes.
const lambdaTakes = 12 * time.Second

// hookRun is a lifecycle hook at work.
type hookRun struct {
	id      string
	of      types.DeploymentLifecycleHook
	status  types.DeploymentLifecycleHookStatus
	expires time.Time
	then    types.DeploymentLifecycleHookAction
}

// pass takes a deployment as far as it can come now. It says whether tasks may be started, and whether the old ones stay.
func (x *stages) pass(s *service, p *deployment, fresh, stale []*task, want int) (start, keep bool) {
	r := p.release
	if r == nil || r.passage == nil || r.rollback != nil || !r.ongoing() {
		return true, false
	}
	g := r.passage
	for g.at < len(g.legs)-1 && (g.at < 0 || x.over(s, g, fresh, stale, want)) {
		x.enter(r, g.at+1)
	}
	return g.reached(types.ServiceDeploymentLifecycleStageScaleUp), !g.rolling && !g.reached(types.ServiceDeploymentLifecycleStageCleanUp)
}

// over says whether the present stage has nothing left to wait for.
func (x *stages) over(s *service, g *passage, fresh, stale []*task, want int) bool {
	if slices.ContainsFunc(g.hooks, func(h *hookRun) bool { return h.status != types.DeploymentLifecycleHookStatusSucceeded }) {
		return false
	}
	if x.now.Before(g.until) {
		x.wake(s, g.until.Sub(x.now))
		return false
	}
	if !g.legs[g.at].scaled {
		return true
	}
	return len(fresh) >= want && (!g.rolling || len(stale) == 0) && !slices.ContainsFunc(fresh, func(t *task) bool { return !t.healthy })
}

// enter begins a stage.
func (x *stages) enter(r *release, at int) {
	g := r.passage
	l := g.legs[at]
	g.at, g.until, g.test, g.production, g.hooks = at, x.now.Add(l.lasts), l.test, l.production, nil
	g.moves = append(g.moves, shifted{x.now, l.production})
	r.stage, r.updated = l.stage, x.now
	for _, h := range r.config.LifecycleHooks {
		if slices.Contains(h.LifecycleStages, types.DeploymentLifecycleHookStage(l.stage)) {
			g.hooks = append(g.hooks, x.hook(r, h))
		}
	}
}

// hook starts a hook: a function that takes its time, or a pause that somebody has to end.
func (x *stages) hook(r *release, of types.DeploymentLifecycleHook) *hookRun {
	h := &hookRun{of: of, status: types.DeploymentLifecycleHookStatusInProgress}
	if of.TargetType != types.DeploymentLifecycleHookTargetTypePause {
		h.id = "ecs-lambda-" + x.letters("0123456789abcdef", 12)
		x.after(lambdaTakes, func() { x.answer(r, h, types.DeploymentLifecycleHookStatusSucceeded) })
		return h
	}
	h.id, h.status = "ecs-pause-"+x.letters("0123456789abcdef", 12), types.DeploymentLifecycleHookStatusAwaitingAction
	after := 24 * time.Hour
	h.then = types.DeploymentLifecycleHookActionRollback
	if t := of.TimeoutConfiguration; t != nil {
		after, h.then = minutes(t.TimeoutInMinutes, after), either(t.Action, h.then)
	}
	h.expires = x.now.Add(after)
	x.after(after, func() {
		switch {
		case h.then == types.DeploymentLifecycleHookActionContinue:
			x.answer(r, h, types.DeploymentLifecycleHookStatusSucceeded)
		case x.answer(r, h, types.DeploymentLifecycleHookStatusTimedOut):
			x.breaker.back(r, "Service deployment rolled back because a lifecycle hook timed out.")
		}
	})
	return h
}

// answer ends a hook that still waits, and says whether it did.
func (x *stages) answer(r *release, h *hookRun, with types.DeploymentLifecycleHookStatus) bool {
	waits := h.status == types.DeploymentLifecycleHookStatusAwaitingAction || h.status == types.DeploymentLifecycleHookStatusInProgress
	if !waits || !r.ongoing() || r.rollback != nil || !slices.Contains(r.passage.hooks, h) {
		return false
	}
	h.status, r.updated = with, x.now
	x.wake(r.service, time.Second)
	return true
}

func (h *hookRun) view() types.DeploymentLifecycleHookDetail {
	v := types.DeploymentLifecycleHookDetail{HookId: new(h.id), Status: h.status, TargetArn: clone(h.of.HookTargetArn),
		TargetType: either(h.of.TargetType, types.DeploymentLifecycleHookTargetTypeAwsLambda), TimeoutAction: h.then, ExpiresAt: moment(h.expires)}
	return v
}

// hooks are the hooks of the stage that a deployment is in.
func (r *release) hooks() (all []types.DeploymentLifecycleHookDetail) {
	if r.passage == nil || !r.ongoing() || r.rollback != nil {
		return nil
	}
	for _, h := range r.passage.hooks {
		all = append(all, h.view())
	}
	return all
}
