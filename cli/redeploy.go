package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

func redeployCommand(p *program) *cobra.Command {
	return alter(p, alteration{
		use: "redeploy [cluster/]service...", each: every, short: "Replace the tasks of a service with new ones of the same revision",
		long: "Replace the tasks of a service with new ones of the same revision (a forced new deployment).",
		make: onService(func(_ context.Context, r *reader, s aws.Service, _ []string) (change.Change, []string, error) {
			return r.edit.Redeploy(s), nil, nil
		}),
	})
}
