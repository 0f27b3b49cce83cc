package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

const protectionUse = "task-protection on|off (cluster/task | task-arn)..."

func taskProtectionCommand(p *program) *cobra.Command {
	var lasts time.Duration
	return alter(p, alteration{
		use: protectionUse, short: "Protect tasks from scale-in and deployments, or stop protecting them", words: 1,
		long: `Protect tasks of services from scale-in and from being replaced by deployments, or remove the protection. ECS removes it on its
own after two hours, or after --for, up to 48 hours. A task can set its own protection at any time.`,
		flags: func(f *pflag.FlagSet) {
			f.DurationVar(&lasts, "for", 0, "how long the protection lasts, such as 30m or 8h (ECS's default is 2h)")
		},
		each: switched,
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			if len(words) < 2 || words[0] != "on" && words[0] != "off" {
				return nil, nil, &usage{"task-protection: name on or off, and a task", "usage: ecscope " + protectionUse}
			}
			if lasts != 0 && words[0] == "off" || lasts < 0 || lasts%time.Minute != 0 {
				return nil, nil, &usage{fmt.Sprintf("--for %s: use whole minutes, and only with on", lasts), "usage: ecscope " + protectionUse}
			}
			t, err := namedTask(ctx, r, words[1])
			if err != nil {
				return nil, nil, err
			}
			return r.edit.Protect(t, words[0] == "on", int(lasts.Minutes())), nil, nil
		},
	})
}

// switched gives each of the things the word that stands first.
func switched(words []string) (all [][]string) {
	if len(words) < 2 {
		return [][]string{words}
	}
	for _, w := range words[1:] {
		all = append(all, []string{words[0], w})
	}
	return all
}

// namedTask finds the task that is named, cluster/task or by its ARN.
func namedTask(ctx context.Context, r *reader, text string) (aws.Task, error) {
	ref, err := r.thing(ctx, text)
	if err != nil {
		return aws.Task{}, err
	}
	if ref.Thing != aws.TaskThing {
		return aws.Task{}, &usage{text + " is not a task", "ecscope tasks lists them"}
	}
	r.progress.at("task "+ref.ID, 0)
	return r.Task(ctx, ref.Cluster, ref.ID)
}
