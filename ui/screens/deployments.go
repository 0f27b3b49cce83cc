package screens

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
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

// screen shows the history of a service's deployments: the last 90 days, as far as ECS keeps it.
func (l *deploymentList) screen(cluster, service string) nav.Screen {
	state := historyState
	return browse.New(l.Kit, browse.Resource[aws.ServiceDeployment]{
		At: nav.Location{Cluster: cluster, Thing: service, View: "deployments"}, Title: "deployments", Noun: "deployments",
		Empty: "no deployment history: ECS keeps 90 days of it, and none from before 2024-10-25",
		ID:    func(d aws.ServiceDeployment) string { return d.ARN },
		Source: func(ctx context.Context, _ func() []string) iter.Seq2[[]aws.ServiceDeployment, error] {
			return l.read(ctx, cluster, service)
		},
		Every: 15 * time.Second,
		Fault: func(d aws.ServiceDeployment) bool { return state(d).fault() },
		Sort:  "CREATED",
		Columns: []table.Column[aws.ServiceDeployment]{
			glyph(state),
			since(l.calendar, "CREATED", func(d aws.ServiceDeployment) time.Time { return d.Created }),
			{Name: "STATUS", Min: 12, Cell: func(d aws.ServiceDeployment) table.Cell {
				return table.Cell{Text: state(d).Word, Tone: state(d).Tone}
			}},
			plain("REVISION", func(d aws.ServiceDeployment) string { return d.Revision }),
			drop(2, plain("TASKS", func(d aws.ServiceDeployment) string { return fmt.Sprintf("%d/%d", d.Running, d.Requested) })),
			drop(3, dim("TOOK", took)),
			drop(4, dim("BREAKER", breaker)),
			drop(5, table.Column[aws.ServiceDeployment]{Name: "REASON", Flex: true, Min: 16, Cell: func(d aws.ServiceDeployment) table.Cell {
				return table.Cell{Text: strings.TrimSpace(d.Reason + " " + d.RollbackReason)}
			}}),
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
	})
}

func hasTarget(d aws.ServiceDeployment) error {
	if d.Revision == "" {
		return fmt.Errorf("ECS no longer knows which revision deployment %s ran", d.ID)
	}
	return nil
}

func historyState(d aws.ServiceDeployment) State { return stateOf(inspect.MarkDeployment(d)) }

// read reads the history of a service and its task sets, of which ECS keeps none.
func (l *deploymentList) read(ctx context.Context, cluster, service string) iter.Seq2[[]aws.ServiceDeployment, error] {
	return func(yield func([]aws.ServiceDeployment, error) bool) {
		some := false
		for page, err := range l.source.Deployments(ctx, cluster, service) {
			some = some || len(page) > 0
			if !yield(page, err) {
				return
			}
		}
		if some {
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
	if d.Breaker.Status == "" || d.Breaker.Status == "DISABLED" {
		return "off"
	}
	return fmt.Sprintf("%d of %d", d.Breaker.Count, d.Breaker.Threshold)
}
