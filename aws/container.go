package aws

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Attachment is something ECS attached to a task: a network interface, a volume, Service Connect.
type Attachment struct {
	ID, Type, Status string
	Details          []Tag
}

// Container is one container of a task.
type Container struct {
	Name, ARN, Status string
	Image, Digest     string
	RuntimeID         string
	Health, Reason    string
	// Exit is the exit code, where Exited; ECS tells none for a container that never ran.
	Exit        int
	Exited      bool
	CPU, Memory string
	Interfaces  []Interface
	Bindings    []Binding
	Agents      []Agent
}

// Interface is a container's address on the task's network interface.
type Interface struct{ Attachment, IPv4, IPv6 string }

// Binding is a container's port as seen on its host.
type Binding struct {
	Address                 string
	HostPort, ContainerPort int
	Protocol                string
}

// Agent is a managed agent in a container: ExecuteCommandAgent is the one for ECS Exec.
type Agent struct {
	Name, Status, Reason string
	Started              time.Time
}

func container(k types.Container) Container {
	out := Container{
		Name: text(k.Name), ARN: text(k.ContainerArn), Status: text(k.LastStatus), Image: text(k.Image), Digest: text(k.ImageDigest),
		RuntimeID: text(k.RuntimeId), Health: word(k.HealthStatus), Reason: text(k.Reason),
		Exit: number(k.ExitCode), Exited: k.ExitCode != nil, CPU: text(k.Cpu), Memory: text(k.Memory),
		Interfaces: each(k.NetworkInterfaces, func(n types.NetworkInterface) Interface {
			return Interface{Attachment: text(n.AttachmentId), IPv4: text(n.PrivateIpv4Address), IPv6: text(n.Ipv6Address)}
		}),
		Bindings: each(k.NetworkBindings, func(n types.NetworkBinding) Binding {
			return Binding{Address: text(n.BindIP), HostPort: number(n.HostPort), ContainerPort: number(n.ContainerPort), Protocol: word(n.Protocol)}
		}),
		Agents: each(k.ManagedAgents, func(m types.ManagedAgent) Agent {
			return Agent{Name: word(m.Name), Status: text(m.LastStatus), Reason: text(m.Reason), Started: when(m.LastStartedAt)}
		}),
	}
	return out
}
