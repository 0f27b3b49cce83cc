package aws

import (
	"strconv"
	"strings"
)

// short is the last part of an ARN: the name or id. What is no ARN stays as it is.
func short(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// clusterOf is the name of the cluster in the ARN of a service, task or instance
// (arn:aws:ecs:region:account:task/cluster/id); without one in it (old ARNs) the second result is false.
func clusterOf(arn string) (string, bool) {
	parts := strings.Split(arn, "/")
	if len(parts) < 3 {
		return "", false
	}
	return parts[1], true
}

// splitRevision splits family:number, or the ARN of a task definition; number is zero where there is none.
func splitRevision(revision string) (name string, number int) {
	name, n, _ := strings.Cut(short(revision), ":")
	number, _ = strconv.Atoi(n)
	return name, number
}
