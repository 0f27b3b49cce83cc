package world

import (
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// container is one container of a task.
type container struct {
	def     *types.ContainerDefinition
	id      string
	runtime string // empty until it was created
	status  string // PENDING, RUNNING, STOPPED
	exit    *int32
	reason  string
	started time.Time
	ports   []types.NetworkBinding

	agentStatus, agentReason string // what became of the ExecuteCommandAgent; "" when nothing did
}

func (b *starter) newContainer(def *types.ContainerDefinition) *container {
	return &container{def: def, id: b.uuid(), status: "PENDING"}
}

func (c *container) name() string { return *c.def.Name }

func (c *container) arn(t *task) string {
	return strings.Replace(t.arn, ":task/", ":container/", 1) + "/" + c.id
}

// boot creates and starts the container.
func (b *starter) boot(t *task, c *container) {
	c.status, c.started = "RUNNING", b.now
	c.runtime = b.hex(64)
	b.outputs.note(t, c)
	if t.instance == nil {
		c.runtime = t.id + "-" + c.runtime[:10]
		return
	}
	if t.def.vpc() {
		return
	}
	for _, p := range c.def.PortMappings {
		host := value(p.HostPort)
		if host == 0 {
			host = t.instance.port()
		}
		c.ports = append(c.ports, types.NetworkBinding{BindIP: new("0.0.0.0"), ContainerPort: p.ContainerPort,
			HostPort: new(host), Protocol: p.Protocol})
	}
}

// halt ends the container; a code is kept when it already exited.
func (c *container) halt(code *int32) {
	if c.status == "RUNNING" {
		c.exit = code
	}
	c.status = "STOPPED"
}

func (c *container) health(t *task) types.HealthStatus {
	switch {
	case c.def.HealthCheck == nil || c.status != "RUNNING":
		return types.HealthStatusUnknown
	case t.sick:
		return types.HealthStatusUnhealthy
	case t.settled:
		return types.HealthStatusHealthy
	}
	return types.HealthStatusUnknown
}

func (c *container) view(t *task) types.Container {
	v := types.Container{
		ContainerArn: new(c.arn(t)),
		TaskArn:      new(t.arn), Name: new(c.name()), Image: new(*c.def.Image), LastStatus: new(c.status),
		HealthStatus: c.health(t), Reason: some(c.reason), RuntimeId: some(c.runtime),
		Cpu: new(strconv.Itoa(int(c.def.Cpu))), NetworkInterfaces: []types.NetworkInterface{},
		NetworkBindings: clone(c.ports),
	}
	if c.exit != nil {
		v.ExitCode = new(*c.exit)
	}
	if !t.pullStopped.IsZero() {
		v.ImageDigest = new(digest(*c.def.Image))
	}
	if c.def.Memory != nil {
		v.Memory = new(strconv.Itoa(int(*c.def.Memory)))
	}
	if c.def.MemoryReservation != nil {
		v.MemoryReservation = new(strconv.Itoa(int(*c.def.MemoryReservation)))
	}
	if t.eni != nil && t.eni.note == "" && t.status > provisioning {
		v.NetworkInterfaces = append(v.NetworkInterfaces,
			types.NetworkInterface{AttachmentId: new(t.eni.attachment), PrivateIpv4Address: new(t.eni.ip)})
	}
	v.ManagedAgents = c.managedAgents(t)
	return v
}
