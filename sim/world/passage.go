package world

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// leg is one stage that a deployment passes: what is true from its beginning on, and how long it lasts at least.
type leg struct {
	stage            types.ServiceDeploymentLifecycleStage
	lasts            time.Duration
	test, production float64 // percent of the traffic that the new revision is to get
	scaled           bool    // it lasts until the new tasks are healthy
}

// passage is how a deployment goes through the stages of its strategy.
type passage struct {
	legs    []leg
	at      int // in legs; -1 before the first
	until   time.Time
	hooks   []*hookRun // of the present stage
	shifts  bool       // traffic, and not only tasks
	rolling bool       // old tasks go as new ones come

	test, production float64
	moves            []shifted // of the production traffic
}

// shifted is what the new revision got of the production traffic from a moment on.
type shifted struct {
	at      time.Time
	percent float64
}

// preProduction is a stage that the SDK knows for hooks only, and that AWS documents for deployments as well.
const preProduction = types.ServiceDeploymentLifecycleStage(types.DeploymentLifecycleHookStagePreProductionTrafficShift)

// How long a stage lasts in which there is nothing to do but to go on, and one that shifts traffic.
const (
	brief    = 4 * time.Second
	shifting = 10 * time.Second
)

// newPassage is the way of a deployment of a service that several revisions of run when it starts, or not; nil for a
// rolling one that has nothing to wait for.
func newPassage(s *service, several bool) *passage {
	c := s.config
	rolling := c.Strategy == "" || c.Strategy == types.DeploymentStrategyRolling
	if rolling && len(c.LifecycleHooks) == 0 && value(c.BakeTimeInMinutes) == 0 {
		return nil
	}
	p := &passage{at: -1, rolling: rolling, shifts: !rolling && s.shifts()}
	add := func(stage types.ServiceDeploymentLifecycleStage, lasts time.Duration) *leg {
		last := leg{}
		if n := len(p.legs); n > 0 {
			last = p.legs[n-1]
		}
		p.legs = append(p.legs, leg{stage: stage, lasts: lasts, test: last.test, production: last.production})
		return &p.legs[len(p.legs)-1]
	}
	if several {
		add(types.ServiceDeploymentLifecycleStageReconcileService, brief)
	}
	add(types.ServiceDeploymentLifecycleStagePreScaleUp, brief)
	add(types.ServiceDeploymentLifecycleStageScaleUp, 0).scaled = true
	add(types.ServiceDeploymentLifecycleStagePostScaleUp, brief)
	if !rolling {
		add(types.ServiceDeploymentLifecycleStageTestTrafficShift, shifting).test = 100
		add(types.ServiceDeploymentLifecycleStagePostTestTrafficShift, brief)
		p.steps(c, add)
		add(types.ServiceDeploymentLifecycleStagePostProductionTrafficShift, brief)
	}
	add(types.ServiceDeploymentLifecycleStageBakeTime, time.Duration(value(c.BakeTimeInMinutes))*time.Minute)
	add(types.ServiceDeploymentLifecycleStageCleanUp, 0)
	return p
}

// steps are the shifts of production traffic, each with its bake; the last one has none.
func (p *passage) steps(c types.DeploymentConfiguration, add func(types.ServiceDeploymentLifecycleStage, time.Duration) *leg) {
	step, bake, twice := 100.0, time.Duration(0), false
	switch {
	case c.Strategy == types.DeploymentStrategyCanary:
		step, bake, twice = 5, 10*time.Minute, true
		if k := c.CanaryConfiguration; k != nil {
			step, bake = either(value(k.CanaryPercent), step), minutes(k.CanaryBakeTimeInMinutes, bake)
		}
	case c.Strategy == types.DeploymentStrategyLinear:
		step, bake = 10, 6*time.Minute
		if l := c.LinearConfiguration; l != nil {
			step, bake = either(value(l.StepPercent), step), minutes(l.StepBakeTimeInMinutes, bake)
		}
	}
	hooked := slices.ContainsFunc(c.LifecycleHooks, func(h types.DeploymentLifecycleHook) bool {
		return slices.Contains(h.LifecycleStages, types.DeploymentLifecycleHookStagePreProductionTrafficShift)
	})
	for at := step; ; at += step {
		lasts := shifting + bake
		if twice && at > step || at >= 100 {
			at, lasts = 100, shifting
		}
		if hooked {
			add(preProduction, brief)
		}
		add(types.ServiceDeploymentLifecycleStageProductionTrafficShift, lasts).production = at
		if at >= 100 {
			return
		}
	}
}

func minutes(n *int32, otherwise time.Duration) time.Duration {
	if n == nil {
		return otherwise
	}
	return time.Duration(*n) * time.Minute
}

// shifts says whether ECS can shift traffic between two revisions of a service.
func (s *service) shifts() bool {
	return s.spec.connect != nil || len(s.spec.lattice) > 0 ||
		slices.ContainsFunc(s.spec.balancers, func(b types.LoadBalancer) bool { return b.AdvancedConfiguration != nil })
}

// reached says whether a stage has begun, or is over.
func (p *passage) reached(stage types.ServiceDeploymentLifecycleStage) bool {
	return slices.ContainsFunc(p.legs[:p.at+1], func(l leg) bool { return l.stage == stage })
}

// weigh gives a revision the weights that ECS asks of the load balancer for it: one that it comes from gets the rest.
func (r *release) weigh(v *types.ServiceRevisionSummary, target bool) {
	p := r.passage
	if p == nil || !p.shifts {
		return
	}
	test, production := p.test, p.production
	if r.status == types.ServiceDeploymentStatusSuccessful {
		test, production = 100, 100
	}
	if !target {
		test, production = 100-test, 100-production
	}
	v.RequestedTestTrafficWeight, v.RequestedProductionTrafficWeight = &test, &production
}
