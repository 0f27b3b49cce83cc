package cli

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

func stopTaskCommand(p *program) *cobra.Command {
	var reason string
	return alter(p, alteration{
		use: "stop (cluster/task | task-arn)...", each: every, short: "Stop tasks",
		long: "Stop a task, or several. A service starts a replacement, with what it is set to run now; nothing replaces a task that no service runs.",
		flags: func(f *pflag.FlagSet) {
			f.StringVar(&reason, "reason", aws.StopReason, "what ECS shows as the stopped reason")
		},
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			t, err := namedTask(ctx, r, words[0])
			if err != nil {
				return nil, nil, err
			}
			return r.StopTask(t, reason), nil, nil
		},
	})
}
