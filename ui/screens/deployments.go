package screens

import (
	"context"
	"fmt"
	"iter"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/table"
)

// deploymentList is the history of a service's deployments.
type deploymentList struct {
	browse.Kit
	calendar
	source interface {
		serviceReader
		historySource
	}
	revision *revisionPage
}

// endings are how the deployments of a history ended, by ARN. The reading writes them, the drawing reads them.
type endings struct {
	all atomic.Pointer[map[string]triage.Ending]
}

func (e *endings) set(history []aws.ServiceDeployment) {
	all := inspect.Endings(history)
	e.all.Store(&all)
}

// of is how a deployment ended. One that was not there when the others were set is judged alone.
func (e *endings) of(d aws.ServiceDeployment) triage.Ending {
	if all := e.all.Load(); all != nil {
		if one, ok := (*all)[d.ARN]; ok {
			return one
		}
	}
	return triage.EndingOf([]aws.ServiceDeployment{d}, 0)
}

func (e *endings) state(d aws.ServiceDeployment) State {
	one := e.of(d)
	return State{LevelTone(inspect.LevelOf(one.State)), one.Word}
}

// screen shows the history of a service's deployments: the last 90 days, as far as ECS keeps it.
func (l *deploymentList) screen(cluster, service string) nav.Screen {
	ends := &endings{}
	r := l.resource(cluster, service, ends)
	r.At, r.Title, r.Every = nav.Location{Cluster: cluster, Thing: service, View: "deployments"}, "deployments", 15*time.Second
	r.Source = func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.ServiceDeployment, error] {
		return l.read(ctx, cluster, service, ends)
	}
	return browse.New(l.Kit, r)
}

// resource declares the history of a service, which somebody else reads.
func (l *deploymentList) resource(cluster, service string, ends *endings) browse.Resource[aws.ServiceDeployment] {
	state := ends.state
	return browse.Resource[aws.ServiceDeployment]{
		Noun:  "deployments",
		Empty: "no deployment history: ECS keeps 90 days of it, and none from before 2024-10-25",
		ID:    func(d aws.ServiceDeployment) string { return d.ARN },
		Fault: func(d aws.ServiceDeployment) bool { return state(d).fault() },
		Sort:  "CREATED",
		Columns: []table.Column[aws.ServiceDeployment]{
			glyph(state),
			since(l.calendar, "CREATED", func(d aws.ServiceDeployment) time.Time { return d.Created }),
			plain("REVISION", func(d aws.ServiceDeployment) string { return d.Revision }),
			least(12, word("STATUS", state)),
			drop(2, plain("TASKS", func(d aws.ServiceDeployment) string { return fmt.Sprintf("%d/%d", d.Running, d.Requested) })),
			drop(3, dim("TOOK", took)),
			drop(4, dim("BREAKER", breaker)),
			{Name: "HOW", Flex: true, Min: 16, Cell: func(d aws.ServiceDeployment) table.Cell {
				return table.Cell{Text: ends.of(d).Text}
			}},
			wide(dim("STAGE", func(d aws.ServiceDeployment) string { return d.Stage })),
			wide(dim("ID", func(d aws.ServiceDeployment) string { return d.ID })),
		},
		Open: func(d aws.ServiceDeployment) nav.Screen {
			return l.revision.describe.screen(aws.Ref{Thing: aws.DeploymentThing, Cluster: cluster, ID: d.ARN})
		},
		Actions: []action.Action[aws.ServiceDeployment]{{Key: l.Keys.Service.Revisions, Check: hasTarget,
			Run: action.Open(l.Keys.Service.Revisions, func(d aws.ServiceDeployment) nav.Screen { return l.revision.screen(d.Revision) }).Run}},
		Copies: func(d aws.ServiceDeployment) []browse.Copy {
			return l.revision.links.copies("id", d.ID, d.ARN, "aws ecs describe-service-deployments --service-deployment-arns "+d.ARN,
				"clusters/"+cluster+"/services/"+service+"/deployments")
		},
	}
}

func hasTarget(d aws.ServiceDeployment) error {
	if d.Revision == "" {
		return fmt.Errorf("ECS has forgotten which revision deployment %s ran", d.ID)
	}
	return nil
}

// read reads the history of a service and its task sets, of which ECS keeps none.
func (l *deploymentList) read(ctx context.Context, cluster, service string, ends *endings) iter.Seq2[[]aws.ServiceDeployment, error] {
	return func(yield func([]aws.ServiceDeployment, error) bool) {
		var all []aws.ServiceDeployment
		at := map[string]int{}
		for page, err := range l.source.Deployments(ctx, cluster, service) {
			for _, d := range page {
				if i, ok := at[d.ARN]; ok {
					all[i] = d
				} else {
					at[d.ARN], all = len(all), append(all, d)
				}
			}
			ends.set(all)
			if !yield(page, err) {
				return
			}
		}
		if len(all) > 0 {
			return
		}
		s, err := l.source.Service(ctx, cluster, service)
		yield(inspect.TaskSets(s), err)
	}
}

func took(d aws.ServiceDeployment) string {
	end := d.Finished
	if end.IsZero() {
		end = d.Stopped
	}
	if end.IsZero() || d.Started.IsZero() {
		return ""
	}
	return nav.Ago(end, d.Started)
}

func breaker(d aws.ServiceDeployment) string {
	switch d.Breaker.Status {
	case "":
		return "" // ECS says nothing of it
	case "DISABLED":
		return "off"
	}
	return fmt.Sprintf("%d of %d", d.Breaker.Count, d.Breaker.Threshold)
}
