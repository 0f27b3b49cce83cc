package aws

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
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
		Name: plain.Text(k.Name), ARN: plain.Text(k.ContainerArn), Status: plain.Text(k.LastStatus), Image: plain.Text(k.Image), Digest: plain.Text(k.ImageDigest),
		RuntimeID: plain.Text(k.RuntimeId), Health: plain.Word(k.HealthStatus), Reason: plain.Text(k.Reason),
		Exit: plain.Number(k.ExitCode), Exited: k.ExitCode != nil, CPU: plain.Text(k.Cpu), Memory: plain.Text(k.Memory),
		Interfaces: plain.Each(k.NetworkInterfaces, func(n types.NetworkInterface) Interface {
			return Interface{Attachment: plain.Text(n.AttachmentId), IPv4: plain.Text(n.PrivateIpv4Address), IPv6: plain.Text(n.Ipv6Address)}
		}),
		Bindings: plain.Each(k.NetworkBindings, func(n types.NetworkBinding) Binding {
			return Binding{Address: plain.Text(n.BindIP), HostPort: plain.Number(n.HostPort), ContainerPort: plain.Number(n.ContainerPort), Protocol: plain.Word(n.Protocol)}
		}),
		Agents: plain.Each(k.ManagedAgents, func(m types.ManagedAgent) Agent {
			return Agent{Name: plain.Word(m.Name), Status: plain.Text(m.LastStatus), Reason: plain.Text(m.Reason), Started: plain.When(m.LastStartedAt)}
		}),
	}
	return out
}
