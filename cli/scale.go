package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

func scaleCommand(p *program) *cobra.Command {
	return alter(p, alteration{
		use: "scale [cluster/]service... count", short: "Set how many tasks a service runs",
		long:  "Set how many tasks a service runs. It begins no deployment. Auto scaling, where it is registered, may set another count later.",
		words: 1, each: counted,
		make: onService(func(_ context.Context, r *reader, s aws.Service, words []string) (change.Change, []string, error) {
			if len(words) == 0 {
				return nil, nil, &usage{"scale to how many tasks?", "usage: ecscope scale [cluster/]service... count"}
			}
			n, err := aws.ReadCount(words[0])
			if err != nil {
				return nil, nil, &usage{err.Error(), "usage: ecscope scale [cluster/]service... count"}
			}
			return r.Scale(s, n), nil, nil
		}),
	})
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
