package cli

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/change"
)

func stopTaskCommand(p *program) *cobra.Command {
	var reason string
	return alter(p, alteration{
		use: "stop (cluster/task | task-arn)...", each: every, short: "Stop tasks",
		long: "Stop one or more tasks. A service starts a replacement with its current revision. Nothing replaces a task without a service.",
		flags: func(f *pflag.FlagSet) {
			f.StringVar(&reason, "reason", edit.StopReason, "the stopped reason that ECS shows")
		},
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			t, err := namedTask(ctx, r, words[0])
			if err != nil {
				return nil, nil, err
			}
			return r.edit.StopTask(t, reason), nil, nil
		},
	})
}
