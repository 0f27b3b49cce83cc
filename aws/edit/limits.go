package edit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// Limit changes between how many tasks auto scaling keeps a service, or suspends or resumes it. Plan refuses, with a
// *change.Refused, a service that is not registered with Application Auto Scaling, and limits that it does not take.
// Source: the documentation of RegisterScalableTarget in aws-sdk-go-v2/service/applicationautoscaling.
func (c *serviceEditor) Limit(s aws.Service, l Limits) change.Change {
	return c.limit(s, l.title(called(s)), l.apply)
}

func (c *serviceEditor) limit(s aws.Service, title string, want func(aws.Scaling) aws.Scaling) change.Change {
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		name := s.Name
		if name == "" {
			name = s.ARN
		}
		now, _, err := c.account.DescribeService(ctx, s.Cluster, name)
		if err != nil {
			return change.Plan{}, nil, err
		}
		before, err := c.account.Scaling(ctx, now.Cluster, now.Name)
		if err != nil && !before.Registered {
			return change.Plan{}, nil, err
		}
		r := &rescaling{editor: c, title: title, service: now, before: before, after: want(before), unread: err}
		if refused := r.refused(); refused != nil {
			return change.Plan{}, nil, refused
		}
		p := change.Plan{Title: title, Verb: strings.Fields(title)[0], Where: c.ofService(ctx, now), Follow: r.follow,
			Command: c.CommandOf(append([]string{"application-autoscaling"}, r.words()...)...)}
		if p.Verb == "Have" {
			p.Verb = "Limit"
		}
		r.tell(&p)
		p.Undo = c.limit(now, "Set auto scaling of "+now.Name+" back", func(now aws.Scaling) aws.Scaling { return limitsOf(before, now) })
		return p, r.pendingCall(), nil
	}}
}

// limitsOf is another look at a service's scaling with the limits of this one.
func limitsOf(s aws.Scaling, now aws.Scaling) aws.Scaling {
	now.Min, now.Max = s.Min, s.Max
	now.SuspendedIn, now.SuspendedOut, now.SuspendedSchedule = s.SuspendedIn, s.SuspendedOut, s.SuspendedSchedule
	return now
}

// rescaling is the plan to change a service's auto scaling.
type rescaling struct {
	editor        *serviceEditor
	title         string
	service       aws.Service
	before, after aws.Scaling
	unread        error // of its policies, schedules and activities
}

func (r *rescaling) refused() *change.Refused {
	a := r.after
	switch {
	case !r.before.Registered:
		return &change.Refused{Reason: r.service.Name + " is not registered with Application Auto Scaling: there are no limits to change",
			Way: "set a count instead: ecscope scale " + r.service.Cluster + "/" + r.service.Name + " COUNT"}
	case a.Min < 0 || a.Max < a.Min:
		return &change.Refused{Reason: fmt.Sprintf("the minimum %d is above the maximum %d", a.Min, a.Max)}
	case len(r.fields()) == 0:
		return &change.Refused{Reason: "auto scaling of " + r.service.Name + " already has these settings"}
	}
	return nil
}

func (r *rescaling) fields() (all []change.Field) {
	differ := func(path, before, after string) {
		if before != after {
			all = append(all, change.Field{Path: path, Before: before, After: after})
		}
	}
	b, a := r.before, r.after
	differ("minCapacity", strconv.Itoa(b.Min), strconv.Itoa(a.Min))
	differ("maxCapacity", strconv.Itoa(b.Max), strconv.Itoa(a.Max))
	differ("scale in", acts(b.SuspendedIn), acts(a.SuspendedIn))
	differ("scale out", acts(b.SuspendedOut), acts(a.SuspendedOut))
	differ("scheduled scaling", acts(b.SuspendedSchedule), acts(a.SuspendedSchedule))
	return all
}

func acts(suspended bool) string {
	if suspended {
		return "suspended"
	}
	return "acts"
}

// tell says what becomes of the count, and what the policies and schedules do next.
func (r *rescaling) tell(p *change.Plan) {
	a, count := r.after, r.service.Desired
	p.Fields = r.fields()
	switch {
	case count < a.Min:
		p.Warnings = append(p.Warnings, fmt.Sprintf("the count moves into the limits at once: from %d to %d, which starts %s", count, a.Min, words.Count(a.Min-count, "task")))
	case count > a.Max:
		p.Warnings = append(p.Warnings, fmt.Sprintf("the count moves into the limits at once: from %d to %d, which stops %s", count, a.Max, words.Count(count-a.Max, "task")))
	default:
		p.Effects = append(p.Effects, fmt.Sprintf("the desired count stays %d for now", count))
	}
	for _, policy := range a.Policies {
		p.Effects = append(p.Effects, policyNext(policy, a, max(count, a.Min)))
	}
	for _, s := range a.Schedules {
		p.Effects = append(p.Effects, scheduleNext(s, a.SuspendedSchedule))
	}
	if len(a.Policies) == 0 && len(a.Schedules) == 0 && r.unread == nil {
		p.Effects = append(p.Effects, "it has no policy and no schedule, so nothing scales it")
	}
	if r.unread != nil {
		p.Warnings = append(p.Warnings, "can't fully tell what auto scaling does next: "+call.Reason(r.unread))
	}
	if max(count, a.Min) == 0 && !a.SuspendedOut && len(a.Policies) > 0 {
		p.Warnings = append(p.Warnings, "at 0 tasks, a policy on CPU, memory or requests has no data and starts no task")
	}
	if d, ok := r.service.Primary(); ok && d.Rollout == "IN_PROGRESS" {
		p.Warnings = append(p.Warnings, "a rollout is in progress: auto scaling doesn't scale in until it ends")
	}
}

// next is what a policy does from now on.
func policyNext(p aws.ScalingPolicy, a aws.Scaling, count int) string {
	text := "the policy " + p.Name
	if p.Target != 0 {
		text += fmt.Sprintf(" (%s at %g)", p.Metric, p.Target)
	}
	out, in := !a.SuspendedOut && count < a.Max, !a.SuspendedIn && !p.InOff && count > a.Min
	switch {
	case out && in:
		return text + fmt.Sprintf(" may scale out to %d and in to %d", a.Max, a.Min)
	case out:
		return text + fmt.Sprintf(" may scale out to %d, but not in", a.Max)
	case in:
		return text + fmt.Sprintf(" may scale in to %d, but not out", a.Min)
	case a.SuspendedIn && a.SuspendedOut:
		return text + " does nothing while auto scaling is suspended"
	}
	return text + " has no room to scale"
}

// next is what a schedule does from now on.
func scheduleNext(s aws.ScheduledAction, suspended bool) string {
	text := "the schedule " + s.Name + " (" + strings.TrimSpace(s.Schedule+" "+s.Zone) + ")"
	if suspended {
		return text + " does nothing while scheduled scaling is suspended"
	}
	var sets []string
	if s.Min >= 0 {
		sets = append(sets, fmt.Sprintf("the minimum to %d", s.Min))
	}
	if s.Max >= 0 {
		sets = append(sets, fmt.Sprintf("the maximum to %d", s.Max))
	}
	return text + " sets " + strings.Join(sets, " and ")
}

// input is the call. Suspended parts go as one struct: what is not sent of it might be reset.
func (r *rescaling) input() *applicationautoscaling.RegisterScalableTargetInput {
	a := r.after
	in := &applicationautoscaling.RegisterScalableTargetInput{ServiceNamespace: types.ServiceNamespaceEcs,
		ScalableDimension: types.ScalableDimensionECSServiceDesiredCount, ResourceId: new("service/" + r.service.Cluster + "/" + r.service.Name)}
	if a.Min != r.before.Min || a.Max != r.before.Max {
		in.MinCapacity, in.MaxCapacity = new(int32(a.Min)), new(int32(a.Max))
	}
	if a.SuspendedIn != r.before.SuspendedIn || a.SuspendedOut != r.before.SuspendedOut || a.SuspendedSchedule != r.before.SuspendedSchedule {
		in.SuspendedState = &types.SuspendedState{DynamicScalingInSuspended: &a.SuspendedIn, DynamicScalingOutSuspended: &a.SuspendedOut,
			ScheduledScalingSuspended: &a.SuspendedSchedule}
	}
	return in
}

// words are the call of the AWS CLI.
func (r *rescaling) words() []string {
	in := r.input()
	words := []string{"register-scalable-target", "--service-namespace", "ecs", "--scalable-dimension", string(in.ScalableDimension), "--resource-id", *in.ResourceId}
	if in.MinCapacity != nil {
		words = append(words, "--min-capacity", strconv.Itoa(r.after.Min), "--max-capacity", strconv.Itoa(r.after.Max))
	}
	if s := in.SuspendedState; s != nil {
		words = append(words, "--suspended-state", fmt.Sprintf("DynamicScalingInSuspended=%t,DynamicScalingOutSuspended=%t,ScheduledScalingSuspended=%t",
			*s.DynamicScalingInSuspended, *s.DynamicScalingOutSuspended, *s.ScheduledScalingSuspended))
	}
	return words
}

// pendingCall is the call. Limits that are others meanwhile are drift.
func (r *rescaling) pendingCall() *pendingCall {
	c := r.editor
	look := func(ctx context.Context) (aws.Scaling, error) {
		now, err := c.account.Scalable(ctx, r.service.Cluster, r.service.Name)
		if err == nil && now == nil {
			err = errors.New(r.service.Name + " is no longer registered with Application Auto Scaling")
		}
		if err != nil {
			return aws.Scaling{}, err
		}
		return *now, nil
	}
	told := func() change.Receipt {
		return change.Receipt{At: c.Stamp(), Before: limitText(r.before), After: limitText(r.after), Revision: r.service.Revision, Back: r.back()}
	}
	return &pendingCall{Operation: call.Op("RegisterScalableTarget", r.title),
		moved: func(ctx context.Context) ([]change.Field, error) {
			now, err := look(ctx)
			if err != nil || limitText(now) == limitText(r.before) {
				return nil, err
			}
			return []change.Field{{Path: "limits", Before: limitText(r.before), After: limitText(now)}}, nil
		},
		send: func(ctx context.Context, _ ...func(*ecs.Options)) (change.Receipt, error) {
			_, err := c.Scaling.RegisterScalableTarget(ctx, r.input(), func(o *applicationautoscaling.Options) {
				o.Retryer, o.HTTPClient = awssdk.NopRetryer{}, c.Way().Line().Alone
			})
			return told(), err
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := look(ctx)
			return told(), err == nil && limitText(now) == limitText(r.after), err
		},
	}
}

// limits are the limits in a line, to be compared and to be read.
func limitText(s aws.Scaling) string {
	text := fmt.Sprintf("%d..%d", s.Min, s.Max)
	var off []string
	for _, part := range []struct {
		name string
		off  bool
	}{{"in", s.SuspendedIn}, {"out", s.SuspendedOut}, {"scheduled", s.SuspendedSchedule}} {
		if part.off {
			off = append(off, part.name)
		}
	}
	if len(off) > 0 {
		text += " suspended: " + strings.Join(off, ", ")
	}
	return text
}

// follow looks until the limits are there and the count is within them.
func (r *rescaling) follow(ctx context.Context, _ change.Receipt) iter.Seq2[[]change.Progress, error] {
	c := r.editor
	return c.watch(ctx, call.Of("follow auto scaling of "+r.service.Name, r.service.Cluster), func(ctx context.Context) (change.Progress, error) {
		now, err := c.account.Scalable(ctx, r.service.Cluster, r.service.Name)
		if err != nil {
			return change.Progress{}, err
		}
		s, _, err := c.account.DescribeService(ctx, r.service.Cluster, r.service.Name)
		p := change.Progress{Outcome: change.Moving, Running: s.Running, Desired: s.Desired, Revision: s.Revision, Seen: s.Seen}
		switch {
		case err != nil:
			return p, err
		case now == nil || limitText(*now) != limitText(r.after):
			p.Outcome, p.Text = change.Replaced, "someone has set other limits in the meantime"
		case s.Desired < now.Min || s.Desired > now.Max:
			p.Text = fmt.Sprintf("the count is %d, outside %d to %d", s.Desired, now.Min, now.Max)
		case s.Running == s.Desired && s.Pending == 0:
			p.Outcome, p.Text = change.Succeeded, fmt.Sprintf("%s, %d of %d running", limitText(*now), s.Running, s.Desired)
		default:
			p.Text = fmt.Sprintf("%d of %d running", s.Running, s.Desired)
		}
		return p, nil
	})
}
