package edit

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

func noUndo(*planContext) (change.Change, string) { return nil, "not in a test" }

// aborting rolls a deployment back: a call of another kind.
var aborting = serviceEdit{
	title: "Abort the deployment", verb: "Abort",
	request: func(at *planContext) request {
		arn := *at.raw.CurrentServiceDeployment
		return request{action: "StopServiceDeployment", words: []string{"stop-service-deployment", "--service-deployment-arn", arn, "--stop-type", "ROLLBACK"},
			send: func(ctx context.Context, options ...func(*ecs.Options)) (*types.Service, error) {
				_, err := at.editor.ECS.StopServiceDeployment(ctx, &ecs.StopServiceDeploymentInput{ServiceDeploymentArn: &arn,
					StopType: types.StopServiceDeploymentStopTypeRollback}, options...)
				return nil, err
			}}
	},
	tell: func(*planContext, *change.Plan) {},
	undo: noUndo,
	done: func(*planContext, aws.Service) bool { return false },
}
