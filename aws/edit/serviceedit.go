package edit

import (
	"context"
	"iter"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
)

// serviceEdit is a change of one service, as data: a literal of it is all that another one takes.
type serviceEdit struct {
	title, verb string
	// choose reads the revision that the service is to run, or refuses; nil keeps the one it runs.
	choose func(context.Context, *planContext) error
	// checks refuse the change, the first that objects.
	checks []func(*planContext) *change.Refused
	// request is what is sent.
	request func(*planContext) request
	// tell adds fields, effects and warnings to the plan.
	tell func(*planContext, *change.Plan)
	// undo takes the change back; nil, and why, where that has no meaning.
	undo func(*planContext) (change.Change, string)
	// done says whether a service, as it is now, shows that the call was carried out.
	done func(at *planContext, now aws.Service) bool
	// follow looks at what the call began until its true end; nil for the rollout of a deployment.
	follow func(context.Context, *planContext, change.Receipt) iter.Seq2[[]change.Progress, error]
	// deploys says that the call begins a deployment.
	deploys bool
}

// request is the one call of a change.
type request struct {
	action string
	// before and after are what is told of it: what was and what is asked for.
	before, after string
	// back are the words of ecscope's command line that take it back; empty where none do.
	back string
	// input is what an update sends; nil for another call.
	input *ecs.UpdateServiceInput
	// deploys says that the call begins a deployment, where the change may or may not.
	deploys bool
	// words make the same call with the AWS CLI, but for profile and region.
	words []string
	// send returns the service as AWS answers it, nil where the answer holds none.
	send func(context.Context, ...func(*ecs.Options)) (*types.Service, error)
}

// update is a call of UpdateService with the members that set sets, and no others. flags are the same for the AWS CLI.
func (s *planContext) update(set func(*ecs.UpdateServiceInput), flags ...string) request {
	in := &ecs.UpdateServiceInput{Cluster: &s.service.Cluster, Service: &s.service.Name}
	set(in)
	words := []string{"update-service", "--cluster", s.service.Cluster, "--service", s.service.Name}
	return request{action: "UpdateService", input: in, words: append(words, flags...),
		send: func(ctx context.Context, options ...func(*ecs.Options)) (*types.Service, error) {
			out, err := s.editor.ECS.UpdateService(ctx, in, options...)
			if err != nil {
				return nil, err
			}
			return out.Service, call.Whole("UpdateService", out)
		}}
}

// serviceEditor changes services.
type serviceEditor struct {
	*sender
	registrar *registrar
}

// change makes a Change of a literal.
func (c *serviceEditor) change(s aws.Service, e serviceEdit) change.Change {
	return &edit{sender: c.sender, title: e.title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		at, err := c.planContext(ctx, s, e.choose)
		if err != nil {
			return change.Plan{}, nil, err
		}
		for _, check := range e.checks {
			if refused := check(at); refused != nil {
				return change.Plan{}, nil, refused
			}
		}
		k := e.request(at)
		p := change.Plan{Title: e.title, Verb: e.verb, Where: at.where, Command: c.Command(k.words...)}
		refused, warnings := judged(at, k.input)
		if refused != nil {
			return change.Plan{}, nil, refused
		}
		e.tell(at, &p)
		p.Warnings = append(p.Warnings, warnings...)
		p.Undo, p.NoUndo = e.undo(at)
		p.Follow = func(ctx context.Context, r change.Receipt) iter.Seq2[[]change.Progress, error] {
			return c.Follow(ctx, at.service.Cluster, at.service.Name, r)
		}
		if e.follow != nil {
			p.Follow = func(ctx context.Context, r change.Receipt) iter.Seq2[[]change.Progress, error] {
				return e.follow(ctx, at, r)
			}
		}
		return p, e.pendingCall(at, k), nil
	}}
}

// pendingCall makes an order of a planned call.
func (e serviceEdit) pendingCall(at *planContext, k request) *pendingCall {
	c, before := at.editor, at.service
	look := func(ctx context.Context) (aws.Service, error) {
		now, _, err := c.account.DescribeService(ctx, before.Cluster, before.Name)
		return now, err
	}
	return &pendingCall{Operation: call.Op(k.action, e.title),
		moved: func(ctx context.Context) ([]change.Field, error) {
			now, err := look(ctx)
			if err != nil {
				return nil, err
			}
			return drift(before, now), nil
		},
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			answer, err := k.send(ctx, options...)
			if err != nil {
				return change.Receipt{}, err
			}
			after := before
			if answer != nil {
				after = c.account.ServiceOf(*answer, before.Cluster)
			}
			r := k.receipt(c, before, after)
			if (e.deploys || k.deploys) && r.Deployment == "" {
				if now, err := look(ctx); err == nil {
					r = k.receipt(c, before, now)
				}
				if r.Deployment == "" {
					r.Note = "AWS accepted the change but shows no new deployment yet"
				}
			}
			return r, nil
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			now, err := look(ctx)
			if err != nil || !e.done(at, now) {
				return change.Receipt{}, false, err
			}
			return k.receipt(c, before, now), true, nil
		},
	}
}

// receipt tells what became of a call from the service before and after it.
func (k request) receipt(c *serviceEditor, before, after aws.Service) change.Receipt {
	r := change.Receipt{At: c.Stamp(), Before: k.before, After: k.after, Revision: after.Revision, Back: k.back}
	if d, ok := began(before, after); ok {
		r.Deployment, r.Revision = d.ID, d.Revision
		if !d.Created.IsZero() {
			r.At = d.Created
		}
	}
	return r
}

// began is the deployment that a service moves to now and did not have before, and whether there is one.
func began(before, after aws.Service) (aws.Deployment, bool) {
	p, ok := after.Primary()
	known := func(d aws.Deployment) bool { return d.ID == p.ID }
	return p, ok && !slices.ContainsFunc(before.Deployments, known)
}

// called is the name of a service, or the last part of its ARN.
func called(s aws.Service) string {
	if s.Name != "" {
		return s.Name
	}
	return plain.Short(s.ARN)
}
