// Package plain makes plain values of what AWS answers: texts cleaned, pointers gone, ARNs taken apart.
package plain

import (
	"strconv"
	"strings"
)

// Short is the last part of an ARN: the name or id. What is no ARN stays as it is.
func Short(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// InCluster is the name of the cluster in the ARN of a service, task or instance (arn:aws:ecs:region:account:task/cluster/id); old ARNs
// have none in them, and are of the cluster that was asked about.
func InCluster(arn, asked string) string {
	if parts := strings.Split(arn, "/"); len(parts) > 2 {
		return parts[1]
	}
	return Short(asked)
}

// SplitRevision splits family:number, or the ARN of a task definition; number is zero where there is none.
func SplitRevision(revision string) (name string, number int) {
	name, n, _ := strings.Cut(Short(revision), ":")
	number, _ = strconv.Atoi(n)
	return name, number
}

// Family is the name in family:number, or in the ARN of a task definition.
func Family(revision string) string {
	name, _ := SplitRevision(revision)
	return name
}

// AccountOf is the account in an ARN.
func AccountOf(arn string) string { return ArnPart(arn, 4) }

// ArnPart is a part of an ARN before the resource, counted from 0; empty where that is no ARN.
func ArnPart(arn string, n int) string {
	if parts := strings.SplitN(arn, ":", 6); len(parts) == 6 {
		return parts[n]
	}
	return ""
}
