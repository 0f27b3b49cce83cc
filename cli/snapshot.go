package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
)

// inspector judges what a reader reads.
func (s Streams) inspector(r *reader, rules *triage.Rules) *inspect.Inspector {
	return inspect.New(r.Client, rules, s.Now)
}

// inspected is what was read of a service, and the verdict on it.
type inspected struct {
	inspect.Snapshot
	verdict inspect.Verdict
}

// inspect reads all there is to know of a service, what it uses and answers included unless the settings are against it:
// metrics are charged.
func (w whyRun) inspect(ctx context.Context, r *reader, i *inspect.Inspector, s aws.Service) (inspected, error) {
	r.progress.at("tasks, deployments, targets and scaling of "+s.Cluster+"/"+s.Name, 0)
	all, err := i.Now(ctx, s)
	if settings, wrong := w.settings(); err == nil && wrong == nil && !settings.NoMetrics {
		_, _ = inspect.ReadLoad(ctx, i, r, s) // the verdict says what was missing
		all = i.Snapshot(s)
	}
	return inspected{all, i.Judge(all)}, errors.Join(err, ctx.Err())
}

func taskName(t aws.Task) string { return t.ARN }

// described leaves out tasks of which only the name is known.
func described(tasks []aws.Task) []aws.Task {
	return slices.DeleteFunc(tasks, func(t aws.Task) bool { return !t.Described })
}

// tone is how a level is drawn.
func tone(l inspect.Level) state {
	switch l {
	case inspect.Bad:
		return failing
	case inspect.Warn, inspect.Unknown:
		return warning
	case inspect.Busy:
		return changing
	case inspect.Idle:
		return idle
	}
	return healthy
}
