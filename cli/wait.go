package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/change"
)

const aboutWait = `Wait until a service is steady: its newest deployment has completed, no other deployment is left, and the desired number of tasks
runs. With --deployment, wait for that deployment to end: its id (ecs-svc/…), or the id or ARN of the service deployment, as listed
by ecscope deployments.

Progress goes to standard error, and the last line there is the outcome. With -o json, the outcome is also an object on standard
output, with the members of outcome in the output of ecscope redeploy.

Exit codes: 0 steady, or the deployment succeeded; 1 it failed, stalled, was rolled back or replaced, or could not be followed to its
end, for example because of --timeout; 2 bad usage; 130 interrupted.`

func waitCommand(p *program) *cobra.Command {
	deployment := ""
	c := &cobra.Command{
		Use: "wait [cluster/]service", Short: "Wait until a service is steady or a deployment has ended", Long: aboutWait,
		Annotations: map[string]string{formatted: asText + " " + asJSON}, ValidArgsFunction: completer{p}.completePlace,
		Args: func(_ *cobra.Command, args []string) error {
			return verb[eventRow]{use: "wait [cluster/]service", takes: aService}.check("wait", args)
		},
		RunE: func(c *cobra.Command, args []string) error { return wait(c.Context(), p, args[0], deployment) },
	}
	c.Flags().StringVar(&deployment, "deployment", "", "the deployment to wait for, by id or ARN")
	return c
}

func wait(ctx context.Context, p *program, text, deployment string) error {
	bounded, cancel := p.bounded(ctx)
	defer cancel()
	r, err := p.reader(bounded)
	if err != nil {
		return err
	}
	at, s, err := r.service(bounded, text)
	r.progress.stop()
	if err != nil {
		return err
	}
	t := ticker{w: p.streams.Err, live: p.streams.Watched, width: cmp.Or(p.streams.Width, 79)}
	last, err := change.Progress{Outcome: change.Moving}, error(nil)
	for page, trouble := range r.edit.Wait(bounded, s.Cluster, s.Name, deployment) {
		for _, last = range page {
			t.show(at.String() + ": " + tally(last))
		}
		err = trouble
	}
	t.end()
	if ctx.Err() == nil && p.output == asJSON {
		if wrong := encodeOne(p.streams.Out, newOutcomeRow(last)); wrong != nil {
			return errors.Join(err, wrong)
		}
	}
	switch {
	case last.Outcome == change.Succeeded:
		if t.live {
			fmt.Fprintln(p.streams.Err, line(at.String()+": "+tally(last)))
		}
		return nil
	case last.Ended():
		return fmt.Errorf("%s: %s", at, tally(last))
	case ctx.Err() != nil:
		return ctx.Err()
	case bounded.Err() != nil:
		return fmt.Errorf("%s: %w: %s", at, context.Cause(bounded), tally(last))
	}
	return err
}
