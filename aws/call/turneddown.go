package call

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
)

// turnedDown is an answer in which ECS says that it did not do what was asked, although the call went well.
type turnedDown struct{ failures []types.Failure }

func (d *turnedDown) Error() string {
	return "ECS refused: " + strings.Join(plain.Each(d.failures, saidOf), ", ")
}

// hint says what the first reason means.
// Source: the documentation of UpdateTaskProtection in aws-sdk-go-v2/service/ecs v1.104.1.
func (d *turnedDown) hint() string {
	switch plain.Text(d.failures[0].Reason) {
	case "TASK_NOT_VALID":
		return "only tasks of a service can be protected"
	case "DEPLOYMENT_BLOCKED":
		return "more tasks would be protected than the desired count: wait until a protection ends, remove one, or scale up"
	case "MISSING":
		return "it has disappeared since it was listed"
	}
	return ""
}

// Turned is the error of an answer's failures; nil where there are none.
func Turned(failures []types.Failure) error {
	if len(failures) == 0 {
		return nil
	}
	return &turnedDown{failures}
}
