package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

func rollbackCommand(p *program) *cobra.Command {
	return alter(p, alteration{
		use: "rollback [cluster/]service", short: "Roll a service back to what worked before",
		long: `Roll a service back to what worked before. A rollout in progress is stopped and rolled back, which keeps the old tasks that still
run. A rollout that is paused at a hook is rolled back by answering the hook. Otherwise, the last revision known to be good is pinned.
The plan says which one applies.`,
		make: onService(func(_ context.Context, r *reader, s aws.Service, _ []string) (change.Change, []string, error) {
			return r.edit.RollBack(s), nil, nil
		}),
	})
}

func continueCommand(p *program) *cobra.Command {
	return alter(p, alteration{
		use: "continue [cluster/]service", short: "Continue a deployment paused at a lifecycle hook",
		long: "Continue a deployment paused at a lifecycle hook by answering the hook with CONTINUE. ecscope rollback answers it with ROLLBACK.",
		make: onService(func(_ context.Context, r *reader, s aws.Service, _ []string) (change.Change, []string, error) {
			return r.edit.Continue(s), nil, nil
		}),
	})
}
