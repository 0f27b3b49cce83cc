package timetable

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"github.com/ecscope/ecscope/cron"
)

// rule is a rule of the default event bus and its targets.
type rule struct {
	types.Rule
	targets []types.Target
	plan    *plan
}

// bus is the only event bus.
const bus = "default"

// PutRule makes a rule, or changes one.
// Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func (b *Rules) PutRule(in *eventbridge.PutRuleInput) (*eventbridge.PutRuleOutput, error) {
	return b.putRule(in, b.world.Now())
}

// putRule is PutRule with the moment from which a rate counts.
func (b *Rules) putRule(in *eventbridge.PutRuleInput, from time.Time) (*eventbridge.PutRuleOutput, error) {
	name := value(in.Name)
	if err := named("rule", name); err != nil {
		return nil, err
	}
	if value(in.ScheduleExpression) == "" && value(in.EventPattern) == "" {
		return nil, notValid("a rule has a schedule expression or an event pattern")
	}
	p := &plan{zone: time.UTC, from: from, on: in.State != types.RuleStateDisabled && value(in.ScheduleExpression) != ""}
	if text := value(in.ScheduleExpression); text != "" {
		at, err := cron.Parse(text)
		if err != nil || !at.At.IsZero() {
			return nil, refuse(400, "ValidationException", "Parameter ScheduleExpression is not valid.")
		}
		p.at = at
	}
	if text := value(in.EventPattern); text != "" && !json.Valid([]byte(text)) {
		return nil, refuse(400, "InvalidEventPatternException", "Event pattern is not valid. Reason: it is not JSON (the simulator's wording)")
	}
	arn := b.ARN("events", "rule/"+name)
	b.mu.Lock()
	r := b.rule(name)
	if r == nil {
		r = &rule{}
		b.rules = append(b.rules, r)
	}
	r.Rule = types.Rule{Name: &name, Arn: &arn, Description: in.Description, EventBusName: new(bus), EventPattern: in.EventPattern,
		RoleArn: in.RoleArn, ScheduleExpression: in.ScheduleExpression, State: either(in.State, types.RuleStateEnabled), ManagedBy: r.ManagedBy}
	old := r.plan
	r.plan = p
	if old != nil {
		old.on = false
	}
	r.ordered()
	b.mu.Unlock()
	b.await(b.world, p)
	return &eventbridge.PutRuleOutput{RuleArn: &arn}, nil
}

// rule finds a rule; nil for none. The book is locked.
func (b *Rules) rule(name string) *rule {
	i := slices.IndexFunc(b.rules, func(r *rule) bool { return *r.Name == name })
	if i < 0 {
		return nil
	}
	return b.rules[i]
}

// known finds a rule that has to be there. The book is locked.
func (b *Rules) known(name, on *string) (*rule, error) {
	at := value(on)
	if i := strings.LastIndex(at, "/"); i >= 0 { // an ARN
		at = at[i+1:]
	}
	if at != "" && at != bus {
		return nil, refuse(400, "ResourceNotFoundException", "Event bus %s does not exist.", at)
	}
	if r := b.rule(value(name)); r != nil {
		return r, nil
	}
	return nil, refuse(400, "ResourceNotFoundException", "Rule %s does not exist on EventBus default.", value(name))
}

// ordered makes the requests of the targets that are clusters.
func (r *rule) ordered() {
	r.plan.runs = nil
	for _, t := range r.targets {
		if k := t.EcsParameters; k != nil && isCluster(value(t.Arn)) {
			r.plan.runs = append(r.plan.runs, order(k, k.TaskDefinitionArn, new(either(value(k.TaskCount), 1)), t.Arn, value(t.Input), mark("events-rule", *r.Name)))
		}
	}
}

// PutTargets gives a rule targets, or changes them.
// Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
func (b *Rules) PutTargets(in *eventbridge.PutTargetsInput) (*eventbridge.PutTargetsOutput, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r, err := b.known(in.Rule, in.EventBusName)
	if err != nil {
		return nil, err
	}
	for _, t := range in.Targets {
		if value(t.Id) == "" || value(t.Arn) == "" {
			return nil, notValid("a target has an id and an ARN")
		}
		if isCluster(*t.Arn) && (t.EcsParameters == nil || value(t.EcsParameters.TaskDefinitionArn) == "" || value(t.RoleArn) == "") {
			return nil, notValid("a target that is a cluster has EcsParameters and a role")
		}
		r.targets = append(slices.DeleteFunc(r.targets, func(o types.Target) bool { return *o.Id == *t.Id }), t)
	}
	if len(r.targets) > 5 {
		return nil, refuse(400, "LimitExceededException", "The requested resource exceeds the maximum number allowed.")
	}
	r.ordered()
	return &eventbridge.PutTargetsOutput{FailedEntries: []types.PutTargetsResultEntry{}}, nil
}

// EnableRule switches a rule on.
func (b *Rules) EnableRule(in *eventbridge.EnableRuleInput) (*eventbridge.EnableRuleOutput, error) {
	return &eventbridge.EnableRuleOutput{}, b.switchRule(in.Name, in.EventBusName, types.RuleStateEnabled)
}

// DisableRule switches a rule off.
func (b *Rules) DisableRule(in *eventbridge.DisableRuleInput) (*eventbridge.DisableRuleOutput, error) {
	return &eventbridge.DisableRuleOutput{}, b.switchRule(in.Name, in.EventBusName, types.RuleStateDisabled)
}

func (b *Rules) switchRule(name, on *string, to types.RuleState) error {
	now := b.world.Now()
	b.mu.Lock()
	r, err := b.known(name, on)
	if err == nil && value(r.ManagedBy) != "" {
		err = refuse(400, "ManagedRuleException", "Rule %s is managed by %s (the simulator's wording)", *r.Name, *r.ManagedBy)
	}
	if err != nil || r.State == to {
		b.mu.Unlock()
		return err
	}
	r.State = to
	p := *r.plan
	r.plan.on = false
	p.on, p.from = to == types.RuleStateEnabled && value(r.ScheduleExpression) != "", now
	r.plan = &p
	b.mu.Unlock()
	b.await(b.world, &p)
	return nil
}

// SeedRule makes a rule, at first due at a moment if it has a rate. managedBy is the service that made it; empty for none.
func (b *Rules) SeedRule(in *eventbridge.PutRuleInput, targets []types.Target, first time.Time, managedBy string) error {
	from := first
	if at, err := cron.Parse(value(in.ScheduleExpression)); err == nil {
		from = first.Add(-at.Every)
	}
	if _, err := b.putRule(in, from); err != nil {
		return err
	}
	if _, err := b.PutTargets(&eventbridge.PutTargetsInput{Rule: in.Name, Targets: targets}); err != nil {
		return err
	}
	if managedBy != "" {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.rule(*in.Name).ManagedBy = &managedBy
	}
	return nil
}
