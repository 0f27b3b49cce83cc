package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// status is a task's lastStatus, in the order in which a task passes through them.
type status int

const (
	provisioning status = iota
	pending
	activating
	running
	deactivating
	stopping
	deprovisioning
	stopped
)

func (s status) String() string {
	return [...]string{"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING",
		"STOPPED"}[s]
}

// task is one task, from its creation until about an hour after it stopped.
type task struct {
	seq        uint64
	id, arn    string
	cluster    *cluster
	service    *service    // nil for a task that no service started
	deployment *deployment // the deployment or task set that started it
	def        *definition
	fate       Fate
	spared     *fateRule // whose spare places it takes one of
	batch      int       // of its deployment's launches

	status  status
	leaving bool // desired status STOPPED
	code    types.TaskStopCode
	reason  string
	healthy bool // counts towards the minimum healthy percent
	settled bool // has been healthy at least once
	sick    bool // fails its health checks
	doomed  bool // its end counts as a failed task of its deployment
	version int64
	plan    int // what was planned for an earlier plan no longer happens

	created, connected, pullStarted, pullStopped, started      time.Time
	stoppingAt, executionStopped, stoppedAt, protectedUntil    time.Time
	terminated                                                 time.Time // SIGTERM was sent
	fated                                                      time.Time // when a container is going to exit by itself, or memory to be full
	filling                                                    time.Time // since when memory fills; zero: since the start
	launch                                                     types.LaunchType
	provider, platform, zone, cpu, memory, startedBy, groupTag string
	exec, protected                                            bool

	eni        *eni
	instance   *instance
	containers []*container
	targets    []*target
	overrides  *types.TaskOverride
	tags       []types.Tag
}

// order is what is needed to create a task.
type order struct {
	cluster    *cluster
	service    *service
	deployment *deployment
	def        *definition
	launch     types.LaunchType
	provider   string
	platform   string
	network    *types.NetworkConfiguration
	instance   *instance
	overrides  *types.TaskOverride
	startedBy  string
	group      string
	tags       []types.Tag
	exec       bool
	fate       Fate
	spared     *fateRule
}

// create makes the task of an order without starting it.
func (b *starter) create(o order) *task {
	id := b.hex(32)
	t := &task{
		seq: b.seq(), id: id, arn: b.arn("task", o.cluster.name(), id), cluster: o.cluster, service: o.service,
		deployment: o.deployment, def: o.def, fate: o.fate, spared: o.spared, version: 1, created: b.now,
		launch: o.launch, provider: o.provider, platform: o.platform, startedBy: o.startedBy, groupTag: o.group,
		exec: o.exec, overrides: o.overrides, tags: o.tags, instance: o.instance,
		cpu: value(o.def.data.Cpu), memory: value(o.def.data.Memory),
	}
	if o.overrides != nil {
		t.cpu = either(value(o.overrides.Cpu), t.cpu)
		t.memory = either(value(o.overrides.Memory), t.memory)
	}
	if o.spared != nil {
		o.spared.live++
	}
	if o.def.vpc() {
		t.eni = b.network.attach(o.network, len(o.cluster.tasks))
		t.zone = t.eni.zone
	}
	if o.instance != nil {
		t.zone = o.instance.zone
		o.instance.tasks = append(o.instance.tasks, t)
		o.instance.version++
	}
	t.containers = make([]*container, len(o.def.data.ContainerDefinitions))
	for i := range o.def.data.ContainerDefinitions {
		t.containers[i] = b.newContainer(&o.def.data.ContainerDefinitions[i])
	}
	o.cluster.tasks = append(o.cluster.tasks, t)
	o.cluster.taskNamed[id] = t
	if o.service != nil {
		o.service.tasks = append(o.service.tasks, t)
		o.service.lives = append(o.service.lives, t)
	}
	return t
}

// live reports whether the task is wanted: neither stopped nor on its way there.
func (t *task) live() bool { return !t.leaving }

// pending reports whether the task counts as pending: wanted, and not yet running.
func (t *task) pending() bool { return !t.leaving && t.status < running }

// guarded reports whether scale-in protection holds.
func (t *task) guarded(now time.Time) bool {
	return t.protected && (t.protectedUntil.IsZero() || now.Before(t.protectedUntil))
}

// label is the task as events write it.
func (t *task) label() string { return "(task " + t.id + ")" }

// desired is the task's desiredStatus.
func (t *task) desired() string {
	if t.leaving {
		return "STOPPED"
	}
	return "RUNNING"
}

// view is the task as DescribeTasks answers it; tags only when they were asked for.
func (t *task) view(withTags bool) types.Task {
	v := types.Task{
		TaskArn: new(t.arn), ClusterArn: new(*t.cluster.data.ClusterArn), TaskDefinitionArn: new(t.def.arn),
		LastStatus: new(t.status.String()), DesiredStatus: new(t.desired()), HealthStatus: t.health(),
		AvailabilityZone: some(t.zone), Cpu: some(t.cpu), Memory: some(t.memory), Group: some(t.groupTag),
		StartedBy: some(t.startedBy), LaunchType: t.launch, CapacityProviderName: some(t.provider),
		EnableExecuteCommand: t.exec, StopCode: t.code, StoppedReason: some(t.reason), Version: t.version,
		CreatedAt: moment(t.created), ConnectivityAt: moment(t.connected), PullStartedAt: moment(t.pullStarted),
		PullStoppedAt: moment(t.pullStopped), StartedAt: moment(t.started), StoppingAt: moment(t.stoppingAt),
		ExecutionStoppedAt: moment(t.executionStopped), StoppedAt: moment(t.stoppedAt),
		Attachments: []types.Attachment{}, Attributes: []types.Attribute{}, Tags: []types.Tag{},
		InferenceAccelerators: []types.InferenceAccelerator{}, Overrides: &types.TaskOverride{},
	}
	if !t.connected.IsZero() {
		v.Connectivity = types.ConnectivityConnected
	}
	if t.overrides != nil {
		v.Overrides = clone(t.overrides)
	}
	if t.eni != nil {
		v.Attachments = append(v.Attachments, t.eni.view(t))
	}
	if t.launch == types.LaunchTypeFargate {
		v.PlatformFamily, v.PlatformVersion = new("Linux"), new(t.platform)
		size := int32(20)
		if e := t.def.data.EphemeralStorage; e != nil {
			size = e.SizeInGiB
		}
		v.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: size}
		v.Attributes = append(v.Attributes, types.Attribute{Name: new("ecs.cpu-architecture"), Value: new(t.architecture())})
	}
	if t.instance != nil {
		v.ContainerInstanceArn = new(t.instance.arn)
	}
	if withTags {
		v.Tags = append(v.Tags, clone(t.tags)...)
	}
	for _, c := range t.containers {
		v.Containers = append(v.Containers, c.view(t))
		if t.overrides == nil {
			v.Overrides.ContainerOverrides = append(v.Overrides.ContainerOverrides, types.ContainerOverride{Name: new(c.name())})
		}
	}
	return v
}

func (t *task) architecture() string {
	if p := t.def.data.RuntimePlatform; p != nil && p.CpuArchitecture == types.CPUArchitectureArm64 {
		return "arm64"
	}
	return "x86_64"
}

// health is the worst of the containers that have a health check; UNKNOWN when none has.
func (t *task) health() types.HealthStatus {
	sum := types.HealthStatusUnknown
	for _, c := range t.containers {
		switch h := c.health(t); {
		case h == types.HealthStatusUnhealthy:
			return h
		case h == types.HealthStatusHealthy:
			sum = h
		}
	}
	return sum
}
