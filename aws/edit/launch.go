package edit

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/secret"
	"github.com/ecscope/ecscope/words"
)

// launch is one call of RunTask: what it is made of, and what it began.
type launch struct {
	runner *taskRunner
	title  string
	in     *ecs.RunTaskInput
	of     *aws.RawDefinition
	// container is the one that the run is about.
	container string
	// service lent its settings; nil for none.
	service           *aws.Service
	effects, warnings []string
	// begun are the tasks that it started.
	begun []string
	// origin tells what of what it was made from is no longer so; nil where that is a service or nothing.
	origin func(context.Context) ([]change.Field, error)
}

// run is the change that starts what compose makes.
func (c *taskRunner) run(title string, compose func(context.Context) (*launch, error)) change.Change {
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		l, err := compose(ctx)
		if err != nil {
			return change.Plan{}, nil, err
		}
		token := rand.Text()
		l.in.ClientToken, l.in.StartedBy = &token, new("ecscope/"+token)
		if refused := l.judged(); refused != nil {
			return change.Plan{}, nil, refused
		}
		p := change.Plan{Title: title, Verb: "Run", Where: l.where(ctx), Token: token, Follow: started{l}.follow, Undo: l.stop()}
		if err := l.tell(&p); err != nil {
			return change.Plan{}, nil, err
		}
		return p, started{l}.pendingCall(), nil
	}}
}

// where is what the run acts on: the service that lends its settings, or the family.
func (l *launch) where(ctx context.Context) change.Where {
	if l.service != nil {
		w := l.runner.ofService(ctx, *l.service)
		w.Revision = l.of.Name()
		return w
	}
	w := l.runner.where(ctx, l.of.ARN)
	w.Cluster, w.Thing, w.Name, w.Revision = *l.in.Cluster, "task definition", l.of.Family, l.of.Name()
	return w
}

// judged is what ECS is known to refuse; what else it may refuse becomes a warning.
func (l *launch) judged() *change.Refused {
	if l.of.NetworkMode == string(types.NetworkModeAwsvpc) && l.in.NetworkConfiguration == nil {
		return &change.Refused{Reason: l.of.Name() + " has the network mode awsvpc, and no subnets are known", Way: "name a service to take them from, or pass --subnet"}
	}
	t, err := accept.New()
	if err != nil {
		l.warnings = append(l.warnings, unchecked+err.Error())
		return nil //nolint:nilerr // the plan goes on, and says so
	}
	for _, f := range t.Check(accept.Request{Operation: "RunTask", Root: t.Encode("RunTask", l.in), Task: document(l.of)}) {
		if f.Stage == "client" {
			continue
		}
		if f.Severity == accept.Error && f.Wording.Sourced() {
			return &change.Refused{Reason: "ECS would refuse it: " + clean.Text(f.Says) + " (" + f.ID + ")", Way: wayOf(f.Fix)}
		}
		l.warnings = append(l.warnings, mayRefuse(f))
	}
	return nil
}

// tell says what is run, with what, and what one should know of it.
func (l *launch) tell(p *change.Plan) error {
	in := l.in
	p.Fields = append(p.Fields, change.Field{Path: "taskDefinition", After: l.of.Name()}, change.Field{Path: "capacity", After: l.capacity()})
	if n := in.NetworkConfiguration; n != nil && n.AwsvpcConfiguration != nil {
		p.Fields = append(p.Fields, change.Field{Path: "network", After: networkOf(*n.AwsvpcConfiguration)})
	}
	if o := in.Overrides; o != nil {
		if o.Cpu != nil {
			p.Fields = append(p.Fields, change.Field{Path: "cpu", Before: l.of.CPU, After: *o.Cpu})
		}
		if o.Memory != nil {
			p.Fields = append(p.Fields, change.Field{Path: "memory", Before: l.of.Memory, After: *o.Memory})
		}
		for _, k := range o.ContainerOverrides {
			l.tellContainer(p, k)
		}
	}
	p.Effects = append(p.Effects, "starts "+words.Count(plain.Number(in.Count), "task")+"; no service replaces it and no deployment touches it", "the result is the exit code of "+l.container)
	l.warn()
	p.Effects = append(p.Effects, l.effects...)
	var held []string
	var err error
	if p.Command, held, err = l.command(); err != nil {
		return call.NewError(call.Invalid, l.title, "", call.Plainly(err))
	}
	if len(held) > 0 {
		l.warnings = append(l.warnings, "overrides are stored with the task, and anyone who may describe it can read them; the command below takes "+strings.Join(held, ", ")+" from the environment")
	}
	p.Warnings = append(p.Warnings, l.warnings...)
	return nil
}

// tellContainer says what is replaced in a container.
func (l *launch) tellContainer(p *change.Plan, k types.ContainerOverride) {
	name := plain.Text(k.Name)
	d, _ := l.of.Container(name)
	if k.Command != nil {
		before, _ := secret.Args(d.Command)
		after, _ := secret.Args(plain.Texts(k.Command))
		p.Fields = append(p.Fields, change.Field{Path: name + ".command", Before: call.Shell(before), After: call.Shell(after)})
	}
	for _, e := range k.Environment {
		was := ""
		if i := slices.IndexFunc(d.Environment, func(v aws.Variable) bool { return v.Name == plain.Text(e.Name) }); i >= 0 {
			was = taskdef.Masked(plain.Text(e.Name), d.Environment[i].Value)
		}
		p.Fields = append(p.Fields, change.Field{Path: name + ".env." + plain.Text(e.Name), Before: was, After: taskdef.Masked(plain.Text(e.Name), plain.Text(e.Value))})
	}
}

// capacity is where the task is placed.
func (l *launch) capacity() string {
	if len(l.in.CapacityProviderStrategy) > 0 {
		return aws.CapacityText(aws.CapacityShares(l.in.CapacityProviderStrategy))
	}
	at := cmp.Or(plain.Word(l.in.LaunchType), "the cluster's default capacity provider strategy")
	if v := plain.Text(l.in.PlatformVersion); v != "" {
		at += " " + v
	}
	return at
}

func networkOf(n types.AwsVpcConfiguration) string {
	parts := []string{strings.Join(plain.Texts(n.Subnets), " ")}
	if len(n.SecurityGroups) > 0 {
		parts = append(parts, strings.Join(plain.Texts(n.SecurityGroups), " "))
	}
	if n.AssignPublicIp != "" {
		parts = append(parts, "public IP "+plain.Word(n.AssignPublicIp))
	}
	return strings.Join(parts, ", ")
}

// warn says what may make the run end otherwise than one expects.
func (l *launch) warn() {
	d, _ := l.of.Container(l.container)
	if !d.Essential {
		l.warnings = append(l.warnings, l.container+" is not essential: the task continues after it exits")
	}
	if len(d.Entrypoint) > 0 && l.in.Overrides != nil && len(l.in.Overrides.ContainerOverrides) > 0 && l.in.Overrides.ContainerOverrides[0].Command != nil {
		l.warnings = append(l.warnings, "the entry point stays and gets the command as its arguments: "+call.Shell(d.Entrypoint))
	}
	var others []string
	for _, k := range l.of.Containers {
		if k.Essential && k.Name != l.container {
			others = append(others, k.Name)
		}
	}
	if len(others) > 0 {
		l.effects = append(l.effects, "the task also ends when "+strings.Join(others, " or ")+" exits")
	}
}

// stop is the change that stops what was started.
func (l *launch) stop() change.Change {
	title := "Stop the task that was started"
	return &edit{sender: l.runner.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		if len(l.begun) == 0 {
			return change.Plan{}, nil, &change.Refused{Reason: "no task was started"}
		}
		return l.runner.tasks.stopPlan(ctx, aws.Task{ARN: l.begun[0], ID: plain.Short(l.begun[0]), Cluster: *l.in.Cluster}, StopReason)
	}}
}
