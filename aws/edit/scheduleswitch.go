package edit

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// scheduleEditor changes what runs tasks at set times, and runs them now.
type scheduleEditor struct {
	*sender
	runner *taskRunner
}

// SwitchSchedule enables a rule or a schedule, or disables it. Plan refuses, with a *change.Refused, one that is so already, and
// a rule that an AWS service manages.
// Source: the documentation of EnableRule and DisableRule in aws-sdk-go-v2/service/eventbridge, and of UpdateSchedule in
// aws-sdk-go-v2/service/scheduler.
func (c *scheduleEditor) SwitchSchedule(s aws.Schedule, on bool) change.Change {
	title := map[bool]string{true: "Enable", false: "Disable"}[on] + " " + s.Kind + " " + s.Name
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		w := &switching{editor: c, title: title, on: on}
		if err := w.read(ctx, s); err != nil {
			return change.Plan{}, nil, err
		}
		if refused := w.refused(); refused != nil {
			return change.Plan{}, nil, refused
		}
		p := change.Plan{Title: title, Verb: strings.Fields(title)[0], Where: w.where(ctx), Follow: w.follow, Undo: c.SwitchSchedule(w.now, !on),
			Fields: []change.Field{{Path: "state", Before: w.now.State, After: w.to()}}, Command: w.command()}
		w.tell(&p)
		return p, w.pendingCall(), nil
	}}
}

// switching is the plan to enable or disable a schedule.
type switching struct {
	editor *scheduleEditor
	title  string
	on     bool
	now    aws.Schedule
	// raw is a schedule of EventBridge Scheduler as AWS answered it; nil for a rule.
	raw *scheduler.GetScheduleOutput
}

func (w *switching) to() string {
	if w.on {
		return "ENABLED"
	}
	return "DISABLED"
}

// read reads the schedule as it is now.
func (w *switching) read(ctx context.Context, s aws.Schedule) (err error) {
	w.now, w.raw, err = w.look(ctx, s)
	return err
}

func (w *switching) look(ctx context.Context, s aws.Schedule) (aws.Schedule, *scheduler.GetScheduleOutput, error) {
	if s.Kind == aws.PlannedSchedule {
		return w.editor.account.Planned(ctx, s.Name, s.Group)
	}
	now, err := w.editor.account.Rule(ctx, s.Name)
	return now, nil, err
}

func (w *switching) refused() *change.Refused {
	switch s := w.now; {
	case s.ManagedBy != "":
		return &change.Refused{Reason: "the rule " + s.Name + " is managed by " + s.ManagedBy + ": only that service can change it"}
	case (s.State != "DISABLED") == w.on:
		return &change.Refused{Reason: fmt.Sprintf("the %s %s is already %s", s.Kind, s.Name, words.Constant(cmp.Or(s.State, "unknown")))}
	}
	return nil
}

func (w *switching) where(ctx context.Context) change.Where {
	at := w.editor.where(ctx, w.now.ARN)
	at.Thing, at.Name = w.now.Kind, w.now.Name
	if len(w.now.Targets) > 0 {
		at.Cluster = w.now.Targets[0].Cluster
	}
	return at
}

// tell says what it does from now on.
func (w *switching) tell(p *change.Plan) {
	s := w.now
	s.State = w.to()
	var runs []string
	for _, t := range s.Targets {
		runs = append(runs, words.Count(t.Count, "task")+" of "+t.Definition+" in "+t.Cluster)
	}
	all := strings.Join(runs, ", ")
	if w.on {
		p.Effects = append(p.Effects, "runs "+all+" "+s.Words())
		switch next := s.Next(w.editor.Stamp()); {
		case next.At.IsZero() && s.Expression != "":
			p.Warnings = append(p.Warnings, "it will not run: "+next.Why)
		case next.Latest:
			p.Effects = append(p.Effects, "the next run is at "+next.At.UTC().Format("2006-01-02 15:04")+" UTC at the latest")
		case !next.At.IsZero():
			p.Effects = append(p.Effects, "the next run is at "+next.At.UTC().Format("2006-01-02 15:04")+" UTC")
		}
	} else {
		p.Effects = append(p.Effects, "no longer runs "+all+" "+s.Words(), "its running tasks continue")
	}
	if s.Others > 0 {
		p.Warnings = append(p.Warnings, fmt.Sprintf("the rule has %s that are not tasks, which are switched, too", words.Count(s.Others, "more target")))
	}
	if w.raw != nil {
		p.Effects = append(p.Effects, "EventBridge Scheduler accepts only whole schedules: this one is sent as it was read, with the new state")
		return
	}
	p.Effects = append(p.Effects, "it may take a moment to show in AWS")
}

// command does the same with the AWS CLI.
func (w *switching) command() string {
	c := w.editor
	if w.raw == nil {
		verb := map[bool]string{true: "enable-rule", false: "disable-rule"}[w.on]
		return c.CommandOf("events", verb, "--name", w.now.Name)
	}
	var members []string
	for _, name := range w.members() {
		members = append(members, name+":"+name)
	}
	read := c.CommandOf("scheduler", "get-schedule", "--name", w.now.Name, "--group-name", w.now.Group, "--output", "json", "--query", "{"+strings.Join(members, ",")+"}")
	return c.CommandOf("scheduler", "update-schedule", "--state", w.to(), "--cli-input-json", `"$(`+read+`)"`)
}

// members are what a schedule has set of what UpdateSchedule takes, but for its state.
func (w *switching) members() (all []string) {
	sent, err := json.Marshal(w.input())
	set := map[string]any{}
	if err == nil {
		err = json.Unmarshal(sent, &set)
	}
	if err != nil { // the SDK's own structure
		return nil
	}
	for _, name := range []string{"Name", "GroupName", "Description", "ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "EndDate", "FlexibleTimeWindow",
		"ActionAfterCompletion", "KmsKeyArn", "Target"} {
		if v := set[name]; v != nil && v != "" {
			all = append(all, name)
		}
	}
	return all
}

// input is the whole schedule with the other state: what is not sent of it is lost.
func (w *switching) input() *scheduler.UpdateScheduleInput {
	r := w.raw
	return &scheduler.UpdateScheduleInput{Name: r.Name, GroupName: r.GroupName, Description: r.Description, ScheduleExpression: r.ScheduleExpression,
		ScheduleExpressionTimezone: r.ScheduleExpressionTimezone, StartDate: r.StartDate, EndDate: r.EndDate, FlexibleTimeWindow: r.FlexibleTimeWindow,
		ActionAfterCompletion: r.ActionAfterCompletion, KmsKeyArn: r.KmsKeyArn, Target: r.Target, State: types.ScheduleState(w.to())}
}

// pendingCall is the call. A schedule that is another meanwhile is drift.
func (w *switching) pendingCall() *pendingCall {
	action := "UpdateSchedule"
	if w.raw == nil {
		action = map[bool]string{true: "EnableRule", false: "DisableRule"}[w.on]
	}
	done := func() change.Receipt {
		verb := map[bool]string{true: "disable", false: "enable"}[w.on]
		return change.Receipt{At: w.editor.Stamp(), Before: w.now.State, After: w.to(), Back: "schedules " + verb + " " + w.now.ARN}
	}
	return &pendingCall{Operation: call.Op(action, w.title),
		moved: w.moved,
		send: func(ctx context.Context, _ ...func(*ecs.Options)) (change.Receipt, error) {
			return done(), w.send(ctx)
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, _, err := w.look(ctx, w.now)
			return done(), err == nil && now.State == w.to(), err
		},
	}
}

// moved tells what of the schedule is no longer as it was read.
func (w *switching) moved(ctx context.Context) ([]change.Field, error) {
	now, _, err := w.look(ctx, w.now)
	if err != nil {
		return nil, err
	}
	var all []change.Field
	for _, f := range []change.Field{{Path: "state", Before: w.now.State, After: now.State}, {Path: "expression", Before: w.now.Expression, After: now.Expression}} {
		if f.Before != f.After {
			all = append(all, f)
		}
	}
	if len(all) == 0 {
		all = scheduleMoved(w.now, now)
	}
	return all, nil
}

// scheduleMoved says that anything of a schedule is another, but not what: its input may hold secrets.
func scheduleMoved(before, now aws.Schedule) []change.Field {
	if aws.WholeSchedule(before) == aws.WholeSchedule(now) {
		return nil
	}
	return []change.Field{{Path: now.Kind + " " + now.Name, Before: "as it was planned on", After: "changed since"}}
}

// send makes the call, once.
func (w *switching) send(ctx context.Context) (err error) {
	c := w.editor
	alone := func(o *eventbridge.Options) { o.Retryer, o.HTTPClient = awssdk.NopRetryer{}, c.Way().Line().Alone }
	name := w.now.Name
	switch {
	case w.raw != nil:
		var out *scheduler.UpdateScheduleOutput
		if out, err = c.Scheduler().UpdateSchedule(ctx, w.input(), func(o *scheduler.Options) {
			o.Retryer, o.HTTPClient = awssdk.NopRetryer{}, c.Way().Line().Alone
		}); err == nil {
			err = call.Whole("UpdateSchedule", out)
		}
	case w.on:
		_, err = c.Events().EnableRule(ctx, &eventbridge.EnableRuleInput{Name: &name}, alone)
	default:
		_, err = c.Events().DisableRule(ctx, &eventbridge.DisableRuleInput{Name: &name}, alone)
	}
	return err
}

// follow looks until the schedule has the state that was asked for.
func (w *switching) follow(ctx context.Context, r change.Receipt) iter.Seq2[[]change.Progress, error] {
	c := w.editor
	return c.watch(ctx, "follow "+w.now.Kind+" "+w.now.Name, func(ctx context.Context) (change.Progress, error) {
		now, _, err := w.look(ctx, w.now)
		p := change.Progress{Outcome: change.Moving, Seen: now.Seen, Text: "the " + now.Kind + " is " + words.Constant(cmp.Or(now.State, "unknown"))}
		switch {
		case err != nil:
			return p, err
		case now.State == w.to():
			p.Outcome = change.Succeeded
		case c.Stamp().Sub(r.At) > unseen:
			p.Outcome = change.Replaced
		}
		return p, nil
	})
}
