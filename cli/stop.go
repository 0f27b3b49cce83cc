package cli

import (
	"context"
	"fmt"

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
			ref, err := r.thing(ctx, words[0])
			if err != nil {
				return nil, nil, err
			}
			if ref.Thing != aws.TaskThing {
				return nil, nil, &usage{fmt.Sprintf("%s is not a task", words[0]), "ecscope tasks lists them; ecscope scale sets how many a service runs"}
			}
			r.progress.at("task "+ref.ID, 0)
			t, err := r.Task(ctx, ref.Cluster, ref.ID)
			if err != nil {
				return nil, nil, err
			}
			return r.StopTask(t, reason), nil, nil
		},
	})
}
