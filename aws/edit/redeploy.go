package edit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/words"
)

// Redeploy replaces the tasks of a service by new ones of the same revision, which picks up images whose tags have moved,
// new secret values and a newer platform. Plan refuses, with a *change.Refused, where ECS would.
func (c *serviceEditor) Redeploy(s aws.Service) change.Change {
	return c.change(s, serviceEdit{
		title: "Redeploy " + called(s), verb: "Redeploy",
		checks: []func(*planContext) *change.Refused{inactive, refuseController("Cannot force a new deployment", "")},
		request: func(at *planContext) request {
			k := at.update(func(in *ecs.UpdateServiceInput) { in.ForceNewDeployment = true }, "--force-new-deployment")
			k.before, k.after = at.service.Revision, at.service.Revision
			return k
		},
		tell: describeRedeploy,
		undo: func(*planContext) (change.Change, string) {
			return nil, "a redeploy keeps the revision, so there is nothing to go back to"
		},
		done: func(at *planContext, now aws.Service) bool {
			d, ok := began(at.service, now)
			return ok && d.TaskDefinition == at.service.TaskDefinition
		},
		deploys: true,
	})
}

// describeRedeploy tells what a redeploy picks up.
func describeRedeploy(s *planContext, p *change.Plan) {
	p.Effects = append(p.Effects, replacing(s))
	s.images(p)
	if l := s.service.Platform; l == "LATEST" || l == "" && s.service.LaunchType == "FARGATE" {
		note := "platform version LATEST: new tasks get the newest version"
		if runs := s.platforms(); runs != "" {
			note += "; current tasks run " + runs
		}
		p.Effects = append(p.Effects, note)
	}
	if s.chosen == nil {
		if s.unread.running != nil {
			p.Warnings = append(p.Warnings, "can't read what the revision contains: "+call.Reason(s.unread.running))
		}
		caution(s, p)
		return
	}
	secrets := 0
	for _, k := range s.chosen.Containers {
		secrets += len(k.Secrets)
	}
	if secrets > 0 {
		p.Effects = append(p.Effects, fmt.Sprintf("%s: read when a task starts, so changed values are picked up (unconfirmed)", words.Count(secrets, "secret")))
	}
	if values, err := s.chosen.Fields(); err == nil {
		p.Same = len(values) + 1
	}
	if s.chosen.Status != "ACTIVE" && s.chosen.Status != "" {
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s is %s: ECS may refuse to deploy it again", s.chosen.Name(), s.chosen.Status))
	}
	caution(s, p)
}

// platforms are the platform versions that tasks of the service run.
func (s *planContext) platforms() string {
	var all []string
	for _, t := range s.tasks {
		if t.Platform != "" {
			all = append(all, t.Platform)
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " and ")
}
