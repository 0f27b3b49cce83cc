package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// place finds a place for the next task of d, or the event text that says why there is none.
func (x *placement) place(s *service, d *deployment) (order, string) {
	o := s.order(d)
	o.fate, o.spared = x.fates.of(o.cluster, s, o.def, o.provider)
	if u := o.fate.Unplaced; u != nil {
		return o, "was unable to place a task. Reason: " + either(u.Reason,
			"Capacity is unavailable at this time. Please try again later or in a different availability zone.")
	}
	return o, o.seat(d.spec.platform)
}

// seat gives the order of a service's task its place, or says why there is none.
func (o *order) seat(platform string) string {
	if trouble := o.settle(platform); trouble != "" {
		return "was unable to place a task because no container instance met all of its requirements. " + trouble
	}
	return ""
}

// order is the order of the next task of d.
func (s *service) order(d *deployment) order {
	o := order{cluster: s.cluster, service: s, deployment: d, def: d.spec.def, launch: d.spec.launch, exec: s.exec,
		network: d.spec.network, startedBy: d.id, group: "service:" + s.name}
	if s.propagate == types.PropagateTagsService {
		o.tags = s.tags
	} else if s.propagate == types.PropagateTagsTaskDefinition {
		o.tags = d.spec.def.tags
	}
	if s.managedTags {
		o.tags = append(slices.Clone(o.tags), types.Tag{Key: new("aws:ecs:clusterName"), Value: new(s.cluster.name())},
			types.Tag{Key: new("aws:ecs:serviceName"), Value: new(s.name)})
	}
	if len(d.spec.strategy) > 0 {
		used := map[string]int32{}
		for _, t := range s.tasks {
			if t.live() && t.deployment == d {
				used[t.provider]++
			}
		}
		o.provider = choose(d.spec.strategy, used)
	}
	return o
}

// settle decides between Fargate and a container instance; trouble says why no instance will do.
func (o *order) settle(platform string) (trouble string) {
	if o.launch == types.LaunchTypeFargate || strings.HasPrefix(o.provider, "FARGATE") {
		o.launch, o.platform = types.LaunchTypeFargate, spec{platform: platform}.version()
		return ""
	}
	o.launch = types.LaunchTypeEc2
	o.instance, trouble = o.cluster.host(o.service, o.def, o.provider)
	return trouble
}

// host is the container instance for a task: among those that have room, the one with the fewest tasks of the service,
// then the fewest at all. A DAEMON service has one task on each.
func (c *cluster) host(s *service, def *definition, provider string) (*instance, string) {
	var best *instance
	bestOwn := 0
	trouble := "Reason: No Container Instances were found in your cluster."
	for _, i := range c.instances {
		if provider != "" && i.provider != provider || i.status != "ACTIVE" {
			continue
		}
		if why := i.refuses(def); why != "" {
			trouble = fmt.Sprintf("The closest matching (container-instance %s) %s. For more information, see the "+
				"Troubleshooting section of the Amazon ECS Developer Guide.", i.id, why)
			continue
		}
		own := 0
		for _, t := range i.tasks {
			if s != nil && t.service == s && t.live() {
				own++
			}
		}
		if s != nil && s.daemon() && own > 0 {
			continue
		}
		if best == nil || own < bestOwn || own == bestOwn && len(i.tasks) < len(best.tasks) {
			best, bestOwn = i, own
		}
	}
	if best == nil {
		return nil, trouble
	}
	return best, ""
}

// refuses says why a task of def does not fit on the instance, in the words of the scheduler's events; "" if it does.
func (i *instance) refuses(def *definition) string {
	cpu, ram, taken := i.left()
	needCPU, needRAM := def.weight()
	switch {
	case !i.agent:
		return `encountered error "AGENT"`
	case needCPU > cpu:
		return "has insufficient CPU units available"
	case needRAM > ram:
		return "has insufficient memory available"
	case slices.ContainsFunc(def.hostPorts(), func(p int32) bool { return slices.Contains(taken, p) }):
		return "is already using a port required by your task"
	}
	return ""
}

// weight is what a task of the definition takes of an instance: CPU units and MiB.
func (d *definition) weight() (cpu, ram int32) {
	for _, c := range d.data.ContainerDefinitions {
		cpu += c.Cpu
		ram += either(value(c.MemoryReservation), value(c.Memory))
	}
	if n, err := strconv.Atoi(value(d.data.Cpu)); err == nil {
		cpu = int32(n)
	}
	if n, err := strconv.Atoi(value(d.data.Memory)); err == nil {
		ram = int32(n)
	}
	return cpu, ram
}

// hostPorts are the ports that a task of the definition claims on its instance.
func (d *definition) hostPorts() []int32 {
	if d.vpc() {
		return nil
	}
	var ports []int32
	for _, c := range d.data.ContainerDefinitions {
		for _, p := range c.PortMappings {
			if h := value(p.HostPort); h != 0 {
				ports = append(ports, h)
			}
		}
	}
	return ports
}

// resource is the failure reason of RunTask and StartTask for what refuses says.
func resource(trouble string) string {
	switch {
	case strings.Contains(trouble, "AGENT"):
		return "AGENT"
	case strings.Contains(trouble, "CPU"):
		return "RESOURCE:CPU"
	case strings.Contains(trouble, "port"):
		return "RESOURCE:PORTS"
	}
	return "RESOURCE:MEMORY"
}
