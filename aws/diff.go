package aws

import (
	"context"

	"golang.org/x/sync/errgroup"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// Diff tells what differs between two revisions (family:number), and how many values are the same: images first, then by
// path, and what ECS derives from the rest last. Containers, variables, secrets, ports and the like are paired by their
// names; numbers and strings that read alike are the same. What looks like a secret is masked.
func (c *revisionReader) Diff(ctx context.Context, a, b string) (fields []change.Field, same int, err error) {
	var definitions [2]*RawDefinition
	work, inner := errgroup.WithContext(ctx)
	for i, name := range []string{a, b} {
		work.Go(call.Sound("describe revision "+clean.Text(name), func() (err error) {
			definitions[i], err = c.RawDefinition(inner, name)
			return err
		}))
	}
	if err := work.Wait(); err != nil {
		return nil, 0, err
	}
	return definitions[0].Diff(definitions[1], taskdef.ByPath)
}

// Fields are the values of a definition.
func (p *RawDefinition) Fields() (taskdef.Fields, error) {
	f, err := p.Members.Fields()
	if err != nil {
		return nil, call.NewError(call.Server, "read revision "+p.Name(), "", call.Plainly(err))
	}
	return f, nil
}

// Diff is what differs between two definitions, most important first by rank, and how many fields are the same.
func (p *RawDefinition) Diff(other *RawDefinition, rank func(taskdef.Field) int) ([]change.Field, int, error) {
	before, err := p.Fields()
	if err != nil {
		return nil, 0, err
	}
	after, err := other.Fields()
	if err != nil {
		return nil, 0, err
	}
	fields, same := taskdef.Compare(before, after, rank)
	return fields, same, nil
}
