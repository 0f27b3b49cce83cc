package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// checklist is what `ecscope exec --check` prints: the conditions for a session in a container, the failed ones first.
type checklist struct {
	Cluster   string             `json:"cluster"`
	Service   string             `json:"service"`
	Task      string             `json:"task"`
	Container string             `json:"container"`
	Revision  string             `json:"revision"`
	Ready     bool               `json:"ready"`
	Checks    list[triage.Check] `json:"checks"`
	Commands  texts              `json:"commands"`
	tried     bool               // no session could be opened
}

// checks reads what is not known yet and checks. What cannot be read is left unchecked.
func (e *execRun) checks(ctx context.Context, r *reader, b execTarget) (checklist, error) {
	rules := triage.New()
	if !b.of.Described {
		r.progress.at("revision "+b.task.Revision, 0)
		b.of, _ = r.Revision(ctx, b.task.TaskDefinition)
	}
	var on aws.Instance
	if b.task.Instance != "" {
		on = r.instance(ctx, b.task)
	}
	l := checklist{Cluster: b.task.Cluster, Service: b.task.Service, Task: b.task.ID, Container: b.container, Revision: b.task.Revision,
		Checks: rules.Exec(b.task, b.container, b.of, on)}
	l.Ready = triage.Ready(l.Checks)
	slices.SortStableFunc(l.Checks, func(a, b triage.Check) int { return cmp.Compare(urgency(a), urgency(b)) })
	if slices.ContainsFunc(l.Checks, func(c triage.Check) bool { return c.Outcome == triage.Failed && c.Enable }) {
		l.Commands = append(l.Commands, theirs(r.Place(), "ecs", "update-service", "--cluster", l.Cluster, "--service", l.Service,
			"--enable-execute-command", "--force-new-deployment"))
	}
	return l, ctx.Err()
}

// urgency orders outcomes.
func urgency(c triage.Check) int {
	return slices.Index([]triage.Outcome{triage.Failed, triage.Warned, triage.Unchecked, triage.Passed}, c.Outcome)
}

// instance is the container instance that a task runs on; zero where it cannot be read.
func (r *reader) instance(ctx context.Context, t aws.Task) aws.Instance {
	r.progress.at("instances of "+t.Cluster, 0)
	var on aws.Instance
	for page, err := range r.Instances(ctx, t.Cluster) {
		for _, i := range page {
			if i.ARN == t.Instance {
				on = i
			}
		}
		if err != nil || on.Agent != "" {
			break
		}
	}
	return on
}

// checklist prints the checks, and tells by the exit code whether nothing is in the way.
func (e *execRun) checklist(ctx context.Context, r *reader, b execTarget) error {
	l, err := e.checks(ctx, r, b)
	r.progress.stop()
	if err != nil {
		return err
	}
	if e.output == asJSON {
		err = encodeOne(e.streams.Out, l)
	} else {
		_, err = io.WriteString(e.streams.Out, strings.Join(l.lines(e.streams.look(), e.streams.Width), "\n")+"\n")
	}
	if err == nil && !l.Ready {
		err = &illness{}
	}
	return err
}

// outcomes is how many columns the longest outcome of a check takes.
const outcomes = len("unchecked ")

// lines are the checklist for people: what to do stands below what failed.
func (l checklist) lines(look look, width int) []string {
	head := cell{"ready for a session", healthy}
	switch {
	case l.Ready && l.tried && slices.ContainsFunc(l.Checks, func(c triage.Check) bool { return c.Outcome == triage.Warned }):
		head = cell{"no session opened, although no check failed: see the warnings and the unchecked conditions", failing}
	case l.Ready && l.tried:
		head = cell{"no session opened, although no check failed: see the unchecked conditions", failing}
	case !l.Ready:
		head = cell{"not ready for a session", failing}
	}
	head.text = look.text(head)
	lines := append([]string{look.paint(head)},
		beside(padded("in", outcomes), fmt.Sprintf("container %s of task %s/%s, %s", l.Container, l.Cluster, l.Task, l.Revision), width)...)
	for _, c := range l.Checks {
		lines = append(lines, beside(padded(string(c.Outcome), outcomes), c.Text, width)...)
		lines = append(lines, beside(padded("", outcomes), c.Fix, width)...)
	}
	for _, c := range l.Commands {
		lines = append(lines, "  "+c)
	}
	return lines
}
