package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
)

const aboutDiff = `Print what differs between two task definition revisions, or between the revision a service runs and the one it ran before.
Values that look like secrets are masked.`

func diffCommand(p *program) *cobra.Command {
	const use = "diff family:number family:number | cluster/service"
	return &cobra.Command{
		Use: use, Short: "Print what differs between two revisions", Long: aboutDiff, ValidArgsFunction: completer{p}.completePlace,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 || len(args) > 2 {
				return &usage{fmt.Sprintf("diff takes two revisions or a service, not %d words", len(args)), "usage: ecscope " + use}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return printDiff(c.Context(), p, args) },
	}
}

func printDiff(ctx context.Context, p *program, args []string) error {
	bounded, cancel := p.bounded(ctx)
	defer cancel()
	r, err := p.reader(bounded)
	if err != nil {
		return err
	}
	from, to, err := r.pair(bounded, args)
	var fields []change.Field
	same := 0
	if err == nil {
		r.progress.at(from+" and "+to, 0)
		fields, same, err = r.Diff(bounded, from, to)
		if call.KindOf(err) == call.NotFound {
			err = cmp.Or(r.missing(bounded, from, to), err)
		}
	}
	r.progress.stop()
	if err != nil && bounded.Err() != nil {
		return context.Cause(bounded)
	}
	if err != nil {
		return err
	}
	if p.output == asJSON || p.output == asTSV {
		return rowTable[fieldRow]{rows: newFieldRows(fields)}.write(p.streams.Out, p.output, p.streams.look())
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s → %s: %d different, %d the same\n", from, to, len(fields), same)
	for _, l := range (comparison{look: p.streams.look(), width: p.streams.Width}).lines(fields) {
		fmt.Fprintln(&b, l)
	}
	_, err = p.streams.Out.Write(b.Bytes())
	return err
}

// missing says which of two revisions there is not, and what comes near.
func (r *reader) missing(ctx context.Context, names ...string) error {
	for _, n := range names {
		if _, err := r.Revision(ctx, n); err != nil {
			return r.noRevision(ctx, n, err)
		}
	}
	return nil
}

// pair is the two revisions to compare, the earlier first.
func (r *reader) pair(ctx context.Context, args []string) (from, to string, err error) {
	if len(args) == 1 {
		return r.successive(ctx, args[0])
	}
	if from, err = r.named(args[0]); err != nil {
		return "", "", err
	}
	if to, err = r.named(args[1]); err != nil {
		return "", "", err
	}
	family, _, ok := strings.Cut(from, ":")
	if !ok {
		return "", "", &usage{fmt.Sprintf("%q has no family: write family:number", from), "usage: ecscope diff family:number family:number"}
	}
	if !strings.Contains(to, ":") {
		to = family + ":" + to
	}
	return from, to, nil
}

// successive is the revision that a service ran before the one that it runs, and that one. Where the history cannot be
// read, or holds no other, it is the revision that was registered before.
func (r *reader) successive(ctx context.Context, text string) (before, now string, err error) {
	_, s, err := r.service(ctx, text)
	if err != nil {
		return "", "", err
	}
	if wrong := aws.Unrevised(s); wrong != nil {
		return "", "", misuse("%v", wrong)
	}
	for page, err := range r.Deployments(ctx, s.Cluster, s.Name) {
		if err != nil {
			break
		}
		slices.SortStableFunc(page, func(a, b aws.ServiceDeployment) int { return b.Created.Compare(a.Created) })
		for _, d := range page {
			if d.Revision != "" && d.Revision != s.Revision {
				return d.Revision, s.Revision, nil
			}
		}
	}
	family, _, _ := strings.Cut(s.Revision, ":")
	all, err := gather(r, "revisions of "+family, r.Revisions(ctx, family, nil), func(v aws.Revision) string { return v.ARN })
	if err != nil {
		return "", "", err
	}
	own := slices.IndexFunc(all, func(v aws.Revision) bool { return v.ARN == s.TaskDefinition })
	best := 0
	for _, v := range all {
		if own >= 0 && v.Number < all[own].Number && v.Number > best {
			best = v.Number
		}
	}
	if best == 0 {
		return "", "", misuse("%s runs %s, and no earlier revision is known", s.Cluster+"/"+s.Name, s.Revision)
	}
	return fmt.Sprintf("%s:%d", family, best), s.Revision, nil
}
