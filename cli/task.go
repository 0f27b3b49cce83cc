package cli

import "github.com/ecscope/ecscope/aws"

// taskRow is a task as `ecscope tasks` and `ecscope stopped` print it.
type taskRow struct {
	ID               string             `json:"id"`
	Cluster          string             `json:"cluster"`
	Service          string             `json:"service"`
	ARN              string             `json:"arn"`
	Status           string             `json:"status"`
	DesiredStatus    string             `json:"desired_status"`
	Health           string             `json:"health"`
	Revision         string             `json:"revision"`
	Group            string             `json:"group"`
	StartedBy        string             `json:"started_by"`
	LaunchType       string             `json:"launch_type"`
	CapacityProvider string             `json:"capacity_provider"`
	PlatformVersion  string             `json:"platform_version"`
	Zone             string             `json:"zone"`
	Instance         string             `json:"instance"`
	CPU              string             `json:"cpu"`
	Memory           string             `json:"memory"`
	Exec             bool               `json:"exec"`
	Created          moment             `json:"created"`
	Started          moment             `json:"started"`
	Stopping         moment             `json:"stopping"`
	Stopped          moment             `json:"stopped"`
	StopCode         string             `json:"stop_code"`
	Reason           string             `json:"reason"`
	Containers       list[containerRow] `json:"containers"`
	Tags             tags               `json:"tags"`

	tone state
}

// containerRow is a container of a task.
type containerRow struct {
	Name      string `json:"name"`
	Status    string `json:"status"`
	Health    string `json:"health"`
	Image     string `json:"image"`
	Digest    string `json:"digest"`
	ExitCode  *int   `json:"exit_code"`
	Reason    string `json:"reason"`
	Addresses texts  `json:"addresses"`
}

func newTaskRow(t aws.Task) (taskRow, bool) {
	r := taskRow{
		ID: t.ID, Cluster: t.Cluster, Service: t.Service, ARN: t.ARN,
		Status: t.Status, DesiredStatus: t.Desired, Health: t.Health, Revision: t.Revision,
		Group: t.Group, StartedBy: t.StartedBy,
		LaunchType: t.LaunchType, CapacityProvider: t.CapacityProvider, PlatformVersion: t.Platform,
		Zone: t.Zone, Instance: t.Instance, CPU: t.CPU, Memory: t.Memory, Exec: t.Exec,
		Created: moment{t.Created}, Started: moment{t.Started}, Stopping: moment{t.Stopping}, Stopped: moment{t.Stopped},
		StopCode: t.StopCode, Reason: t.Reason, Tags: t.Tags,
	}
	for _, c := range t.Containers {
		row := containerRow{Name: c.Name, Status: c.Status, Health: c.Health, Image: c.Image, Digest: c.Digest, Reason: c.Reason}
		if c.Exited {
			row.ExitCode = &c.Exit
		}
		for _, i := range c.Interfaces {
			for _, address := range []string{i.IPv4, i.IPv6} {
				if address != "" {
					row.Addresses = append(row.Addresses, address)
				}
			}
		}
		r.Containers = append(r.Containers, row)
	}
	return r, t.Described
}
