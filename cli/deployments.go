package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// deploymentRow is an entry of a service's deployment history as `ecscope deployments` prints it.
type deploymentRow struct {
	ID              string         `json:"id"`
	Cluster         string         `json:"cluster"`
	Service         string         `json:"service"`
	ARN             string         `json:"arn"`
	Status          string         `json:"status"`
	Reason          string         `json:"reason"`
	Stage           string         `json:"stage"`
	Revision        string         `json:"revision"`
	Requested       int            `json:"requested"`
	Running         int            `json:"running"`
	Pending         int            `json:"pending"`
	Created         moment         `json:"created"`
	Started         moment         `json:"started"`
	Finished        moment         `json:"finished"`
	Stopped         moment         `json:"stopped"`
	Breaker         breakerRow     `json:"breaker"`
	Alarms          texts          `json:"alarms"`
	RollbackReason  string         `json:"rollback_reason"`
	RollbackStarted moment         `json:"rollback_started"`
	Triggered       texts          `json:"triggered_alarms"`
	Ended           string         `json:"ended"`
	How             string         `json:"how"`
	Rollout         *standingRow   `json:"rollout"`
	Images          list[imageRow] `json:"images"`

	tone state
}

type breakerRow struct {
	Status    string `json:"status"`
	Count     int    `json:"count"`
	Threshold int    `json:"threshold"`
}

type imageRow struct {
	Container string `json:"container"`
	Image     string `json:"image"`
	Digest    string `json:"digest"`
}

func deploymentsCommand(p *program) *cobra.Command { return command(p, deploymentVerb(p)) }

func deploymentVerb(p *program) verb[deploymentRow] {
	return verb[deploymentRow]{
		use: "deployments cluster/service", short: "List the deployments of a service, newest first",
		nouns: "deployments", takes: aService,
		read: func(ctx context.Context, r *reader, text string) ([]deploymentRow, error) {
			return readDeployments(ctx, p.streams, r, text)
		},
		order: func(a, b deploymentRow) int {
			return cmp.Or(b.Created.Compare(a.Created.Time), cmp.Compare(a.ID, b.ID))
		},
		columns: []column[deploymentRow]{
			{head: "DEPLOYMENT", cell: func(r deploymentRow, _ look) cell { return cell{r.ID, r.tone} }},
			{head: "STATUS", cell: func(r deploymentRow, _ look) cell { return cell{text: r.Status} }},
			{head: "REVISION", cell: func(r deploymentRow, _ look) cell { return cell{text: r.Revision} }},
			{head: "CREATED", right: true, cell: func(r deploymentRow, l look) cell { return cell{text: l.age(r.Created)} }},
			{head: "TOOK", right: true, cell: func(r deploymentRow, l look) cell { return cell{text: tookOf(r)} }},
			{head: "ENDED", cell: func(r deploymentRow, _ look) cell { return cell{text: r.Ended} }},
			{head: "HOW", cell: func(r deploymentRow, _ look) cell {
				if r.Rollout != nil {
					return cell{text: r.Rollout.Headline}
				}
				return cell{text: r.How}
			}},
		},
	}
}

func readDeployments(ctx context.Context, e Streams, r *reader, text string) ([]deploymentRow, error) {
	_, s, err := r.service(ctx, text)
	if err != nil {
		return nil, err
	}
	all, err := gather(r, "deployments of "+s.Cluster+"/"+s.Name, r.Deployments(ctx, s.Cluster, s.Name),
		func(d aws.ServiceDeployment) string { return d.ARN })
	if len(all) == 0 && err == nil {
		all = inspect.TaskSets(s)
	}
	ends := inspect.Endings(all)
	printed := rows(all, func(d aws.ServiceDeployment) (deploymentRow, bool) { return newDeploymentRow(d, ends[d.ARN]) })
	if p, ok := s.Primary(); ok && p.Rollout == "COMPLETED" && !slices.ContainsFunc(all, aws.ServiceDeployment.InProgress) {
		return printed, err
	}
	now, wrong := stands(ctx, e, r, s)
	for i := range printed {
		if now != nil && printed[i].Revision == now.To && printed[i].Finished.IsZero() {
			printed[i].Rollout = now
			break
		}
	}
	return printed, errors.Join(err, wrong)
}

// stands is how the rollout of a service stands, by all there is to know of it; nil where none is in progress.
func stands(ctx context.Context, e Streams, r *reader, s aws.Service) (*standingRow, error) {
	rules := triage.New()
	i := e.inspector(r, rules)
	r.progress.at("tasks and targets of "+s.Cluster+"/"+s.Name, 0)
	all, err := i.Now(ctx, s)
	return rolloutOf(i, all), err
}

func newDeploymentRow(d aws.ServiceDeployment, end triage.Ending) (deploymentRow, bool) {
	r := deploymentRow{
		ID: d.ID, Cluster: d.Cluster, Service: d.Service, ARN: d.ARN, Status: d.Status, Reason: d.Reason, Stage: d.Stage,
		Revision: d.Revision, Requested: d.Requested, Running: d.Running, Pending: d.Pending,
		Created: moment{d.Created}, Started: moment{d.Started}, Finished: moment{d.Finished}, Stopped: moment{d.Stopped},
		Breaker: breakerRow(d.Breaker), Alarms: d.Alarms,
		RollbackReason: d.RollbackReason, RollbackStarted: moment{d.RollbackStarted}, tone: tone(inspect.LevelOf(end.State)),
		Triggered: d.Triggered, Ended: end.Word, How: end.Text,
	}
	for _, i := range d.Images {
		r.Images = append(r.Images, imageRow(i))
	}
	return r, true
}

// tookOf is how long a deployment that is over ran.
func tookOf(r deploymentRow) string {
	if r.Finished.IsZero() || r.Started.IsZero() {
		return ""
	}
	return words.Age(r.Finished.Sub(r.Started.Time))
}
