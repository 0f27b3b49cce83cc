package cli

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/aws/tail"
)

// reader reads an account for one command line and says on the error stream that it does.
type reader struct {
	*aws.Client
	*tail.Reader
	// edit makes changes of the account.
	edit     *edit.Editor
	progress *progress
	// whose is the account that is read; nil where nobody has to know.
	whose func() (string, error)
	// notes are what else there is to say, once the rows are printed.
	notes []string
}

// note says something beside the rows; what fails them is an error instead.
func (r *reader) note(text string) { r.notes = append(r.notes, text) }

// gather reads a sequence to its end. A row that comes again, now with its details, replaces the earlier one; names are
// the rows' identities. What was read before an error is returned beside it.
func gather[T any](r *reader, what string, seq iter.Seq2[[]T, error], name func(T) string) ([]T, error) {
	var rows []T
	var errs []error
	at := map[string]int{}
	r.progress.at(what, 0)
	for page, err := range seq {
		if err != nil {
			errs = append(errs, err)
		}
		for _, row := range page {
			n := name(row)
			i, again := at[n]
			if !again {
				i = len(rows)
				at[n] = i
				rows = append(rows, row)
			}
			rows[i] = row
		}
		r.progress.at(what, len(rows))
	}
	return rows, errors.Join(errs...)
}

// clusters are the names of the clusters to read: the one that is named, or all.
func (r *reader) clusters(ctx context.Context, name string) ([]string, error) {
	if name != "" {
		return []string{name}, nil
	}
	return r.clusterNames(ctx)
}

func (r *reader) clusterNames(ctx context.Context) ([]string, error) {
	var names []string
	seen := map[string]bool{}
	r.progress.at("clusters", 0)
	for page, err := range r.Clusters(ctx) {
		if err != nil {
			return names, err
		}
		for _, c := range page {
			if !seen[c.Name] {
				seen[c.Name] = true
				names = append(names, c.Name)
			}
		}
	}
	return names, nil
}

// recollection is how long names may be collected for a suggestion.
const recollection = 2 * time.Second

// serviceNames are the names of a cluster's services, as many as there is time for. It stops when it has as many as
// the cluster counts, without waiting for details.
func (r *reader) serviceNames(ctx context.Context, cluster string) []string {
	names, _ := listedServices(ctx, r, cluster)
	return names
}

// listedServices are those names, and whether they are all.
func listedServices(ctx context.Context, r *reader, cluster string) (names []string, whole bool) {
	ctx, cancel := context.WithTimeout(ctx, recollection)
	defer cancel()
	c, err := r.Cluster(ctx, cluster)
	if err != nil {
		return nil, false
	}
	seen := map[string]bool{}
	for page, err := range r.Services(ctx, cluster, nil) {
		if err != nil {
			break // what was found until then serves
		}
		for _, s := range page {
			if !seen[s.Name] {
				seen[s.Name] = true
				names = append(names, s.Name)
			}
		}
		if len(names) >= c.Services {
			return names, true
		}
	}
	return names, false
}

// across reads something of each cluster, or of the one that is named. A cluster that fails hides no other.
func across[T any](ctx context.Context, r *reader, cluster string, read func(cluster string) ([]T, error)) ([]T, error) {
	names, err := r.clusters(ctx, cluster)
	errs := []error{err}
	var all []T
	for _, n := range names {
		rows, err := read(n)
		all, errs = append(all, rows...), append(errs, err)
		if ctx.Err() != nil {
			break
		}
	}
	return all, errors.Join(errs...)
}
