package aws

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/clean"
)

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
	Labels                    []Tag // those of the container in Docker
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
	// RouterOptions are how it does so.
	RouterOptions []Tag
	// VersionConsistency is enabled, disabled or empty, which is enabled: whether all tasks of a deployment run one digest.
	VersionConsistency string
	// Capabilities are the Linux capabilities that are added to the default ones.
	Capabilities []string
	Restart      Restart
}

// Restart is a container's restart policy: one that exits is started again within its task, unless it exits with one of
// the Ignored codes, or again sooner than Attempt.
type Restart struct {
	Enabled bool
	Ignored []int
	Attempt time.Duration
}

// Port is a port mapping. Host is zero for a dynamic one.
type Port struct {
	Container, Host int
	Protocol, Name  string
}

// Variable is an environment variable. Its value may be a secret that somebody wrote down in the clear, and have line
// breaks, without which it could not be told where the secret ends.
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

// Volume is a volume of a task; Kind is host, efs, docker, fsx, s3files or configured-at-launch, and Source what it names.
type Volume struct{ Name, Kind, Source string }

func variable(p types.KeyValuePair) Variable {
	out := Variable{Name: text(p.Name)}
	if p.Value != nil {
		out.Value = clean.Lines(*p.Value)
	}
	return out
}

func containerDefinition(k types.ContainerDefinition) ContainerDefinition {
	out := ContainerDefinition{
		Name: text(k.Name), Image: text(k.Image), Essential: k.Essential == nil || *k.Essential,
		CPU: int(k.Cpu), Memory: number(k.Memory), Reservation: number(k.MemoryReservation),
		Ports: each(k.PortMappings, port), Secrets: each(k.Secrets, toSecret),
		Environment:      each(k.Environment, variable),
		EnvironmentFiles: each(k.EnvironmentFiles, func(f types.EnvironmentFile) string { return text(f.Value) }),
		Command:          texts(k.Command), Entrypoint: texts(k.EntryPoint), User: text(k.User),
		DependsOn: each(k.DependsOn, func(d types.ContainerDependency) Dependency {
			return Dependency{Container: text(d.ContainerName), Condition: word(d.Condition)}
		}),
		Mounts: each(k.MountPoints, func(m types.MountPoint) Mount {
			return Mount{Volume: text(m.SourceVolume), Path: text(m.ContainerPath), ReadOnly: yes(m.ReadOnly)}
		}),
		ReadonlyRoot: yes(k.ReadonlyRootFilesystem), Privileged: yes(k.Privileged),
		StopTimeout: seconds(k.StopTimeout), StartTimeout: seconds(k.StartTimeout),
		VersionConsistency: word(k.VersionConsistency), Restart: restart(k.RestartPolicy), Labels: sorted(k.DockerLabels),
	}
	if p := k.LinuxParameters; p != nil {
		out.Init = yes(p.InitProcessEnabled)
		if p.Capabilities != nil {
			out.Capabilities = texts(p.Capabilities.Add)
		}
	}
	if f := k.FirelensConfiguration; f != nil {
		out.Router, out.RouterOptions = word(f.Type), sorted(f.Options)
	}
	if l := k.LogConfiguration; l != nil {
		out.Log = LogConfiguration{Driver: word(l.LogDriver), Options: sorted(l.Options), Secrets: each(l.SecretOptions, toSecret)}
	}
	if h := k.HealthCheck; h != nil {
		out.Health = HealthCheck{Command: texts(h.Command), Interval: seconds(h.Interval), Timeout: seconds(h.Timeout),
			StartPeriod: seconds(h.StartPeriod), Retries: number(h.Retries)}
	}
	return out
}

func restart(p *types.ContainerRestartPolicy) Restart {
	if p == nil {
		return Restart{}
	}
	return Restart{
		Enabled: yes(p.Enabled), Attempt: seconds(p.RestartAttemptPeriod),
		Ignored: each(p.IgnoredExitCodes, func(n int32) int { return int(n) }),
	}
}

func port(p types.PortMapping) Port {
	return Port{Container: number(p.ContainerPort), Host: number(p.HostPort), Protocol: word(p.Protocol), Name: text(p.Name)}
}

func toSecret(s types.Secret) Secret { return Secret{Name: text(s.Name), From: text(s.ValueFrom)} }

// sorted lists a map by its keys.
func sorted(m map[string]string) []Tag {
	return each(slices.Sorted(maps.Keys(m)), func(k string) Tag { return Tag{clean.Text(k), clean.Text(m[k])} })
}

func volume(v types.Volume) Volume {
	out := Volume{Name: text(v.Name)}
	switch {
	case v.EfsVolumeConfiguration != nil:
		out.Kind, out.Source = "efs", text(v.EfsVolumeConfiguration.FileSystemId)
	case v.FsxWindowsFileServerVolumeConfiguration != nil:
		out.Kind, out.Source = "fsx", text(v.FsxWindowsFileServerVolumeConfiguration.FileSystemId)
	case v.S3filesVolumeConfiguration != nil:
		out.Kind, out.Source = "s3files", text(v.S3filesVolumeConfiguration.FileSystemArn)
	case v.DockerVolumeConfiguration != nil:
		out.Kind, out.Source = "docker", text(v.DockerVolumeConfiguration.Driver)
	case yes(v.ConfiguredAtLaunch):
		out.Kind = "configured-at-launch"
	default:
		out.Kind = "host"
		if v.Host != nil {
			out.Source = text(v.Host.SourcePath)
		}
	}
	return out
}
