package edit

import (
	"context"
	"iter"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// followPause is between two looks at a rollout.
const followPause = 3 * time.Second

// Follow looks at the rollout that a change began until it has come to its true end; that look is the last one. Trouble
// that passes (throttling, the network, a failing server) is a look at what was seen last, with a text that says so; any
// other error ends the sequence.
func (c *serviceEditor) Follow(ctx context.Context, cluster, service string, r change.Receipt) iter.Seq2[[]change.Progress, error] {
	t := tracker{account: c.account, cluster: cluster, service: service, receipt: r}
	return c.watch(ctx, call.Of("follow "+clean.Text(service), cluster), t.look)
}

// watch looks again and again until an end is seen. Trouble that passes is the last look once more, with a text that says so.
func (c *sender) watch(ctx context.Context, doing string, look func(context.Context) (change.Progress, error)) iter.Seq2[[]change.Progress, error] {
	return func(yield func([]change.Progress, error) bool) {
		last := change.Progress{Outcome: change.Moving}
		for {
			p, err := look(ctx)
			switch call.KindOf(err) {
			case call.Throttled, call.Offline, call.Server:
				p = last
				p.Outcome, p.Text, err = change.Moving, "still following: "+call.Reason(err), nil
			}
			if err != nil {
				yield(nil, err)
				return
			}
			last = p
			if !yield([]change.Progress{p}, nil) || p.Ended() {
				return
			}
			if err := c.Clock.Sleep(ctx, followPause); err != nil {
				yield(nil, c.Fault(ctx, call.Op("", doing), err))
				return
			}
		}
	}
}

// tracker is what is known of a rollout that is followed.
type tracker struct {
	account          *aws.Client
	cluster, service string
	receipt          change.Receipt
	history          []aws.ServiceDeployment // as it was last read
	failures         int                     // how often in a row the history could not be read
	mute             bool                    // AWS tells no history
}

func (t *tracker) look(ctx context.Context) (change.Progress, error) {
	s, _, err := t.account.DescribeService(ctx, t.cluster, t.service)
	if err != nil {
		return change.Progress{}, err
	}
	trouble := t.read(ctx, s)
	p := progress(s, t.history, t.receipt)
	if trouble != nil && p.Outcome == change.Moving {
		p.Text += " (" + call.Reason(trouble) + ")"
	}
	return p, nil
}

// read reads the history of a service: a list and one description while the rollout moves.
func (t *tracker) read(ctx context.Context, s aws.Service) error {
	if t.mute {
		return nil
	}
	history, err := t.account.Releases(ctx, s.Cluster, s.Name, 20, nil)
	var own aws.Deployment
	for _, d := range s.Deployments {
		if d.ID == t.receipt.Deployment {
			own = d
		}
	}
	if i := releaseOf(history, t.receipt, own); i >= 0 {
		var full aws.ServiceDeployment
		if full, err = t.account.Release(ctx, history[i].ARN); err == nil {
			history[i] = full
		}
	}
	if err != nil && len(history) == 0 {
		t.failures++
		passing := call.KindOf(err) == call.Throttled || call.KindOf(err) == call.Offline || call.KindOf(err) == call.Server
		if t.mute = !passing || t.failures > 2 && t.history == nil; passing {
			return err
		}
		return nil
	}
	t.failures, t.history = 0, history
	return nil
}
