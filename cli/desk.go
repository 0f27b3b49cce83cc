package cli

import (
	"context"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

// introduction is how long AWS may take to say who the caller is, for the record of a change that has been sent.
const introduction = 5 * time.Second

// journal is where changes are written down; nil where nothing is to be left behind, or there is no place for it.
func (p *program) journal() *change.Journal {
	if path := p.changesFile(); path != "" {
		return &change.Journal{Path: path}
	}
	return nil
}

// desk is where the changes of this run pass. It has no client before one is opened.
func (p *program) desk() (*change.Desk, error) {
	readOnly, protected, err := p.guard()
	return &change.Desk{ReadOnly: readOnly, Protected: protected, Journal: p.journal(), Now: p.streams.Now}, err
}

// introduce tells who the caller is, also where the run was interrupted after the change was sent.
func introduce(c *aws.Client) func(context.Context) string {
	return func(ctx context.Context) string {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), introduction)
		defer cancel()
		who, err := c.Identity(ctx)
		if err != nil {
			return "unknown: " + err.Error()
		}
		return who.ARN
	}
}
