package aws

import "time"

// Revision is one revision of a task definition. While Described is false only ARN, Family and Number are known.
type Revision struct {
	ARN, Family string
	Number      int
	// Status is ACTIVE, INACTIVE or DELETE_IN_PROGRESS.
	Status                   string
	Registered, Deregistered time.Time
	RegisteredBy             string
	CPU, Memory              string
	NetworkMode, PID, IPC    string
	TaskRole, ExecutionRole  string
	Compatibilities          []string
	OS, Architecture         string
	EphemeralGiB             int
	Containers               []ContainerDefinition
	Volumes                  []Volume
	Tags                     []Tag
	Described                bool
	Seen                     time.Time
}

// ContainerDefinition is one container as a revision declares it. Memory and Reservation are MiB, CPU is units (1024 a vCPU).
type ContainerDefinition struct {
	Name, Image               string
	Essential                 bool
	CPU, Memory, Reservation  int
	Ports                     []Port
	Environment               []Variable
	EnvironmentFiles          []string
	Secrets                   []Secret
	Log                       LogConfiguration
	Health                    HealthCheck
	Command, Entrypoint       []string
	DependsOn                 []Dependency
	Mounts                    []Mount
	User                      string
	ReadonlyRoot, Init        bool
	Privileged                bool
	StopTimeout, StartTimeout time.Duration
	// Router is the FireLens type (fluentbit, fluentd) where this container routes the logs of the others.
	Router string
}

// Port is a port mapping. Host is zero for a dynamic one.
type Port struct {
	Container, Host int
	Protocol, Name  string
}

// Variable is an environment variable. Its value may be a secret that somebody wrote down in the clear: see Sensitive.
type Variable struct{ Name, Value string }

// Secret is an environment variable by reference: the value never reaches the program.
type Secret struct{ Name, From string }

// LogConfiguration says where a container's output goes. Driver is empty where none is configured.
type LogConfiguration struct {
	Driver  string
	Options []Tag
	Secrets []Secret
}

// HealthCheck is a container's own health check; Command is empty where there is none.
type HealthCheck struct {
	Command                        []string
	Interval, Timeout, StartPeriod time.Duration
	Retries                        int
}

// Dependency is a container that has to reach Condition (START, COMPLETE, SUCCESS, HEALTHY) first.
type Dependency struct{ Container, Condition string }

// Mount is a volume's place in a container.
type Mount struct {
	Volume, Path string
	ReadOnly     bool
}

// Volume is a volume of a task; Kind is host, efs, docker, fsx or configured-at-launch, and Source what it names.
type Volume struct{ Name, Kind, Source string }
