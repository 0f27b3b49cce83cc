package edit

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
)

// Former is how many tasks a service ran before it was scaled to none, and how that is known.
type Former struct {
	Count int
	Why   string
}

// Former finds out how many tasks a service ran before: from what auto scaling did last, else from the last deployment that
// succeeded, else from auto scaling's minimum. Its error is of kind NotFound where nothing tells.
func (c *serviceEditor) Former(ctx context.Context, s aws.Service) (Former, error) {
	soon, cancel := context.WithTimeout(ctx, secondaryTimeout)
	defer cancel()
	scaling, unread := c.account.Scaling(soon, s.Cluster, s.Name)
	for _, a := range scaling.Activities {
		if n, ok := a.SetTo(); ok && n > 0 {
			return Former{n, fmt.Sprintf("auto scaling set %d at %s", n, a.Started.UTC().Format(time.RFC3339))}, nil
		}
	}
	history, err := c.account.Releases(ctx, s.Cluster, s.Name, 20, nil)
	for i := range min(5, len(history)) {
		if history[i].Status != "SUCCESSFUL" {
			continue
		}
		d, err := c.account.Release(ctx, history[i].ARN)
		if err != nil && call.KindOf(err) != call.NotFound {
			return Former{}, err
		}
		if d.Requested > 0 {
			return Former{d.Requested, fmt.Sprintf("the deployment of %s on %s had a desired count of %d", d.Revision, d.Created.UTC().Format(time.RFC3339), d.Requested)}, nil
		}
	}
	if scaling.Registered && scaling.Min > 0 {
		return Former{scaling.Min, fmt.Sprintf("auto scaling keeps %d or more", scaling.Min)}, nil
	}
	if err = cmp.Or(err, unread); err != nil { // what could not be read may tell
		return Former{}, err
	}
	return Former{}, call.Absent(call.Op("", call.Of("find out how many tasks "+s.Name+" ran", s.Cluster)), "neither auto scaling nor a deployment shows a count above 0")
}
