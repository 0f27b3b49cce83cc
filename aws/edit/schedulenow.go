package edit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// RunSchedule runs the task of a schedule now, with the settings and overrides of its target; neither service can do that
// itself. target is the id of the one target of a rule that has several; container is the one whose exit code counts. Both may
// be empty.
func (c *scheduleEditor) RunSchedule(s aws.Schedule, target, container string) change.Change {
	title := "Run " + s.Kind + " " + s.Name + " now"
	return c.runner.run(title, func(ctx context.Context) (*launch, error) {
		now, _, err := (&switching{editor: c}).look(ctx, s)
		if err != nil {
			return nil, err
		}
		t, refused := scheduleTarget(now, target)
		if refused != nil {
			return nil, refused
		}
		l := &launch{runner: c.runner, title: title, in: t.Request()}
		if err := l.choose(ctx, awssdk.ToString(l.in.TaskDefinition), cmp.Or(container, t.Container())); err != nil {
			return nil, err
		}
		l.scheduled(now, t)
		l.origin = func(ctx context.Context) ([]change.Field, error) {
			then, _, err := (&switching{editor: c}).look(ctx, now)
			if err != nil {
				return nil, err
			}
			return scheduleMoved(now, then), nil
		}
		return l, nil
	})
}

// scheduleTarget is the target of a schedule to run: the named one, or the only one.
func scheduleTarget(s aws.Schedule, named string) (aws.ScheduleTarget, *change.Refused) {
	ids := plain.Each(s.Targets, func(t aws.ScheduleTarget) string { return t.ID })
	switch {
	case len(s.Targets) == 0:
		return aws.ScheduleTarget{}, &change.Refused{Reason: "the " + s.Kind + " " + s.Name + " runs no task"}
	case named != "":
		if i := slices.Index(ids, named); i >= 0 {
			return s.Targets[i], nil
		}
		return aws.ScheduleTarget{}, &change.Refused{Reason: s.Name + " has no target " + clean.Text(named), Way: "it has " + strings.Join(ids, ", ")}
	case len(s.Targets) > 1:
		return aws.ScheduleTarget{}, &change.Refused{Reason: fmt.Sprintf("%s runs tasks of %s: %s", s.Name, words.Count(len(ids), "target"), strings.Join(ids, ", ")),
			Way: "name one with --target"}
	}
	return s.Targets[0], nil
}

// scheduled says in what a run by hand differs from one by the schedule.
func (l *launch) scheduled(s aws.Schedule, t aws.ScheduleTarget) {
	l.effects = append(l.effects, "the "+s.Kind+" itself stays as it is: "+words.Constant(cmp.Or(s.State, "unknown")))
	if t.Role != "" {
		l.effects = append(l.effects, "it runs with your permissions, not with those of the role "+t.Role)
	}
	if t.Computed {
		l.warnings = append(l.warnings, "the target builds its input from the event, and this run has none")
	}
	if strings.Contains(strings.Join(t.Overrides, " "), "<aws.scheduler.") {
		l.warnings = append(l.warnings, "the input has EventBridge Scheduler variables, which only a scheduled run fills in")
	}
	if !strings.Contains(t.Definition, ":") {
		l.effects = append(l.effects, "the target names no revision: it runs the latest ACTIVE one, "+l.of.Name())
	}
}
