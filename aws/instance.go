package aws

import "time"

// Instance is a container instance: an EC2 or external machine registered with a cluster. While Described is false
// only ARN, ID and Cluster are known. CPU is units (1024 a vCPU), memory MiB.
type Instance struct {
	ARN, ID, Cluster string
	// EC2 is the instance id, or the managed instance id of an external machine.
	EC2 string
	// Status is ACTIVE, DRAINING, REGISTERING, DEREGISTERING or REGISTRATION_FAILED.
	Status, Reason     string
	Connected          bool
	Agent, Docker      string
	Running, Pending   int
	CPU, CPUFree       int
	Memory, MemoryFree int
	Zone, Type         string
	CapacityProvider   string
	Health             string
	Registered         time.Time
	Tags               []Tag
	Described          bool
	Seen               time.Time
}
