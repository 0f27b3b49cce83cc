package triage

import (
	"slices"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

func (l *lint) service(s aws.Service) {
	l.deploying(s)
	l.balancing(s)
	l.spreading(s)
	if s.Platform != "" && s.Platform != "LATEST" && l.fargate() && !l.windows() && older(s.Platform, "1.4.0") {
		l.add("deprecated-pv", "service", "platform version %s is pinned", s.Platform)
	}
	l.exposed("service", "tag", s.Tags)
	if len(s.Tags) == 0 || s.Propagate == "NONE" {
		l.add("tags", "service", "its tasks have no tags")
	}
	if c := l.in.Cluster; c != nil && c.Insights == "disabled" {
		l.add("container-insights-off", "service", "cluster %s has Container Insights off", c.Name)
	}
	checked := slices.ContainsFunc(l.of.Containers, func(k aws.ContainerDefinition) bool { return len(k.Health.Command) > 0 })
	if len(s.LoadBalancers) == 0 && !checked && len(l.of.Containers) > 0 {
		l.add("no-health", "service", "nothing checks whether its tasks work")
	}
}

func (l *lint) deploying(s aws.Service) {
	rolling := s.Rollout.Strategy == "" || s.Rollout.Strategy == "ROLLING"
	switch {
	case s.Controller != "ECS" || !rolling:
	case !s.Rollout.Breaker:
		l.add("breaker-off", "service", "nothing stops a deployment whose tasks do not start")
	case !s.Rollout.Rollback:
		l.add("breaker-no-rollback", "service", "the circuit breaker stops a deployment, and does not take it back")
	}
	d := s.Desired
	most, least := d*s.Rollout.Max/100, (d*s.Rollout.MinHealthy+99)/100
	if s.Controller == "ECS" && d > 0 && most == d && least == d {
		l.add("minmax-stuck", "service", "of %d tasks, %d %% have to run and %d %% may", d, s.Rollout.MinHealthy, s.Rollout.Max)
	}
}

func (l *lint) balancing(s aws.Service) {
	for _, b := range s.LoadBalancers {
		i := slices.IndexFunc(l.of.Containers, func(k aws.ContainerDefinition) bool { return k.Name == b.Container })
		mapped := i >= 0 && slices.ContainsFunc(l.of.Containers[i].Ports, func(p aws.Port) bool { return p.Container == b.Port })
		if b.Container != "" && len(l.of.Containers) > 0 && !mapped {
			l.add("container-port", "service", "the load balancer wants port %d of %s, which the task definition has not", b.Port, b.Container)
		}
		for _, g := range l.in.Targets {
			if g.ARN == b.TargetGroup && g.Type == "instance" && l.of.NetworkMode == "awsvpc" {
				l.add("tg-type", "service", "target group %s holds instances, and the tasks have addresses of their own", g.Name)
			}
		}
	}
	if len(s.LoadBalancers) == 0 {
		return
	}
	if s.Grace == 0 {
		l.add("lb-grace-0", "service", "a task is checked from its first second")
	}
	if l.in.Scaling != nil && l.in.Scaling.Max == 0 {
		l.add("managed-scaling-off", "service", "nothing scales it with its load")
	}
}

// spreading checks how much fails at once.
func (l *lint) spreading(s aws.Service) {
	replica := s.Scheduling != "DAEMON"
	scaling := l.in.Scaling
	switch {
	case replica && s.Desired == 1:
		l.add("desired-lt-2", "service", "it runs one task")
	case replica && scaling != nil && scaling.Max > 0 && scaling.Min < 2:
		l.add("desired-lt-2", "service", "auto scaling may leave it %s", words.Count(scaling.Min, "task"))
	}
	if len(s.Network.Subnets) == 1 {
		l.add("single-subnet", "service", "all tasks are in %s", s.Network.Subnets[0])
	}
	if s.AZRebalancing == "DISABLED" && replica && len(s.Network.Subnets) > 1 {
		l.add("az-rebalance-off", "service", "tasks stay in one zone when others come back")
	}
	if s.Network.PublicIP == "ENABLED" {
		l.add("public-ip", "service", "its tasks have public addresses")
	}
	if len(s.Capacity) > 0 && !slices.ContainsFunc(s.Capacity, func(c aws.CapacityShare) bool { return c.Provider != "FARGATE_SPOT" }) {
		l.add("spot-only", "service", "all tasks can be taken back at once")
	}
	for _, k := range l.of.Containers {
		for _, p := range k.Ports {
			if n := l.of.NetworkMode; (n == "bridge" || n == "") && !l.fargate() && p.Host != 0 && l.in.Instances > 0 && s.Desired > l.in.Instances {
				l.add("host-port-static", k.Name, "port %d of the host is there once on each of %s, for %d tasks", p.Host, words.Count(l.in.Instances, "instance"), s.Desired)
			}
		}
	}
}
