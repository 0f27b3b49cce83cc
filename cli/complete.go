package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/words"
)

// completion is how long a shell may wait for names.
const completion = 2 * time.Second

// completer completes what is typed.
type completer struct{ *program }

// completePlace completes the names of clusters and, after a slash, of their services. What the account does not tell
// in time is left out without a word: this runs while somebody types.
func (k completer) completePlace(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	ctx, cancel := context.WithTimeout(c.Context(), completion)
	defer cancel()
	client, err := k.client(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	r := &reader{Client: client, progress: watch(nil, 0)}
	cluster, _, slash := strings.Cut(typed, "/")
	if slash {
		return matching(prefixed(cluster, r.serviceNames(ctx, cluster)), typed), cobra.ShellCompDirectiveNoFileComp
	}
	names, _ := r.clusterNames(ctx)
	return matching(names, typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func matching(names []string, typed string) []string {
	names = slices.DeleteFunc(names, func(n string) bool { return !strings.HasPrefix(n, typed) })
	slices.SortFunc(names, words.Natural)
	return names
}

// completeFlags completes the values of the flags that have known ones.
func (k completer) completeFlags(root *cobra.Command) error {
	known := map[string]func(c *cobra.Command) []string{
		"output":    formats,
		"region":    func(*cobra.Command) []string { return aws.Regions() },
		"read-only": func(*cobra.Command) []string { return guard.Modes() },
		"profile":   func(*cobra.Command) []string { return profiles(k.program) },
	}
	for flag, names := range known {
		err := root.RegisterFlagCompletionFunc(flag,
			func(c *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
				return matching(slices.Clone(names(c)), typed), cobra.ShellCompDirectiveNoFileComp
			})
		if err != nil {
			return err
		}
	}
	return nil
}
