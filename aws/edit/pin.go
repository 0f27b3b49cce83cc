package edit

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// Pin has a service run another revision: family:number, an ARN, or a number of the family that it runs. Plan refuses,
// with a *change.Refused, what ECS would refuse and what cannot work; an INACTIVE revision is offered as a copy.
func (c *serviceEditor) Pin(s aws.Service, revision string) change.Change {
	revision = strings.TrimPrefix(plain.Short(revision), ":")
	return c.to(s, revision, "Pin")
}

// titleTo names a change, by its verb, that has a service run another revision; empty where that is not known.
func titleTo(verb string, s aws.Service, revision string) string {
	title := verb + " " + called(s)
	family, n := plain.SplitRevision(revision)
	own, _ := plain.SplitRevision(s.Revision)
	if _, err := strconv.Atoi(revision); err == nil {
		return title + " to revision " + revision
	} else if n > 0 && (own == "" || own == family) {
		return title + " to revision " + strconv.Itoa(n)
	} else if revision != "" {
		return title + " to " + clean.Text(revision)
	}
	return title
}

// to is a change by that verb that has a service run another revision.
func (c *serviceEditor) to(s aws.Service, revision, verb string) change.Change {
	return c.change(s, serviceEdit{
		title: titleTo(verb, s, revision), verb: verb,
		choose: func(ctx context.Context, at *planContext) error {
			if refused := cmp.Or(inactive(at), refuseController("Unable to update task definition", " with revision "+clean.Text(revision))(at)); refused != nil {
				return refused
			}
			return at.find(ctx, revision)
		},
		checks: []func(*planContext) *change.Refused{current, refuseInactive, refuseRevision},
		request: func(at *planContext) request {
			name := at.chosen.Name()
			k := at.update(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = &name }, "--task-definition", name)
			if k.before, k.after = at.service.Revision, name; k.before != "" {
				k.back = "pin " + at.service.Cluster + "/" + at.service.Name + " " + k.before
			}
			return k
		},
		tell: describePin,
		undo: func(at *planContext) (change.Change, string) {
			if at.service.Revision == "" {
				return nil, "the service has no earlier revision"
			}
			return c.Pin(at.service, at.service.Revision), ""
		},
		done: func(at *planContext, now aws.Service) bool {
			d, ok := began(at.service, now)
			return ok && d.TaskDefinition == at.chosen.ARN
		},
		deploys: true,
	})
}

// find reads the revision to run, or refuses with those that there are.
func (s *planContext) find(ctx context.Context, revision string) (err error) {
	family, _ := plain.SplitRevision(s.service.Revision)
	if n, err := strconv.Atoi(revision); err == nil && family != "" {
		revision = family + ":" + strconv.Itoa(n)
	}
	if s.chosen, err = s.editor.account.RawDefinition(ctx, revision); call.KindOf(err) != call.NotFound {
		return err
	}
	return &change.Refused{Reason: "no revision " + clean.Text(revision), Way: s.editor.account.Neighbours(ctx, revision)}
}

// current refuses what the service runs or moves to already: ECS would begin nothing.
func current(s *planContext) *change.Refused {
	p, _ := s.service.Primary()
	switch {
	case s.chosen.ARN != s.service.TaskDefinition:
		return nil
	case len(s.service.Deployments) > 1 || p.Rollout == "IN_PROGRESS":
		return &change.Refused{Reason: fmt.Sprintf("%s is already moving to %s", s.service.Name, s.chosen.Name()),
			Way: "follow that rollout, or redeploy to start it again"}
	}
	return &change.Refused{Reason: fmt.Sprintf("%s already runs %s", s.service.Name, s.chosen.Name()), Way: "redeploy to replace its tasks"}
}

// refuseInactive refuses a revision that was deregistered, and offers a copy of it.
func refuseInactive(s *planContext) *change.Refused {
	if s.chosen.Status == "ACTIVE" || s.chosen.Status == "" {
		return nil
	}
	service := s.service
	return &change.Refused{
		Reason:  fmt.Sprintf("%s is %s: ECS can't deploy it", s.chosen.Name(), s.chosen.Status),
		Way:     "re-register a copy of it and pin the copy",
		Instead: s.editor.registrar.Reregister(s.chosen.Name(), func(copied string) change.Change { return s.editor.Pin(service, copied) }),
	}
}

// describePin tells what differs between the revision that runs and the one to come.
func describePin(s *planContext, p *change.Plan) {
	p.Fields = append(p.Fields, change.Field{Path: "taskDefinition", Before: s.service.Revision, After: s.chosen.Name()})
	if s.running == nil {
		p.Warnings = append(p.Warnings, "can't compare it with what runs: "+call.Reason(s.unread.running))
	} else if fields, same, err := s.running.Diff(s.chosen, taskdef.ByWeight); err != nil {
		p.Warnings = append(p.Warnings, "can't tell what differs: "+call.Reason(err))
	} else {
		p.Fields, p.Same = append(p.Fields, s.withDigests(fields)...), same
	}
	own, _ := plain.SplitRevision(s.service.Revision)
	if own != "" && own != s.chosen.Family {
		p.Typed = s.chosen.Family
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s is a different family than %s, which the service runs", s.chosen.Family, own))
	}
	p.Effects = append(p.Effects, replacing(s))
	s.images(p)
	caution(s, p)
}

// withDigests adds what the images of fields are known to be: of those that run from their tasks, of the others from when
// they were last deployed.
func (s *planContext) withDigests(fields []change.Field) []change.Field {
	running := s.digests()
	var out []change.Field
	for _, f := range fields {
		out = append(out, f)
		name, ok := strings.CutSuffix(f.Path, ".image")
		if !ok {
			continue
		}
		now := strings.Join(plain.Each(running[name], brief), " ")
		if was, _ := s.resolved(s.service.Revision, name); now == "" && was != "" {
			now = brief(was)
		}
		then, _ := s.resolved(s.chosen.Name(), name)
		if then = brief(then); now != then {
			out = append(out, change.Field{Path: name + ".digest", Before: cmp.Or(now, "unknown"), After: cmp.Or(then, "unknown")})
		}
	}
	return out
}
