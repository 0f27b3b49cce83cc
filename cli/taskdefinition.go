package cli

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/ecscope/ecscope/aws"
)

// taskDefinition is a task definition as JSON: what register-task-definition takes, or describe-task-definition answers.
// Members that no check looks at are left out.
type taskDefinition struct {
	Family                        string
	Revision                      int
	TaskDefinitionArn             string
	TaskRoleArn, ExecutionRoleArn string
	NetworkMode, PidMode, IpcMode string
	CPU, Memory                   quantity
	Compatibilities               []string
	RequiresCompatibilities       []string
	RuntimePlatform               struct{ CPUArchitecture, OperatingSystemFamily string }
	EphemeralStorage              struct{ SizeInGiB int }
	Volumes                       []volume
	ContainerDefinitions          []containerDefinition
	Tags                          []aws.Tag
	TaskDefinition                *taskDefinition
}

type volume struct {
	Name                   string
	EfsVolumeConfiguration *struct{ FileSystemID string }
}

type containerDefinition struct {
	Name, Image, User              string
	Essential                      *bool
	CPU, Memory, MemoryReservation int
	PortMappings                   []struct {
		ContainerPort, HostPort int
		Protocol, Name          string
	}
	Environment      []aws.Variable
	EnvironmentFiles []struct{ Value string }
	Secrets          []secretRef
	LogConfiguration struct {
		LogDriver     string
		Options       map[string]string
		SecretOptions []secretRef
	}
	HealthCheck struct {
		Command                                 []string
		Interval, Timeout, StartPeriod, Retries int
	}
	Command, EntryPoint []string
	DependsOn           []struct{ ContainerName, Condition string }
	MountPoints         []struct {
		SourceVolume, ContainerPath string
		ReadOnly                    bool
	}
	ReadonlyRootFilesystem, Privileged bool
	StopTimeout, StartTimeout          int
	DockerLabels                       map[string]string
	FirelensConfiguration              struct {
		Type    string
		Options map[string]string
	}
	VersionConsistency string
	LinuxParameters    struct {
		InitProcessEnabled bool
		Capabilities       struct{ Add []string }
	}
	RestartPolicy struct {
		Enabled              bool
		IgnoredExitCodes     []int
		RestartAttemptPeriod int
	}
}

type secretRef struct{ Name, ValueFrom string }

// quantity is a number that ECS writes as text.
type quantity string

// UnmarshalJSON takes the number, too.
func (q *quantity) UnmarshalJSON(b []byte) error {
	var n json.Number
	if err := json.Unmarshal(b, &n); err == nil {
		*q = quantity(n)
		return nil
	}
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return errors.New("cpu and memory of the task have to be text, such as \"256\"")
	}
	*q = quantity(s)
	return nil
}

// revision is the task definition as the account would tell it.
func (d taskDefinition) revision() aws.Revision {
	v := aws.Revision{
		ARN: d.TaskDefinitionArn, Family: d.Family, Number: d.Revision, CPU: string(d.CPU), Memory: string(d.Memory),
		NetworkMode: d.NetworkMode, PID: d.PidMode, IPC: d.IpcMode, TaskRole: d.TaskRoleArn, ExecutionRole: d.ExecutionRoleArn,
		Compatibilities: d.Compatibilities, OS: d.RuntimePlatform.OperatingSystemFamily,
		Architecture: d.RuntimePlatform.CPUArchitecture, EphemeralGiB: d.EphemeralStorage.SizeInGiB, Tags: d.Tags, Described: true,
	}
	if len(v.Compatibilities) == 0 {
		v.Compatibilities = d.RequiresCompatibilities
	}
	for _, x := range d.Volumes {
		own := aws.Volume{Name: x.Name, Kind: "host"}
		if e := x.EfsVolumeConfiguration; e != nil {
			own.Kind, own.Source = "efs", e.FileSystemID
		}
		v.Volumes = append(v.Volumes, own)
	}
	for _, k := range d.ContainerDefinitions {
		v.Containers = append(v.Containers, k.container())
	}
	return v
}

func (k containerDefinition) container() aws.ContainerDefinition {
	seconds := func(n int) time.Duration { return time.Duration(n) * time.Second }
	own := aws.ContainerDefinition{
		Name: k.Name, Image: k.Image, User: k.User, Essential: k.Essential == nil || *k.Essential,
		CPU: k.CPU, Memory: k.Memory, Reservation: k.MemoryReservation, Environment: k.Environment,
		Command: k.Command, Entrypoint: k.EntryPoint, ReadonlyRoot: k.ReadonlyRootFilesystem, Privileged: k.Privileged,
		StopTimeout: seconds(k.StopTimeout), StartTimeout: seconds(k.StartTimeout), Router: k.FirelensConfiguration.Type,
		VersionConsistency: k.VersionConsistency, Init: k.LinuxParameters.InitProcessEnabled,
		Capabilities: k.LinuxParameters.Capabilities.Add, Secrets: secrets(k.Secrets),
		Log: aws.LogConfiguration{Driver: k.LogConfiguration.LogDriver, Secrets: secrets(k.LogConfiguration.SecretOptions)},
		Health: aws.HealthCheck{Command: k.HealthCheck.Command, Interval: seconds(k.HealthCheck.Interval),
			Timeout: seconds(k.HealthCheck.Timeout), StartPeriod: seconds(k.HealthCheck.StartPeriod), Retries: k.HealthCheck.Retries},
		Restart: aws.Restart{Enabled: k.RestartPolicy.Enabled, Ignored: k.RestartPolicy.IgnoredExitCodes,
			Attempt: seconds(k.RestartPolicy.RestartAttemptPeriod)},
	}
	own.Log.Options, own.Labels, own.RouterOptions = pairs(k.LogConfiguration.Options), pairs(k.DockerLabels), pairs(k.FirelensConfiguration.Options)
	for _, p := range k.PortMappings {
		own.Ports = append(own.Ports, aws.Port{Container: p.ContainerPort, Host: p.HostPort, Protocol: p.Protocol, Name: p.Name})
	}
	for _, f := range k.EnvironmentFiles {
		own.EnvironmentFiles = append(own.EnvironmentFiles, f.Value)
	}
	for _, on := range k.DependsOn {
		own.DependsOn = append(own.DependsOn, aws.Dependency{Container: on.ContainerName, Condition: on.Condition})
	}
	for _, m := range k.MountPoints {
		own.Mounts = append(own.Mounts, aws.Mount{Volume: m.SourceVolume, Path: m.ContainerPath, ReadOnly: m.ReadOnly})
	}
	return own
}

func pairs(all map[string]string) []aws.Tag {
	var own []aws.Tag
	for _, name := range slices.Sorted(maps.Keys(all)) {
		own = append(own, aws.Tag{Key: name, Value: all[name]})
	}
	return own
}

func secrets(all []secretRef) []aws.Secret {
	var own []aws.Secret
	for _, s := range all {
		own = append(own, aws.Secret{Name: s.Name, From: s.ValueFrom})
	}
	return own
}
