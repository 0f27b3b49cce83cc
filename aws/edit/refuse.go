package edit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
)

// inactive refuses to change a service that is on its way out.
func inactive(s *planContext) *change.Refused {
	if s.service.Status == "ACTIVE" {
		return nil
	}
	return &change.Refused{Reason: fmt.Sprintf("%s is %s: ECS changes only ACTIVE services", s.service.Name, cmp.Or(s.service.Status, "not known")),
		Way: "create the service again"}
}

// refuseController refuses what another deployment controller than ECS's does not leave to UpdateService; what is the refusal of
// ECS itself, up to the controller's name.
func refuseController(what, way string) func(*planContext) *change.Refused {
	return func(s *planContext) *change.Refused {
		switch s.service.Controller {
		case "ECS":
			return nil
		case "CODE_DEPLOY":
			return &change.Refused{Way: "create a deployment in CodeDeploy" + way,
				Reason: what + " on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new deployment."}
		}
		return &change.Refused{Reason: fmt.Sprintf("the deployment controller of %s is %s: its deployments are task sets, created outside ECS",
			s.service.Name, s.service.Controller), Way: "deploy with the tool that created the service's task sets" + way}
	}
}

// refuseRevision refuses a revision that the service cannot run. What the revision that it does run lacks as well is no reason: then
// ECS has not told all of the service.
func refuseRevision(s *planContext) *change.Refused {
	present := *s
	present.chosen = s.running
	for _, check := range []func(*planContext) string{unbalanced, unregistered, unconnected, unvolumed, incompatible, unnetworked} {
		if reason := check(s); reason != "" && (s.running == nil || check(&present) == "") {
			return &change.Refused{Reason: reason, Way: "choose another revision, or change the service first"}
		}
	}
	return nil
}

// unbalanced is that a load balancer sends to a container or port that the revision lacks.
func unbalanced(s *planContext) string {
	for _, l := range s.service.LoadBalancers {
		if why := s.lacks(l.Container, l.Port); why != "" {
			target := plain.Short(l.TargetGroup)
			if parts := strings.Split(l.TargetGroup, "/"); len(parts) > 2 {
				target = parts[len(parts)-2]
			}
			return fmt.Sprintf("%s, to which the load balancer (%s) sends", why, strings.TrimSpace(target+l.Name))
		}
	}
	return ""
}

// lacks says that a container, or a port of it (0 is none), is not in the chosen revision.
func (s *planContext) lacks(container string, port int) string {
	if container == "" {
		return ""
	}
	k, ok := s.chosen.Container(container)
	switch {
	case !ok:
		return fmt.Sprintf("%s has no container %s", s.chosen.Name(), container)
	case port != 0 && !slices.ContainsFunc(k.Ports, func(p aws.Port) bool { return p.Container == port }):
		return fmt.Sprintf("container %s of %s has no port %d", container, s.chosen.Name(), port)
	}
	return ""
}

// unregistered is that a service registry names what the revision lacks.
func unregistered(s *planContext) string {
	for _, r := range s.raw.ServiceRegistries {
		if why := s.lacks(plain.Text(r.ContainerName), plain.Number(r.ContainerPort)); why != "" {
			return why + ", which the service registry names"
		}
	}
	return ""
}

// unconnected is that Service Connect or VPC Lattice names a port that the revision lacks.
func unconnected(s *planContext) string {
	for _, d := range s.raw.Deployments {
		if plain.Text(d.Status) != "PRIMARY" {
			continue
		}
		if n := d.ServiceConnectConfiguration; n != nil && n.Enabled {
			for _, k := range n.Services {
				if name := plain.Text(k.PortName); name != "" && !s.chosen.Port(name) {
					return fmt.Sprintf("%s has no port named %s, which Service Connect names", s.chosen.Name(), name)
				}
			}
		}
		for _, l := range d.VpcLatticeConfigurations {
			if name := plain.Text(l.PortName); name != "" && !s.chosen.Port(name) {
				return fmt.Sprintf("%s has no port named %s, which VPC Lattice names", s.chosen.Name(), name)
			}
		}
	}
	return ""
}

// unvolumed is that the service configures a volume that the revision does not leave to it.
func unvolumed(s *planContext) string {
	for _, d := range s.raw.Deployments {
		for _, v := range d.VolumeConfigurations {
			name := plain.Text(v.Name)
			if plain.Text(d.Status) == "PRIMARY" && !slices.ContainsFunc(s.chosen.Volumes, func(w aws.Volume) bool {
				return w.Name == name && w.Kind == "configured-at-launch"
			}) {
				return fmt.Sprintf("%s has no volume %s to be configured at launch, which the service does", s.chosen.Name(), name)
			}
		}
	}
	return ""
}

// incompatible is that the revision cannot run where the service runs. What ECS says nothing of is let pass.
func incompatible(s *planContext) string {
	can := s.chosen.Compatibilities
	if len(can) == 0 {
		return ""
	}
	need := []string{s.service.LaunchType}
	if len(s.service.Capacity) > 0 {
		need = []string{string(types.CompatibilityEc2), string(types.CompatibilityManagedInstances)}
		if aws.Fargate(s.service.Capacity[0].Provider) {
			need = []string{string(types.CompatibilityFargate)}
		}
	}
	if need[0] == "" || slices.ContainsFunc(need, func(n string) bool { return slices.Contains(can, n) }) {
		return ""
	}
	return fmt.Sprintf("%s runs on %s only, and the service runs on %s", s.chosen.Name(), call.Either(can), need[0])
}

// unnetworked is that network mode and network configuration do not fit together.
func unnetworked(s *planContext) string {
	own := s.raw.NetworkConfiguration != nil && s.raw.NetworkConfiguration.AwsvpcConfiguration != nil
	switch vpc := s.chosen.NetworkMode == string(types.NetworkModeAwsvpc); {
	case vpc && !own:
		return s.chosen.Name() + " has the network mode awsvpc, for which the service has no network configuration"
	case !vpc && own:
		return fmt.Sprintf("%s has the network mode %s, and the service has a network configuration, which is for awsvpc",
			s.chosen.Name(), cmp.Or(s.chosen.NetworkMode, "bridge"))
	}
	return ""
}
