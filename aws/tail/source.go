package tail

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
)

// Source says where the output of one container of a task goes, as the task's own revision configures it.
type Source struct {
	Task, Container, Revision string
	// Driver is awslogs, awsfirelens, splunk and so on; empty where none is configured.
	Driver string
	// Region, Group and Stream are where CloudWatch Logs keeps it. Group is empty where it is not there, and Stream while
	// it has no name yet, which is before the container was created.
	Region, Group, Stream string
	// Shared says that other tasks write to the same stream.
	Shared bool
	// Elsewhere says where it goes instead, in words; empty where CloudWatch Logs has it.
	Elsewhere string
}

// LogSources says where the containers of a task log to. It reads the task's revision, unless that is known.
func (c *logReader) LogSources(ctx context.Context, t aws.Task) ([]Source, error) {
	r, err := c.account.KnownRevision(ctx, t.TaskDefinition)
	if err != nil {
		return nil, err
	}
	return plain.Each(r.Containers, func(k aws.ContainerDefinition) Source { return c.logSource(t, r, k) }), nil
}

// logSource is where one container of a task logs to.
func (c *logReader) logSource(t aws.Task, r aws.Revision, k aws.ContainerDefinition) Source {
	s := Source{Task: t.ID, Container: k.Name, Revision: cmp.Or(t.Revision, plain.Short(r.ARN)), Driver: k.Log.Driver}
	options := func(name string) string { return option(k.Log.Options, name) }
	switch s.Driver {
	case "awslogs":
		s.Group, s.Region = options("awslogs-group"), cmp.Or(options("awslogs-region"), c.Place().Region)
		if prefix := options("awslogs-stream-prefix"); prefix != "" {
			s.Stream = prefix + "/" + k.Name + "/" + t.ID
		} else {
			s.Stream = runtimeOf(t, k.Name)
		}
		if s.Group == "" {
			s.Elsewhere = "the revision names no log group"
		}
	case "awsfirelens":
		s.firelens(r, k, c.Place().Region)
	case "splunk":
		s.Elsewhere = "logs go to Splunk" + at(options("splunk-url"))
	case "fluentd":
		s.Elsewhere = "logs go to Fluentd" + at(options("fluentd-address"))
	case "gelf":
		s.Elsewhere = "logs go to a GELF server" + at(options("gelf-address"))
	case "syslog":
		s.Elsewhere = "logs go to syslog" + at(options("syslog-address"))
	case "journald":
		s.Elsewhere = "logs go to the host's journal"
	case "json-file":
		s.Elsewhere = "logs stay in a file on the host"
	case "":
		s.Elsewhere = "no log driver is configured"
		if t.LaunchType == "FARGATE" || slices.Contains(r.Compatibilities, "FARGATE") && t.Instance == "" {
			s.Elsewhere += ": nothing is kept"
		}
	default:
		s.Elsewhere = "logs go to the driver " + s.Driver
	}
	s.check(c.Place().Region)
	return s
}

// check refuses what cannot be an address in CloudWatch Logs.
func (s *Source) check(home string) {
	if s.Group != "" && s.Region != home && !call.Plausible(s.Region) {
		s.Elsewhere = s.Region + " is not a region"
	}
	if s.Elsewhere != "" {
		s.Region, s.Group, s.Stream = "", "", ""
	}
}

// firelens is where a container logs to through the task's log router. Only options that say it outright are believed:
// what the router's own configuration file does is not known here.
func (s *Source) firelens(r aws.Revision, k aws.ContainerDefinition, region string) {
	through := "logs go through FireLens"
	if i := slices.IndexFunc(r.Containers, func(c aws.ContainerDefinition) bool { return c.Router != "" }); i >= 0 {
		through += " (container " + r.Containers[i].Name + ", " + r.Containers[i].Router + ")"
	}
	options := func(name string) string { return option(k.Log.Options, name) }
	output := options("Name")
	group, prefix, stream := options("log_group_name"), options("log_stream_prefix"), options("log_stream_name")
	switch {
	case output == "":
		s.Elsewhere = through + "; the log router's configuration decides where"
	case output != "cloudwatch" && output != "cloudwatch_logs":
		s.Elsewhere = through + " to " + output + at(cmp.Or(options("Host"), options("host"), options("delivery_stream"), options("bucket"), options("topics")))
	case group == "" || stream == "" && prefix == "" || strings.ContainsAny(group+prefix+stream, "$*:"):
		s.Elsewhere = through + " to CloudWatch Logs; the log router's configuration decides the group and stream"
	default:
		s.Region, s.Group, s.Stream, s.Shared = cmp.Or(options("region"), region), group, stream, stream != ""
		if stream == "" {
			s.Stream = prefix + k.Name + "-firelens-" + s.Task
		}
	}
}

// at is a destination in words: the host of an address, without what may be secret in it.
func at(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		address = u.Host
	}
	if address == "" || strings.Contains(address, "@") {
		return ""
	}
	return " at " + address
}

func option(options []aws.Tag, name string) string {
	for _, o := range options {
		if strings.EqualFold(o.Key, name) {
			return o.Value
		}
	}
	return ""
}

// runtimeOf is the id of a container in its runtime; empty before it was created.
func runtimeOf(t aws.Task, container string) string {
	for _, k := range t.Containers {
		if k.Name == container {
			return k.RuntimeID
		}
	}
	return ""
}
