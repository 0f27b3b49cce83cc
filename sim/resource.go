package sim

import (
	"encoding/json"
	"strings"
)

// resource is the ARN that AWS would name when it denies a call: the thing
// the call is about, as far as the input tells.
func resource(service, action string, body []byte) string {
	var in struct {
		Cluster, Service, Task, TaskDefinition, Family, ServiceDeploymentArn, ResourceArn string
		Services, Tasks, Clusters, ContainerInstances                                     []string
	}
	if service != "ecs" || json.Unmarshal(body, &in) != nil {
		return "*"
	}
	arn := func(kind, name string) string {
		if strings.HasPrefix(name, "arn:") {
			return name
		}
		return "arn:aws:ecs:" + region + ":" + account + ":" + kind + "/" + name
	}
	cluster := in.Cluster[strings.LastIndex(in.Cluster, "/")+1:]
	if cluster == "" {
		cluster = "default"
	}
	within := func(kind, name string) string {
		if strings.HasPrefix(name, "arn:") {
			return name
		}
		return arn(kind, cluster+"/"+name)
	}
	switch {
	case in.ServiceDeploymentArn != "":
		return in.ServiceDeploymentArn
	case in.ResourceArn != "":
		return in.ResourceArn
	case in.Task != "":
		return within("task", in.Task)
	case len(in.Tasks) > 0:
		return within("task", in.Tasks[0])
	case action == "ListTasks":
		return within("container-instance", "*")
	case in.Service != "":
		return within("service", in.Service)
	case len(in.Services) > 0:
		return within("service", in.Services[0])
	case len(in.ContainerInstances) > 0:
		return within("container-instance", in.ContainerInstances[0])
	case action == "RunTask":
		return arn("task-definition", in.TaskDefinition)
	case len(in.Clusters) > 0:
		return arn("cluster", in.Clusters[0])
	case in.Cluster != "":
		return arn("cluster", in.Cluster)
	}
	return "*"
}
