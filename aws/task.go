package aws

import "time"

// Task is one ECS task. While Described is false only ARN, ID and Cluster are known.
type Task struct {
	ARN, ID, Cluster string
	// Group is what started it: service:name, family:name or free text. Service is the name in it, if it is a service.
	Group, Service, StartedBy string
	Revision, TaskDefinition  string
	// Status goes PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED.
	Status, Desired string
	// Health is HEALTHY, UNHEALTHY or UNKNOWN. Connectivity is CONNECTED or DISCONNECTED.
	Health, Connectivity               string
	LaunchType, CapacityProvider       string
	Platform, PlatformFamily, Zone     string
	CPU, Memory                        string
	EphemeralGiB                       int
	Created, PullStarted, PullStopped  time.Time
	Started, Stopping, Exited, Stopped time.Time
	StopCode, Reason                   string
	Exec                               bool
	Containers                         []Container
	Attachments                        []Attachment
	// Instance is the ARN of the container instance; empty on Fargate.
	Instance string
	// Version grows with each change: an answer with a smaller one is older.
	Version   int64
	Tags      []Tag
	Described bool
	// Forgotten is set on a stopped task which ECS no longer lists and the program kept from earlier in the session.
	Forgotten bool
	Seen      time.Time
}

// Capacity is the capacity provider or, where none is named, the launch type.
func (t Task) Capacity() string {
	if t.CapacityProvider != "" {
		return t.CapacityProvider
	}
	return t.LaunchType
}

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
