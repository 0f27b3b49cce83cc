package edit

import (
	"context"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// Scale sets how many tasks a service is to run. It begins no deployment. Plan refuses, with a *change.Refused, a DAEMON
// service, which has no desired count.
// Source: the documentation of UpdateService in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *serviceEditor) Scale(s aws.Service, count int) change.Change {
	return c.change(s, serviceEdit{
		title: fmt.Sprintf("Scale %s to %d", called(s), count), verb: "Scale",
		checks: []func(*planContext) *change.Refused{inactive, uncounted, func(at *planContext) *change.Refused { return at.counts(count) }},
		request: func(at *planContext) request {
			n := int32(count)
			k := at.update(func(in *ecs.UpdateServiceInput) { in.DesiredCount = &n }, "--desired-count", strconv.Itoa(count))
			k.before, k.after = strconv.Itoa(at.service.Desired), strconv.Itoa(count)
			k.back = "scale " + at.service.Cluster + "/" + at.service.Name + " " + k.before
			return k
		},
		tell: func(at *planContext, p *change.Plan) { at.scaled(p, count) },
		undo: func(at *planContext) (change.Change, string) { return c.Scale(at.service, at.service.Desired), "" },
		done: func(_ *planContext, now aws.Service) bool { return now.Desired == count },
		follow: func(ctx context.Context, at *planContext, _ change.Receipt) iter.Seq2[[]change.Progress, error] {
			return at.count(ctx, count)
		},
	})
}

// Uncounted says why a service has no desired count, or is nil.
func Uncounted(s aws.Service) error {
	if s.Scheduling != "DAEMON" {
		return nil
	}
	return fmt.Errorf("%s is a DAEMON service: ECS runs one task on each container instance and accepts no desired count", s.Name)
}

func uncounted(at *planContext) *change.Refused {
	if err := Uncounted(at.service); err != nil {
		return &change.Refused{Reason: err.Error(), Way: "drain instances to run fewer"}
	}
	return nil
}

// ReadCount reads how many tasks there are to be.
func ReadCount(text string) (int, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 32) // what ECS takes
	if err != nil || n < 0 {
		return 0, fmt.Errorf("use a number of tasks, 0 to %d, not %q", math.MaxInt32, text)
	}
	return int(n), nil
}

// counts refuses a count that is set already, or that no service can have.
func (s *planContext) counts(count int) *change.Refused {
	switch {
	case count < 0 || count > math.MaxInt32:
		return &change.Refused{Reason: fmt.Sprintf("%d is not a number of tasks", count), Way: "0 stops all of them"}
	case count == s.service.Desired:
		return &change.Refused{Reason: fmt.Sprintf("%s is already set to %s", s.service.Name, words.Count(count, "task")),
			Way: fmt.Sprintf("%d of them are running; if that's too few, ecscope why %s/%s says why", s.service.Running, s.service.Cluster, s.service.Name)}
	}
	return nil
}

// scaled tells what the count does, and what may undo it.
func (s *planContext) scaled(p *change.Plan, count int) {
	now := s.service
	p.Fields = append(p.Fields, change.Field{Path: "desiredCount", Before: strconv.Itoa(now.Desired), After: strconv.Itoa(count)})
	if count > now.Desired {
		p.Effects = append(p.Effects, "starts "+words.Count(count-now.Desired, "task")+" of "+now.Revision)
	} else {
		p.Effects = append(p.Effects, "stops "+words.Count(now.Desired-count, "task")+"; ECS chooses which, except protected ones")
	}
	if count == 0 {
		p.Warnings = append(p.Warnings, now.Name+" serves nothing until you scale it up again")
	}
	if len(now.Deployments) > 1 {
		p.Warnings = append(p.Warnings, "a rollout is in progress: its counts and the circuit breaker's threshold follow the new count")
	}
	if now.Controller == "CODE_DEPLOY" && len(now.TaskSets) > 1 {
		p.Warnings = append(p.Warnings, "CodeDeploy is shifting traffic: scaling now may fail its deployment")
	}
	s.contested(p, count)
}

// contested warns where auto scaling may set another count.
func (s *planContext) contested(p *change.Plan, count int) {
	if s.unread.scaling != nil {
		p.Warnings = append(p.Warnings, "can't tell whether auto scaling will set another count: "+call.Reason(s.unread.scaling))
	}
	a := s.scaling
	if a == nil || !a.Registered {
		return
	}
	limits := fmt.Sprintf("auto scaling keeps %d to %d tasks", a.Min, a.Max)
	switch {
	case a.SuspendedIn && a.SuspendedOut && a.SuspendedSchedule:
		p.Effects = append(p.Effects, limits+", but is suspended")
	case count < a.Min:
		p.Warnings = append(p.Warnings, limits+": a scale-out alarm lifts it to the minimum")
	case count > a.Max:
		p.Warnings = append(p.Warnings, limits+": a scale-in alarm brings it down to the maximum")
	default:
		p.Warnings = append(p.Warnings, limits+": the count lasts until a policy or a schedule sets another")
	}
}

// count looks at the service until it runs as many tasks as were asked for.
func (s *planContext) count(ctx context.Context, count int) iter.Seq2[[]change.Progress, error] {
	before := s.service
	return s.editor.watch(ctx, call.Of("follow "+before.Name, before.Cluster), func(ctx context.Context) (change.Progress, error) {
		now, _, err := s.editor.account.DescribeService(ctx, before.Cluster, before.Name)
		p := change.Progress{Outcome: change.Moving, Running: now.Running, Desired: now.Desired, Revision: now.Revision, Seen: now.Seen,
			Text: fmt.Sprintf("%d of %d running", now.Running, count)}
		switch {
		case err != nil:
			return p, err
		case now.Status != "ACTIVE":
			p.Outcome, p.Text = change.Failed, "the status of the service is "+now.Status
		case now.Desired != count:
			p.Outcome, p.Text = change.Replaced, fmt.Sprintf("the service has been set to %s in the meantime", words.Count(now.Desired, "task"))
		case now.Running == count && now.Pending == 0:
			p.Outcome = change.Succeeded
		case now.Pending > 0:
			p.Text += fmt.Sprintf(", %d pending", now.Pending)
		}
		return p, nil
	})
}
