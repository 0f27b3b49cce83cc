package cli

import (
	"context"
	"slices"
	"strconv"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// remedyCommands knows the command lines for what a verdict advises.
type remedyCommands struct {
	*program
	*reader
	q inspected
}

// remedies are what the verdict advises, with the commands that do it.
func (p remedyCommands) remedies(ctx context.Context) []remedyRow {
	var all []remedyRow
	for _, r := range p.q.verdict.Remedies {
		row := remedyRow{Action: string(r.Action), Text: r.Text, Revision: r.Revision, Commands: p.changes(r)}
		if r.Action == triage.Show {
			row.Commands = p.shows(ctx, r)
		}
		row.Commands = slices.DeleteFunc(row.Commands, func(c string) bool { return c == "" })
		all = append(all, row)
	}
	return all
}

// aws is a command line of the AWS CLI. There is none for the demo: nobody else reaches that account.
func (p remedyCommands) aws(words ...string) string {
	if p.demo {
		return ""
	}
	return theirs(p.Place(), words...)
}

// update is the AWS CLI's way to change the service.
func (p remedyCommands) update(words ...string) string {
	s := p.q.Service
	return p.aws(append([]string{"ecs", "update-service", "--cluster", s.Cluster, "--service", s.Name}, words...)...)
}

// changes are the commands that carry a remedy out.
func (p remedyCommands) changes(r triage.Remedy) []string {
	at := p.q.Service.Cluster + "/" + p.q.Service.Name
	answer := func(action string) string {
		return p.aws("ecs", "continue-service-deployment", "--service-deployment-arn", r.Deployment, "--hook-id", r.Hook, "--action", action)
	}
	switch r.Action {
	case triage.RollBack, triage.Pin:
		return p.back(r, at, answer)
	case triage.Redeploy:
		return []string{p.own("redeploy", at), p.update("--force-new-deployment")}
	case triage.Scale:
		n := strconv.Itoa(r.Desired)
		return []string{p.own("scale", at, n), p.update("--desired-count", n)}
	case triage.Continue:
		return []string{p.own("continue", at), answer("CONTINUE")}
	}
	return nil
}

func (p remedyCommands) back(r triage.Remedy, at string, answer func(string) string) []string {
	var all []string
	if r.Action == triage.RollBack && r.Deployment != "" {
		all = append(all, p.own("rollback", at))
	}
	if r.Revision != "" && r.Hook == "" {
		all = append(all, p.own("pin", at, r.Revision))
	}
	switch {
	case r.Action == triage.RollBack && r.Hook != "" && r.Deployment != "":
		all = append(all, answer("ROLLBACK"))
	case r.Action == triage.RollBack && r.Deployment != "":
		all = append(all, p.aws("ecs", "stop-service-deployment", "--service-deployment-arn", r.Deployment, "--stop-type", "ROLLBACK"))
	case r.Revision != "":
		all = append(all, p.update("--task-definition", r.Revision))
	}
	return all
}

// shows are the commands that show more.
func (p remedyCommands) shows(ctx context.Context, r triage.Remedy) []string {
	s := p.q.Service
	at := s.Cluster + "/" + s.Name
	switch r.Screen {
	case "stopped", "events", "deployments", "tasks", "revisions":
		return []string{p.own(r.Screen, at)}
	case "targets":
		all := []string{p.own("targets", at)}
		for _, g := range p.q.Targets.Value {
			all = append(all, p.aws("elbv2", "describe-target-health", "--target-group-arn", g.ARN))
		}
		return all
	case "scaling":
		return p.measures(s, at)
	case "logs", "last-logs":
		return p.logs(ctx, r)
	}
	return nil
}

// measures shows what auto scaling did or, where memory is the matter, how much of it was used.
func (p remedyCommands) measures(s aws.Service, at string) []string {
	if p.q.verdict.Diagnosis.Rule == "oom-killed" {
		from, to := p.streams.Now().Add(-day/8), p.streams.Now()
		return []string{p.own("metrics", at, "--since", "3h"), p.aws("cloudwatch", "get-metric-statistics", "--namespace", "AWS/ECS", "--metric-name", "MemoryUtilization",
			"--dimensions", "Name=ClusterName,Value="+s.Cluster, "Name=ServiceName,Value="+s.Name, "--statistics", "Maximum",
			"--period", "60", "--start-time", moment{from}.String(), "--end-time", moment{to}.String())}
	}
	return []string{p.own("scaling", at), p.aws("application-autoscaling", "describe-scaling-activities", "--service-namespace", "ecs",
		"--resource-id", "service/"+at)}
}

// logs reads what the task that is meant wrote, or any of the service's.
func (p remedyCommands) logs(ctx context.Context, r triage.Remedy) []string {
	for _, t := range slices.Concat(p.q.Stopped.Value, p.q.Tasks.Value) {
		if r.Task == "" && t.Started.IsZero() || r.Task != "" && t.ID != r.Task {
			continue
		}
		p.progress.at("where "+t.ID+" logs to", 0)
		sources, err := p.LogSources(ctx, t)
		if err != nil {
			return nil
		}
		return append([]string{p.own("logs", t.Cluster+"/"+t.ID)}, p.streamed(sources)...)
	}
	return nil
}

// streamed are the commands that print the last lines of some streams.
func (p remedyCommands) streamed(sources []aws.LogSource) []string {
	var all []string
	for _, s := range sources {
		if s.Group == "" || s.Stream == "" || p.demo {
			continue
		}
		at := p.Place()
		if s.Region != "" {
			at.Region = s.Region
		}
		all = append(all, theirs(at, "logs", "get-log-events", "--log-group-name", s.Group, "--log-stream-name", s.Stream, "--limit", "50"))
	}
	return all
}
