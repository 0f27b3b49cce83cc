package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

func rollbackCommand(p *program) *cobra.Command {
	return alter(p, alteration{
		use: "rollback [cluster/]service", short: "Take a service back to what worked before",
		long: `Take a service back to what worked before. A rollout in progress is stopped and rolled back, which keeps the old tasks that
still run; where none is in progress, the last revision known to be good is pinned. The plan says which of the two.`,
		make: onService(func(_ context.Context, r *reader, s aws.Service, _ []string) (change.Change, []string, error) {
			return r.RollBack(s), nil, nil
		}),
	})
}

func continueCommand(p *program) *cobra.Command {
	return alter(p, alteration{
		use: "continue [cluster/]service", short: "Continue a deployment that is paused at a lifecycle hook",
		long: "Continue a deployment that is paused at a lifecycle hook: answer the hook with CONTINUE. ecscope rollback answers it with ROLLBACK.",
		make: onService(func(_ context.Context, r *reader, s aws.Service, _ []string) (change.Change, []string, error) {
			return r.Continue(s), nil, nil
		}),
	})
}
