package aws

import (
	"context"

	"github.com/ecscope/ecscope/clean"
)

// Scalable reads within which limits auto scaling keeps a service, and nothing else of it; nil where none is registered.
func (c *scalingReader) Scalable(ctx context.Context, cluster, service string) (*Scaling, error) {
	targets, err := c.targets(ctx, "describe auto scaling of "+clean.Text(cluster)+"/"+clean.Text(service), []string{"service/" + cluster + "/" + service})
	if err != nil || len(targets) == 0 {
		return nil, err
	}
	s := limits(targets[0], cluster, service, c.Stamp())
	return &s, nil
}
