package reason

import "strings"

// fromARN takes an ARN apart: its region and account, and the names in it.
func (v *Values) fromARN(arn string) {
	part := strings.SplitN(arn, ":", 6)
	if len(part) < 6 {
		return
	}
	v.Add(Region, part[3])
	v.Add(Account, part[4])
	switch service, rest := part[2], part[5]; service {
	case "ecs":
		v.fromECS(arn, rest)
	case "iam":
		kind, name, _ := strings.Cut(rest, "/")
		if kind == "role" {
			v.Add(Role, last(name, "/"))
		}
	case "elasticloadbalancing":
		v.fromBalancer(arn, rest)
	default:
		v.fromOther(arn, service, rest)
	}
}

func (v *Values) fromECS(arn, rest string) {
	kind, path, _ := strings.Cut(rest, "/")
	names := strings.Split(path, "/")
	if len(names) > 1 {
		v.Add(Cluster, names[0])
	}
	switch kind {
	case "cluster":
		v.Add(Cluster, path)
	case "service", "service-deployment", "service-revision":
		if len(names) > 1 {
			v.Add(Service, names[1])
		} else {
			v.Add(Service, path)
		}
	case "task":
		v.Add(Task, last(path, "/"))
	case "task-set":
		if len(names) > 1 {
			v.Add(Service, names[1])
		}
		v.Add(TaskSet, last(path, "/"))
	case "task-definition":
		v.Add(Revision, path)
	case "container-instance":
		v.Add(Instances, last(path, "/"))
	case "capacity-provider":
		v.Add(CapacityProvider, path)
	}
	if kind == "service-deployment" {
		v.Add(Deployment, arn)
	}
}

func (v *Values) fromBalancer(arn, rest string) {
	names := strings.Split(rest, "/")
	switch {
	case names[0] == "targetgroup" && len(names) > 1:
		v.Add(TargetGroup, names[1])
		v.Add(TargetGroupARN, arn)
	case strings.HasPrefix(names[0], "listener") && len(names) > 2:
		v.Add(Listener, arn)
		v.Add(LoadBalancer, names[2])
	case names[0] == "loadbalancer" && len(names) > 2:
		v.Add(LoadBalancer, names[2])
	case names[0] == "loadbalancer" && len(names) > 1:
		v.Add(LoadBalancer, names[1])
	}
}

func (v *Values) fromOther(arn, service, rest string) {
	kind, name, _ := strings.Cut(rest, "/")
	after := func(prefix string) string { return strings.TrimPrefix(rest, prefix) }
	switch service {
	case "ecr":
		if kind == "repository" {
			v.Add(Repository, name)
		}
	case "secretsmanager":
		secret, key, _ := strings.Cut(after("secret:"), ":")
		v.Add(Secret, secret)
		if before, _, ok := strings.Cut(arn, ":"+key); ok && key != "" {
			arn = before
		}
		v.Add(SecretARN, arn)
		key, _, _ = strings.Cut(key, ":")
		v.Add(Key, key)
	case "ssm":
		if kind == "parameter" && strings.Contains(name, "/") {
			name = "/" + name // a path keeps its first slash, a plain name has none
		}
		if kind == "parameter" {
			v.Add(Parameter, name)
		}
	case "logs":
		group, _, _ := strings.Cut(after("log-group:"), ":")
		v.Add(LogGroup, group)
	case "kms":
		v.Add(KMSKey, rest)
	case "lambda":
		function, _, _ := strings.Cut(after("function:"), ":")
		v.Add(Function, function)
	case "s3":
		v.Add(Bucket, kind)
		v.Add(Object, name)
	case "cloudwatch":
		v.Add(Alarm, after("alarm:"))
	case "servicediscovery":
		v.Add(Namespace, name)
	case "autoscaling":
		_, group, _ := strings.Cut(rest, "autoScalingGroupName/")
		v.Add(Group, group)
	case "ec2":
		v.Add(map[string]Name{"subnet": Subnet, "instance": Instance, "security-group": SecurityGroup, "volume": Volume, "vpc": VPC}[kind], name)
	}
}

// last is what follows the last of some separators, or all of a text without one.
func last(s, sep string) string { return s[strings.LastIndex(s, sep)+1:] }
