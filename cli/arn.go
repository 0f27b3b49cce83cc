package cli

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// arn reads the ARN of something ECS has: arn:aws:ecs:eu-west-1:123456789012:service/prod/checkout. One of another
// region or account is refused, because this session does not see it: what has the same name here is something else.
func (r *reader) arn(text string) (aws.Ref, error) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) < 6 || parts[2] != "ecs" {
		return aws.Ref{}, misuse("%q is not the ARN of an ECS resource", text)
	}
	if region, here := parts[3], r.Place().Region; region != here && here != "" {
		return aws.Ref{}, &usage{
			fmt.Sprintf("%s is in %s, not in %s", text, region, here), "try again with --region " + region}
	}
	if err := ours(r, text, parts[4]); err != nil {
		return aws.Ref{}, err
	}
	ref, ok := resource(parts[5], text)
	if !ok {
		return aws.Ref{}, misuse("%q is not the ARN of a cluster, service, task, task definition, instance or deployment", text)
	}
	return ref, nil
}

// ours refuses an ARN of another account than the one that is read. Where that can't be told, it is said.
func ours(r *reader, text, account string) error {
	if r.whose == nil {
		return nil
	}
	here, err := r.whose()
	switch {
	case err != nil:
		r.note("can't tell whether " + text + " is in the account that is read: " + err.Error())
	case here != account:
		return &usage{fmt.Sprintf("%s is in account %s, not in %s", text, account, here), "try again with the profile of that account: --profile"}
	}
	return nil
}

// resource reads the last part of an ARN: its sort, the cluster where it has one, and its name.
func resource(text, arn string) (aws.Ref, bool) {
	sort, rest, _ := strings.Cut(text, "/")
	names := strings.Split(rest, "/")
	if rest == "" || names[0] == "" || names[len(names)-1] == "" {
		return aws.Ref{}, false
	}
	switch sort {
	case "cluster":
		return aws.Ref{Thing: aws.ClusterThing, ID: rest}, len(names) == 1
	case "task-definition":
		return aws.Ref{Thing: aws.RevisionThing, ID: rest}, len(names) == 1 && strings.Contains(rest, ":")
	case "service-deployment":
		if len(names) != 3 {
			return aws.Ref{}, false
		}
		return aws.Ref{Thing: aws.DeploymentThing, Cluster: names[0], ID: arn}, true
	}
	thing, ok := map[string]aws.Thing{
		"service": aws.ServiceThing, "task": aws.TaskThing, "container-instance": aws.InstanceThing}[sort]
	switch {
	case !ok || len(names) > 2:
		return aws.Ref{}, false
	case len(names) == 1: // the short form of before 2018, without its cluster
		return aws.Ref{Thing: thing, ID: names[0]}, true
	}
	return aws.Ref{Thing: thing, Cluster: names[0], ID: names[1]}, true
}
