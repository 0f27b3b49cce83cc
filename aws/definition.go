package aws

import (
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
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
	out := Variable{Name: plain.Text(p.Name)}
	if p.Value != nil {
		out.Value = clean.Lines(*p.Value)
	}
	return out
}

func containerDefinition(k types.ContainerDefinition) ContainerDefinition {
	out := ContainerDefinition{
		Name: plain.Text(k.Name), Image: plain.Text(k.Image), Essential: k.Essential == nil || *k.Essential,
		CPU: int(k.Cpu), Memory: plain.Number(k.Memory), Reservation: plain.Number(k.MemoryReservation),
		Ports: plain.Each(k.PortMappings, port), Secrets: plain.Each(k.Secrets, toSecret),
		Environment:      plain.Each(k.Environment, variable),
		EnvironmentFiles: plain.Each(k.EnvironmentFiles, func(f types.EnvironmentFile) string { return plain.Text(f.Value) }),
		Command:          plain.Texts(k.Command), Entrypoint: plain.Texts(k.EntryPoint), User: plain.Text(k.User),
		DependsOn: plain.Each(k.DependsOn, func(d types.ContainerDependency) Dependency {
			return Dependency{Container: plain.Text(d.ContainerName), Condition: plain.Word(d.Condition)}
		}),
		Mounts: plain.Each(k.MountPoints, func(m types.MountPoint) Mount {
			return Mount{Volume: plain.Text(m.SourceVolume), Path: plain.Text(m.ContainerPath), ReadOnly: plain.Yes(m.ReadOnly)}
		}),
		ReadonlyRoot: plain.Yes(k.ReadonlyRootFilesystem), Privileged: plain.Yes(k.Privileged),
		StopTimeout: plain.Seconds(k.StopTimeout), StartTimeout: plain.Seconds(k.StartTimeout),
		VersionConsistency: plain.Word(k.VersionConsistency), Restart: restart(k.RestartPolicy), Labels: sorted(k.DockerLabels),
	}
	if p := k.LinuxParameters; p != nil {
		out.Init = plain.Yes(p.InitProcessEnabled)
		if p.Capabilities != nil {
			out.Capabilities = plain.Texts(p.Capabilities.Add)
		}
	}
	if f := k.FirelensConfiguration; f != nil {
		out.Router, out.RouterOptions = plain.Word(f.Type), sorted(f.Options)
	}
	if l := k.LogConfiguration; l != nil {
		out.Log = LogConfiguration{Driver: plain.Word(l.LogDriver), Options: sorted(l.Options), Secrets: plain.Each(l.SecretOptions, toSecret)}
	}
	if h := k.HealthCheck; h != nil {
		out.Health = HealthCheck{Command: plain.Texts(h.Command), Interval: plain.Seconds(h.Interval), Timeout: plain.Seconds(h.Timeout),
			StartPeriod: plain.Seconds(h.StartPeriod), Retries: plain.Number(h.Retries)}
	}
	return out
}

func restart(p *types.ContainerRestartPolicy) Restart {
	if p == nil {
		return Restart{}
	}
	return Restart{
		Enabled: plain.Yes(p.Enabled), Attempt: plain.Seconds(p.RestartAttemptPeriod),
		Ignored: plain.Each(p.IgnoredExitCodes, func(n int32) int { return int(n) }),
	}
}

func port(p types.PortMapping) Port {
	return Port{Container: plain.Number(p.ContainerPort), Host: plain.Number(p.HostPort), Protocol: plain.Word(p.Protocol), Name: plain.Text(p.Name)}
}

func toSecret(s types.Secret) Secret {
	return Secret{Name: plain.Text(s.Name), From: plain.Text(s.ValueFrom)}
}

// sorted lists a map by its keys.
func sorted(m map[string]string) []Tag {
	return plain.Each(slices.Sorted(maps.Keys(m)), func(k string) Tag { return Tag{clean.Text(k), clean.Text(m[k])} })
}

func volume(v types.Volume) Volume {
	out := Volume{Name: plain.Text(v.Name)}
	switch {
	case v.EfsVolumeConfiguration != nil:
		out.Kind, out.Source = "efs", plain.Text(v.EfsVolumeConfiguration.FileSystemId)
	case v.FsxWindowsFileServerVolumeConfiguration != nil:
		out.Kind, out.Source = "fsx", plain.Text(v.FsxWindowsFileServerVolumeConfiguration.FileSystemId)
	case v.S3filesVolumeConfiguration != nil:
		out.Kind, out.Source = "s3files", plain.Text(v.S3filesVolumeConfiguration.FileSystemArn)
	case v.DockerVolumeConfiguration != nil:
		out.Kind, out.Source = "docker", plain.Text(v.DockerVolumeConfiguration.Driver)
	case plain.Yes(v.ConfiguredAtLaunch):
		out.Kind = "configured-at-launch"
	default:
		out.Kind = "host"
		if v.Host != nil {
			out.Source = plain.Text(v.Host.SourcePath)
		}
	}
	return out
}
