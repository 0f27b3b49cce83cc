package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/words"
)

// completion is how long a shell may wait for names.
const completion = 2 * time.Second

// completer completes what is typed.
type completer struct{ *program }

// completePlace completes the names of clusters and, after a slash, of their services, or the ids of their tasks where what is
// typed begins like one. What the account does not tell in time comes from the names that were seen before, where there are
// any, and else is left out without a word: this runs while somebody types.
func (k completer) completePlace(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	directive := cobra.ShellCompDirectiveNoFileComp
	if !strings.Contains(typed, "/") {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	ctx, cancel := context.WithTimeout(c.Context(), completion)
	defer cancel()
	k.mfa = func(context.Context, call.Question) (string, error) { return "", errUnasked }
	client, err := k.client(ctx)
	if err != nil {
		return nil, directive
	}
	seen := make(chan []string, 1)
	go func() { seen <- k.seen(ctx, client) }()
	found, whole := k.told(ctx, &reader{Client: client, progress: watch(nil, 0)}, typed)
	if !whole {
		found = append(found, <-seen...)
	}
	found = matching(found, typed)
	return slices.Compact(found), directive
}

// complete is how cobra asks for what may be typed.
type complete = func(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// completes is what completes the words of an alteration.
func completes(v alteration, k completer) complete {
	if v.complete == nil {
		return k.completePlace
	}
	return v.complete(k)
}

// live completes with names that the account tells, as far as there is time.
func (k completer) live(c *cobra.Command, typed string, names func(context.Context, *reader) []string) ([]string, cobra.ShellCompDirective) {
	ctx, cancel := context.WithTimeout(c.Context(), completion)
	defer cancel()
	k.mfa = func(context.Context, call.Question) (string, error) { return "", errUnasked }
	client, err := k.client(ctx)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var found []string
	for _, n := range names(ctx, &reader{Client: client, progress: watch(nil, 0)}) {
		if strings.HasPrefix(n, typed) {
			found = append(found, n)
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// mostRevisions is how many revisions are completed, the newest first.
const mostRevisions = 50

// completeRevision completes a service, then a revision of its family: a number, the newest first.
func (k completer) completeRevision(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) != 1 {
		return k.completePlace(c, args, typed)
	}
	return k.live(c, typed, func(ctx context.Context, r *reader) (numbers []string) {
		_, s, err := r.service(ctx, args[0])
		family, _, ok := strings.Cut(s.Revision, ":")
		if err != nil || !ok {
			return nil
		}
		for page, err := range r.Revisions(ctx, family, nil) {
			for _, one := range page {
				number := strconv.Itoa(one.Number)
				if slices.Contains(numbers, number) {
					return numbers // the names are all there, and details follow
				}
				if one.Status == "ACTIVE" {
					numbers = append(numbers, number)
				}
			}
			if err != nil || len(numbers) >= mostRevisions {
				break
			}
		}
		return numbers
	})
}

// completeInstances completes a cluster and, after a slash, its container instances, by the names that they are called on screen.
func (k completer) completeInstances(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	cluster, _, slash := strings.Cut(typed, "/")
	if !slash {
		return k.completePlace(c, nil, typed)
	}
	return k.live(c, typed, func(ctx context.Context, r *reader) (names []string) {
		for page, err := range r.Instances(ctx, cluster) {
			for _, i := range page {
				if i.Described {
					names = append(names, cluster+"/"+cmp.Or(i.EC2, i.ID))
				}
			}
			if err != nil {
				break
			}
		}
		return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(args, n) })
	})
}

// errUnasked is why nothing is asked while somebody types.
var errUnasked = errors.New("completion asks for nothing")

// told are the names that the account tells, and whether they are all.
func (k completer) told(ctx context.Context, r *reader, typed string) ([]string, bool) {
	cluster, rest, slash := strings.Cut(typed, "/")
	if !slash {
		names, err := r.clusterNames(ctx)
		return names, err == nil
	}
	services, whole := listedServices(ctx, r, cluster)
	found := prefixed(cluster, services)
	if rest != "" && isTask(rest+"0000") {
		found = append(found, prefixed(cluster, taskIDs(ctx, r, cluster))...)
	}
	return found, whole
}

// taskIDs are the ids of a cluster's tasks, as many as there is time for.
func taskIDs(ctx context.Context, r *reader, cluster string) []string {
	var ids []string
	for page, err := range r.Tasks(ctx, aws.TaskQuery{Cluster: cluster}) {
		if err != nil {
			break
		}
		for _, t := range page {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// seen are the clusters and services that are kept from former runs: of the account that answers or, where none does, of the only
// one that was seen in the region.
func (k completer) seen(ctx context.Context, client *aws.Client) []string {
	folder, region := k.namesFolder(), client.Place().Region
	if folder == "" {
		return nil
	}
	file, ok := index.Single(folder, region)
	if who, err := client.Identity(ctx); err == nil {
		file, ok = index.File(folder, who.Account, region)
	}
	names := index.New()
	if !ok || names.Open(file) != nil {
		return nil
	}
	return append(names.Clusters(), names.Services()...)
}

func matching(names []string, typed string) []string {
	slash := strings.Contains(typed, "/")
	names = slices.DeleteFunc(names, func(n string) bool { return !strings.HasPrefix(n, typed) || !slash && strings.Contains(n, "/") })
	slices.SortFunc(names, words.Natural)
	return names
}

// completeFlags completes the values of the flags that have known ones.
func (k completer) completeFlags(root *cobra.Command) error {
	known := map[string]func(c *cobra.Command) []string{
		"output":    formats,
		"region":    func(*cobra.Command) []string { return call.Regions() },
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
