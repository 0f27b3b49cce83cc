package call

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// Failed makes an error of what ECS says it could not do within an answer that is otherwise good. What is MISSING has
// gone since it was listed, and is no error.
func Failed(op Operation, failures []types.Failure) error {
	var errs []error
	for _, f := range failures {
		if plain.Text(f.Reason) == "MISSING" {
			continue
		}
		errs = append(errs, NewError(Unknown, op.Words, "", fmt.Errorf("%s: %s", plain.Short(plain.Text(f.Arn)), saidOf(f))))
	}
	return Joined(op.Words, errs)
}

// saidOf is what ECS says of a failure.
func saidOf(f types.Failure) string {
	said := cmp.Or(clean.Sentence(awssdk.ToString(f.Reason)), "no reason given")
	if detail := clean.Sentence(awssdk.ToString(f.Detail)); detail != "" {
		said += ": " + detail
	}
	return said
}

// NotStarted is an answer in which ECS says of all that it was to start why it could not.
type NotStarted struct{ Failures []types.Failure }

func (n *NotStarted) Error() string {
	var all []string
	for _, f := range n.Failures {
		said := saidOf(f)
		if arn := plain.Text(f.Arn); arn != "" {
			said += " (" + plain.Short(arn) + ")"
		}
		if !slices.Contains(all, said) {
			all = append(all, said)
		}
	}
	if len(all) == 0 {
		return "ECS started no task and gives no reason"
	}
	return "ECS started no task: " + strings.Join(all, ", ")
}

// hint says what stands behind the first reason.
// Source: Amazon ECS developer guide, API failure reasons.
func (n *NotStarted) hint() string {
	if len(n.Failures) == 0 {
		return ""
	}
	reason := strings.TrimPrefix(awssdk.ToString(n.Failures[0].Reason), "TaskFailedToStart: ")
	what, resource := strings.CutPrefix(reason, "RESOURCE:")
	switch {
	case resource:
		return "no container instance has enough " + clean.Text(strings.ToLower(what)) + " left: request less, or add instances"
	case reason == "AGENT":
		return "the agent of the container instance is not connected: check its log on the instance"
	case reason == "ATTRIBUTE", strings.HasPrefix(reason, "MemberOf"):
		return "no container instance has what the task or its placement constraints require"
	case reason == "LOCATION":
		return "the container instances are in different zones than the task's subnets"
	case reason == "EMPTY CAPACITY PROVIDER", reason == "NO ACTIVE INSTANCES":
		return "the capacity provider has no container instance that can run it: check its Auto Scaling group"
	case strings.HasPrefix(reason, "Capacity is unavailable"):
		return "try again later, add subnets in more zones, or add FARGATE to FARGATE_SPOT"
	}
	return "ecscope explain tells more about a reason"
}

// Absent is the error for one thing that was asked for and is not there.
func Absent(op Operation, text string) error {
	return NewError(NotFound, op.Words, "", errors.New(text))
}
