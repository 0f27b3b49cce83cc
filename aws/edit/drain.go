package edit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// instanceEditor changes container instances.
type instanceEditor struct{ *sender }

// Drain has a container instance get no more tasks, and its service tasks replaced elsewhere, or with on false has it get
// tasks again. Plan refuses, with a *change.Refused, one that has not the status that the change begins from.
// Source: the documentation of UpdateContainerInstancesState in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *instanceEditor) Drain(i aws.Instance, on bool) change.Change {
	title := "Reactivate instance " + i.Called()
	if on {
		title = "Drain instance " + i.Called()
	}
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		d := &draining{editor: c, title: title, from: "DRAINING", to: types.ContainerInstanceStatusActive}
		if on {
			d.from, d.to = "ACTIVE", types.ContainerInstanceStatusDraining
		}
		if err := d.read(ctx, i); err != nil {
			return change.Plan{}, nil, err
		}
		p := change.Plan{Title: title, Verb: strings.Fields(title)[0], Where: d.where(ctx), Follow: d.follow, Undo: c.Drain(d.instance, !on),
			Fields: []change.Field{{Path: "status", Before: d.from, After: string(d.to)}},
			Command: c.Command("update-container-instances-state", "--cluster", d.instance.Cluster, "--container-instances", d.instance.ARN,
				"--status", string(d.to))}
		d.tell(&p)
		return p, d.pendingCall(), nil
	}}
}

// draining is what the plan to drain or reactivate an instance rests on. What could not be read is in unread.
type draining struct {
	editor   *instanceEditor
	title    string
	from     string
	to       types.ContainerInstanceStatus
	instance aws.Instance
	tasks    []aws.Task
	services map[string]aws.Service
	guarded  int // tasks that are protected
	others   []aws.Instance
	unread   []error
}

// find reads the instance as it is now.
func (d *draining) find(ctx context.Context, i aws.Instance) (aws.Instance, error) {
	found, err := d.editor.account.DescribeInstances(ctx, i.Cluster, []aws.Instance{i})
	if err == nil && len(found) == 0 {
		err = &change.Refused{Reason: "no container instance " + i.Called() + " in " + i.Cluster + " anymore"}
	}
	if err != nil {
		return aws.Instance{}, err
	}
	return found[0], nil
}

func (d *draining) read(ctx context.Context, i aws.Instance) (err error) {
	if i.ARN == "" {
		i.ARN = i.ID
	}
	if d.instance, err = d.find(ctx, i); err != nil {
		return err
	}
	if now := d.instance.Status; now != d.from {
		return &change.Refused{Reason: fmt.Sprintf("%s is %s, not %s", d.instance.Called(), cmp.Or(now, "unknown"), d.from)}
	}
	d.services = map[string]aws.Service{}
	if d.to != types.ContainerInstanceStatusDraining {
		return nil
	}
	if d.tasks, err = d.running(ctx); err != nil {
		d.unread = append(d.unread, err)
	}
	if len(d.tasks) == 100 && d.instance.Running > 100 {
		d.unread = append(d.unread, errors.New("more than 100 tasks run on it"))
	}
	d.readServices(ctx)
	if len(d.tasks) > 0 {
		found, err := d.editor.account.Protections(ctx, d.instance.Cluster, plain.Each(d.tasks, func(t aws.Task) string { return t.ARN })...)
		if err != nil {
			d.unread = append(d.unread, err)
		}
		for _, p := range found {
			if p.On {
				d.guarded++
			}
		}
	}
	for page, err := range d.editor.account.Instances(ctx, d.instance.Cluster) {
		if err != nil {
			d.unread = append(d.unread, err)
			break
		}
		for _, o := range page {
			if o.Described && o.Status == "ACTIVE" && o.Connected && o.ARN != d.instance.ARN {
				d.others = append(d.others, o)
			}
		}
	}
	return ctx.Err()
}

// running are the tasks that run on the instance, at most a hundred.
func (d *draining) running(ctx context.Context) ([]aws.Task, error) {
	return d.editor.account.SomeTasks(ctx, aws.TaskQuery{Cluster: d.instance.Cluster, Instance: d.instance.ID}, types.DesiredStatusRunning)
}

// readServices reads the services whose tasks run on the instance, at most twenty of them. That there are more is in unread.
func (d *draining) readServices(ctx context.Context) {
	for _, t := range d.tasks {
		if _, known := d.services[t.Service]; known || t.Service == "" {
			continue
		}
		if len(d.services) == 20 {
			d.unread = append(d.unread, errors.New("tasks of more than 20 services run on it"))
			return
		}
		s, _, err := d.editor.account.DescribeService(ctx, t.Cluster, t.Service)
		if err != nil {
			d.unread = append(d.unread, err)
		}
		d.services[t.Service] = s
	}
}

func (d *draining) where(ctx context.Context) change.Where {
	w := d.editor.where(ctx, d.instance.ARN)
	w.Cluster, w.Thing, w.Name = d.instance.Cluster, "container instance", d.instance.Called()
	return w
}

// tell says what the drain does to each service, and what holds it up.
func (d *draining) tell(p *change.Plan) {
	if d.to != types.ContainerInstanceStatusDraining {
		p.Effects = append(p.Effects, "new tasks may be placed on it again; the tasks that left don't come back on their own")
		return
	}
	p.Effects = append(p.Effects, "it gets no new tasks; it stays DRAINING, and keeps costing money, until it is reactivated or terminated")
	leave := slices.DeleteFunc(slices.Clone(d.tasks), func(t aws.Task) bool { return t.Service == "" || d.services[t.Service].Scheduling == "DAEMON" })
	if len(leave) > 0 {
		p.Effects = append(p.Effects, "its service tasks are replaced elsewhere: "+byService(leave))
	}
	for _, name := range slices.Sorted(maps.Keys(d.services)) {
		s := d.services[name]
		least, _ := taskBounds(s)
		low, _ := percents(s)
		switch {
		case s.Name == "":
		case s.Scheduling == "DAEMON":
			p.Effects = append(p.Effects, s.Name+" is a DAEMON service: its task here is not replaced elsewhere")
		case immobile(s) != "":
			p.Warnings = append(p.Warnings, s.Name+" never leaves: "+immobile(s))
		case least < s.Desired && s.Running <= s.Desired:
			p.Warnings = append(p.Warnings, fmt.Sprintf("%s may run only %d of its %d tasks meanwhile: its minimum healthy percent is %d", s.Name, least, s.Desired, low))
		}
	}
	d.holds(p)
}

// holds are what keeps the instance from becoming empty.
func (d *draining) holds(p *change.Plan) {
	var alone []aws.Task
	for _, t := range d.tasks {
		if t.Service == "" {
			alone = append(alone, t)
		}
	}
	if len(alone) > 0 {
		oldest := slices.MinFunc(alone, func(a, b aws.Task) int { return a.Created.Compare(b.Created) })
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s without a service (the oldest for %s): the drain waits until they end or are stopped",
			words.Count(len(alone), "task"), words.Age(d.editor.Stamp().Sub(oldest.Created))))
	}
	if d.guarded > 0 {
		p.Warnings = append(p.Warnings, words.Count(d.guarded, "task")+" protected from scale-in: the drain may wait for them")
	}
	cpu, memory := d.instance.CPU-d.instance.CPUFree, d.instance.Memory-d.instance.MemoryFree
	roomCPU, roomMemory := 0, 0
	for _, o := range d.others {
		roomCPU, roomMemory = roomCPU+o.CPUFree, roomMemory+o.MemoryFree
	}
	switch {
	case len(d.unread) > 0:
		p.Warnings = append(p.Warnings, "can't read everything the drain depends on: "+call.Reason(d.unread[0]))
	case len(d.tasks) > 0 && len(d.others) == 0:
		p.Warnings = append(p.Warnings, "no other instance in the cluster is ACTIVE and connected: its tasks have nowhere to go unless a capacity provider adds one")
	case cpu > roomCPU || memory > roomMemory:
		p.Warnings = append(p.Warnings, fmt.Sprintf("the other instances don't have enough room: %d CPU units and %d MiB are free, %d and %d are needed",
			roomCPU, roomMemory, cpu, memory))
	}
	if d.instance.CapacityProvider != "" {
		p.Effects = append(p.Effects, "it belongs to the capacity provider "+d.instance.CapacityProvider+", which may add or terminate instances on its own")
	}
}

// pendingCall is the call. An instance of another status, or that runs other tasks meanwhile, is drift.
func (d *draining) pendingCall() *pendingCall {
	c, i := d.editor, d.instance
	back := "drain " + i.Cluster + "/" + i.Called()
	if d.to == types.ContainerInstanceStatusDraining {
		back += " --reactivate"
	}
	told := func() change.Receipt {
		return change.Receipt{At: c.Stamp(), Before: d.from, After: string(d.to), Back: back}
	}
	return &pendingCall{Operation: call.Op("UpdateContainerInstancesState", d.title),
		moved: func(ctx context.Context) ([]change.Field, error) {
			now, err := d.find(ctx, i)
			if err != nil || now.Status == d.from {
				return nil, err
			}
			return []change.Field{{Path: "status", Before: d.from, After: now.Status}}, nil
		},
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			out, err := c.ECS.UpdateContainerInstancesState(ctx, &ecs.UpdateContainerInstancesStateInput{Cluster: &i.Cluster,
				ContainerInstances: []string{i.ARN}, Status: d.to}, options...)
			if err == nil {
				err = call.Turned(out.Failures)
			}
			return told(), err
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := d.find(ctx, i)
			return told(), err == nil && now.Status == string(d.to), err
		},
	}
}

// follow looks at the instance until no tasks run on it anymore, or until it is active.
func (d *draining) follow(ctx context.Context, _ change.Receipt) iter.Seq2[[]change.Progress, error] {
	total := len(d.tasks)
	return d.editor.watch(ctx, call.Of("follow the drain of "+d.instance.Called(), d.instance.Cluster), func(ctx context.Context) (change.Progress, error) {
		now, err := d.find(ctx, d.instance)
		if err != nil {
			return change.Progress{}, err
		}
		p := change.Progress{Outcome: change.Moving, Seen: now.Seen}
		if now.Status != string(d.to) {
			p.Outcome, p.Text = change.Replaced, "the status of the instance is "+now.Status+" by now"
			return p, nil
		}
		if d.to != types.ContainerInstanceStatusDraining {
			p.Outcome, p.Text = change.Succeeded, "it accepts tasks again"
			return p, nil
		}
		left, err := d.running(ctx)
		if err != nil {
			return p, err
		}
		total = max(total, len(left))
		p.Running, p.Desired = total-len(left), total
		if len(left) == 0 && now.Running == 0 {
			p.Outcome, p.Text = change.Succeeded, "no tasks run on it anymore"
			return p, nil
		}
		p.Text = fmt.Sprintf("%s still there: %s", words.Count(max(len(left), now.Running), "task"), byService(left))
		return p, nil
	})
}
