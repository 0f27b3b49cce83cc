package cli

import (
	"context"
	"slices"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
)

// inspector judges what a reader reads.
func (s Streams) inspector(r *reader, rules *triage.Rules) *inspect.Inspector {
	return inspect.New(r.Client, rules, s.Now)
}

// load is what reads what a service uses and answers; nil where the settings are against it.
func (p *program) load(r *reader) inspect.Load {
	if s, err := p.settings(); err != nil || s.NoMetrics {
		return nil
	}
	return r.Client
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
	all, err := inspect.Whole(ctx, i, w.load(r), s)
	return inspected{all, i.Judge(all)}, err
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
