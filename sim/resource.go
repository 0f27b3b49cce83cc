package sim

import (
	"encoding/json"
	"regexp"
	"strings"
)

// subject is what a call to ECS is about, as far as its input tells.
type subject struct {
	Cluster, Service, Task, TaskDefinition, ServiceDeploymentArn, ResourceArn string
	Services, Tasks, Clusters, ContainerInstances                             []string
}

// resource is the ARN that AWS would name when it denies a call.
func (h home) resource(service, action string, body []byte) string {
	var in subject
	if service == "ssm" {
		return h.target(body)
	}
	if service != "ecs" || json.Unmarshal(body, &in) != nil {
		return "*"
	}
	switch {
	case in.ServiceDeploymentArn != "":
		return in.ServiceDeploymentArn
	case in.ResourceArn != "":
		return in.ResourceArn
	case in.Task != "":
		return h.within(in.Cluster, "task", in.Task)
	case len(in.Tasks) > 0:
		return h.within(in.Cluster, "task", in.Tasks[0])
	case action == "ListTasks":
		return h.within(in.Cluster, "container-instance", "*")
	case in.Service != "":
		return h.within(in.Cluster, "service", in.Service)
	case len(in.Services) > 0:
		return h.within(in.Cluster, "service", in.Services[0])
	case len(in.ContainerInstances) > 0:
		return h.within(in.Cluster, "container-instance", in.ContainerInstances[0])
	case action == "RunTask":
		return h.arn("task-definition", in.TaskDefinition)
	case len(in.Clusters) > 0:
		return h.arn("cluster", in.Clusters[0])
	case in.Cluster != "":
		return h.arn("cluster", in.Cluster)
	}
	return "*"
}

// target is the task that a session is asked for with.
func (h home) target(body []byte) string {
	var in struct{ Target string }
	parts := regexp.MustCompile(`^ecs:(.+)_([^_]+)_[^_]+$`)
	if json.Unmarshal(body, &in) == nil {
		if m := parts.FindStringSubmatch(in.Target); m != nil {
			return h.arn("task", m[1]+"/"+m[2])
		}
	}
	return "*"
}

// within is the ARN of something in the cluster that the call names.
func (h home) within(cluster, kind, name string) string {
	cluster = cluster[strings.LastIndex(cluster, "/")+1:]
	if cluster == "" {
		cluster = "default"
	}
	if strings.HasPrefix(name, "arn:") {
		return name
	}
	return h.arn(kind, cluster+"/"+name)
}

func (h home) arn(kind, name string) string {
	if strings.HasPrefix(name, "arn:") {
		return name
	}
	return "arn:aws:ecs:" + h.region + ":" + h.account + ":" + kind + "/" + name
}
