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
	var definitions [2]*rawDefinition
	work, inner := errgroup.WithContext(ctx)
	for i, name := range []string{a, b} {
		work.Go(call.Sound("describe revision "+clean.Text(name), func() (err error) {
			definitions[i], err = c.rawDefinition(inner, name)
			return err
		}))
	}
	if err := work.Wait(); err != nil {
		return nil, 0, err
	}
	return definitions[0].diff(definitions[1], taskdef.ByPath)
}

// fields are the values of a definition.
func (p *rawDefinition) fields() (taskdef.Fields, error) {
	f, err := p.members.Fields()
	if err != nil {
		return nil, call.NewError(call.Server, "read revision "+p.name(), "", call.Plainly(err))
	}
	return f, nil
}

func (p *rawDefinition) diff(other *rawDefinition, rank func(taskdef.Field) int) ([]change.Field, int, error) {
	before, err := p.fields()
	if err != nil {
		return nil, 0, err
	}
	after, err := other.fields()
	if err != nil {
		return nil, 0, err
	}
	fields, same := taskdef.Compare(before, after, rank)
	return fields, same, nil
}
