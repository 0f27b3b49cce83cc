package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/change"
)

const scaleUse = "scale [cluster/]service... (count | min..max | suspend | resume | back)"

const aboutScale = `Set how many tasks a service runs, or the limits of its auto scaling. Neither starts a deployment.

If auto scaling is registered, a count lasts until auto scaling sets another. With limits such as 2..12, or --min and --max, a count
outside them moves inside at once. suspend pauses auto scaling, and resume restarts it. back goes from 0 back to the earlier count: the
one in ecscope's own record, or else the one that auto scaling or the last deployment shows.`

func scaleCommand(p *program) *cobra.Command {
	least, most := -1, -1
	return alter(p, alteration{
		use: scaleUse, short: "Set how many tasks a service runs, or the limits of its auto scaling", long: aboutScale, words: 1,
		each: func(words []string) [][]string {
			if least >= 0 || most >= 0 {
				return every(words)
			}
			return counted(words)
		},
		flags: func(f *pflag.FlagSet) {
			f.IntVar(&least, "min", -1, "the minimum number of tasks for auto scaling")
			f.IntVar(&most, "max", -1, "the maximum number of tasks for auto scaling")
		},
		make: onService(func(ctx context.Context, r *reader, s aws.Service, words []string) (change.Change, []string, error) {
			if least < 0 && most < 0 {
				return scaled(ctx, p, r, s, words)
			}
			var l edit.Limits
			if least >= 0 {
				l.Min = &least
			}
			if most >= 0 {
				l.Max = &most
			}
			return r.edit.Limit(s, l), nil, nil
		}),
	})
}

// scaled is what the word after a service has it scaled to.
func scaled(ctx context.Context, p *program, r *reader, s aws.Service, words []string) (change.Change, []string, error) {
	if len(words) == 0 {
		return nil, nil, &usage{"scale: no count or limits given", "usage: ecscope " + scaleUse}
	}
	if l, ok := edit.ReadLimits(words[0]); ok {
		return r.edit.Limit(s, l), nil, nil
	}
	if words[0] == "back" {
		return scaledBack(ctx, p, r, s)
	}
	n, err := edit.ReadCount(words[0])
	if err != nil {
		return nil, nil, &usage{err.Error(), "usage: ecscope " + scaleUse}
	}
	return r.edit.Scale(s, n), nil, nil
}

// scaledBack scales a service to what it was before it was scaled to none, and says how that is known.
func scaledBack(ctx context.Context, p *program, r *reader, s aws.Service) (change.Change, []string, error) {
	if n, when, ok := p.journal().Former(s.Guarded()); ok {
		return r.edit.Scale(s, n), []string{fmt.Sprintf("according to the record of changes, it was scaled from %d to 0 at %s", n, dated(when))}, nil
	}
	r.progress.at("how many tasks "+s.Name+" ran", 0)
	f, err := r.edit.Former(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	return r.edit.Scale(s, f.Count), []string{f.Why}, nil
}

// counted gives each of the services the count that stands last.
func counted(words []string) (all [][]string) {
	if len(words) < 2 {
		return [][]string{words}
	}
	last := len(words) - 1
	for _, w := range words[:last] {
		all = append(all, []string{w, words[last]})
	}
	return all
}
