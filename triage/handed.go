package triage

import (
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/reason"
)

// handed explains a task of a JSON document as a task that was read. One that nobody stops has no cause.
func handed(r *Rules, p reason.Part) []Diagnosis {
	t := taskOf(p.Task)
	d := r.Task(t, aws.Revision{})
	if d.Rule == "" {
		return nil
	}
	d.Text, d.Context, d.Values = p.Text, p.Context, d.Values.With(p.Values)
	return []Diagnosis{d}
}

// taskOf is a task of a document as package aws would have read it.
func taskOf(in *reason.StoppedTask) aws.Task {
	name := func(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
	t := aws.Task{
		ARN: in.TaskARN, ID: name(in.TaskARN), Cluster: name(in.ClusterARN), Group: in.Group, Revision: name(in.TaskDefinitionARN),
		Status: in.LastStatus, Desired: in.DesiredStatus, LaunchType: in.LaunchType, Zone: in.AvailabilityZone, PlatformFamily: in.PlatformFamily,
		StopCode: in.StopCode, Reason: in.StoppedReason, Described: true,
		Started: moment(in.StartedAt), PullStarted: moment(in.PullStartedAt), PullStopped: moment(in.PullStoppedAt),
		Created: moment(in.CreatedAt), Stopping: moment(in.StoppingAt), Exited: moment(in.ExecutionStoppedAt), Stopped: moment(in.StoppedAt),
	}
	if service, ok := strings.CutPrefix(in.Group, "service:"); ok {
		t.Service = service
	}
	if t.Status == "" && t.StopCode == "" && t.Reason != "" {
		t.Status = "STOPPED"
	}
	for _, k := range in.Containers {
		c := aws.Container{Name: k.Name, Image: k.Image, Status: k.LastStatus, Reason: k.Reason}
		if k.ExitCode != nil {
			c.Exit, c.Exited = *k.ExitCode, true
		}
		t.Containers = append(t.Containers, c)
	}
	for _, a := range in.Attachments {
		one := aws.Attachment{Type: a.Type, Status: a.Status}
		for _, d := range a.Details {
			one.Details = append(one.Details, aws.Tag{Key: d.Name, Value: d.Value})
		}
		t.Attachments = append(t.Attachments, one)
	}
	return t
}

// moment is a time as the CLI and EventBridge write it: ISO 8601, or seconds since 1970. Zero where it is neither.
func moment(v any) time.Time {
	switch v := v.(type) {
	case string:
		for _, form := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999-0700"} {
			if t, err := time.Parse(form, v); err == nil {
				return t
			}
		}
	case float64:
		return time.UnixMilli(int64(v * 1000))
	}
	return time.Time{}
}
