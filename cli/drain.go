package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

func drainCommand(p *program) *cobra.Command {
	var reactivate bool
	return alter(p, alteration{
		use: "drain (cluster/instance | instance-arn)...", short: "Drain container instances: no new tasks, and service tasks are replaced elsewhere",
		long: `Drain container instances: they get no new tasks, and their service tasks are replaced elsewhere. Tasks that don't belong to a
service run until they end. An instance stays DRAINING until --reactivate makes it ACTIVE again. With --wait, ecscope waits until
no task runs on it. Name an instance by its EC2 id or its container instance id.`,
		each:     every,
		complete: func(k completer) complete { return k.completeInstances },
		flags: func(f *pflag.FlagSet) {
			f.BoolVar(&reactivate, "reactivate", false, "make draining instances ACTIVE again")
		},
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			i, err := namedInstance(ctx, r, words[0])
			if err != nil {
				return nil, nil, err
			}
			return r.edit.Drain(i, !reactivate), nil, nil
		},
	})
}

// namedInstance finds the container instance that is named: cluster/EC2 id, cluster/id or its ARN.
func namedInstance(ctx context.Context, r *reader, text string) (aws.Instance, error) {
	if cluster, name, ok := strings.Cut(text, "/"); ok && strings.Contains(name, "i-") && !strings.HasPrefix(text, "arn:") {
		r.progress.at("the instances of "+cluster, 0)
		for page, err := range r.Instances(ctx, cluster) {
			if err != nil {
				return aws.Instance{}, err
			}
			for _, i := range page {
				if i.EC2 == name {
					return i, nil
				}
			}
		}
		return aws.Instance{}, &usage{fmt.Sprintf("no container instance %s in %s", name, cluster), "ecscope instances " + cluster + " lists them"}
	}
	ref, err := r.thing(ctx, text)
	if err != nil {
		return aws.Instance{}, err
	}
	if ref.Thing != aws.InstanceThing {
		return aws.Instance{}, &usage{text + " is not a container instance", "ecscope instances lists the instances"}
	}
	return aws.Instance{Cluster: ref.Cluster, ID: ref.ID}, nil
}
