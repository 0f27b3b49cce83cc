package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/words"
)

// scalingRow is what auto scaling does to a service as `ecscope scaling` prints it.
type scalingRow struct {
	Cluster    string                 `json:"cluster"`
	Service    string                 `json:"service"`
	Desired    int                    `json:"desired"`
	Running    int                    `json:"running"`
	Registered bool                   `json:"registered"`
	Min        int                    `json:"min"`
	Max        int                    `json:"max"`
	Suspended  texts                  `json:"suspended"`
	Policies   list[scalingPolicyRow] `json:"policies"`
	Schedules  list[scheduledRow]     `json:"schedules"`
	Activities list[scalingDone]      `json:"activities"`
	by         []string               // policies and scheduled actions, in words
}

type scalingPolicyRow struct {
	Name   string  `json:"name"`
	Type   string  `json:"type"`
	Metric string  `json:"metric"`
	Target float64 `json:"target"`
	InOff  bool    `json:"scale_in_disabled"`
	Alarms texts   `json:"alarms"`
}

type scheduledRow struct {
	Name     string `json:"name"`
	Schedule string `json:"schedule"`
	Zone     string `json:"zone"`
	Min      *int   `json:"min"`
	Max      *int   `json:"max"`
}

type scalingDone struct {
	Started     moment `json:"started"`
	Ended       moment `json:"ended"`
	Status      string `json:"status"`
	Description string `json:"description"`
	Cause       string `json:"cause"`
	Message     string `json:"message"`
	NotScaled   texts  `json:"not_scaled"`
	text        string
}

func scalingCommand(p *program) *cobra.Command {
	return command(p, verb[scalingRow]{
		use: "scaling [cluster[/service]]", short: "Show the auto scaling of a service, or of each service of a cluster, and its latest activities", nouns: "services",
		prints: severalServices,
		read:   readScaling,
		order: func(a, b scalingRow) int {
			return cmp.Or(words.Natural(a.Service, b.Service), words.Natural(a.Cluster, b.Cluster))
		},
		columns: []column[scalingRow]{
			{head: "SERVICE", cell: func(r scalingRow, _ look) cell { return cell{text: r.Service} }},
			{head: "CLUSTER", cell: func(r scalingRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "TASKS", right: true, cell: func(r scalingRow, _ look) cell { return cell{text: fmt.Sprintf("%d/%d", r.Running, r.Desired)} }},
			{head: "LIMITS", cell: func(r scalingRow, _ look) cell { return limitsOf(r) }},
			{head: "SUSPENDED", cell: func(r scalingRow, _ look) cell { return cell{text: value(r.Suspended)} }},
			{head: "POLICIES", cell: func(r scalingRow, _ look) cell { return cell{text: strings.Join(r.by, ", ")} }},
			{head: "LAST", right: true, cell: func(r scalingRow, l look) cell { return cell{text: l.age(r.last().Started)} }},
			{head: "ACTIVITY", cell: func(r scalingRow, _ look) cell { return cell{text: r.last().text} }},
		},
	})
}

func limitsOf(r scalingRow) cell {
	if !r.Registered {
		return cell{"not registered", idle}
	}
	return cell{text: fmt.Sprintf("%d…%d", r.Min, r.Max)}
}

// last is the newest activity; zero where there is none.
func (r scalingRow) last() scalingDone {
	return append(r.Activities[:len(r.Activities):len(r.Activities)], scalingDone{})[0]
}

func readScaling(ctx context.Context, r *reader, text string) ([]scalingRow, error) {
	services, err := servicesAt(ctx, r, text)
	errs := []error{err}
	var rows []scalingRow
	for i, s := range services {
		r.progress.at("auto scaling of "+s.Cluster+"/"+s.Name, i)
		known, err := r.Scaling(ctx, s.Cluster, s.Name)
		errs = append(errs, err)
		if err != nil && !known.Registered {
			continue // nothing is known of it
		}
		rows = append(rows, newScalingRow(s, known))
	}
	return rows, errors.Join(errs...)
}

func newScalingRow(s aws.Service, k aws.Scaling) scalingRow {
	row := scalingRow{by: inspect.PoliciesText(k), Cluster: s.Cluster, Service: s.Name, Desired: s.Desired, Running: s.Running, Registered: k.Registered, Min: k.Min, Max: k.Max}
	for what, off := range map[string]bool{"scale-in": k.SuspendedIn, "scale-out": k.SuspendedOut, "scheduled": k.SuspendedSchedule} {
		if off {
			row.Suspended = append(row.Suspended, what)
		}
	}
	slices.Sort(row.Suspended)
	for _, p := range k.Policies {
		row.Policies = append(row.Policies, scalingPolicyRow{p.Name, p.Type, p.Metric, p.Target, p.InOff, p.Alarms})
	}
	limit := func(n int) *int {
		if n < 0 {
			return nil
		}
		return &n
	}
	for _, a := range k.Schedules {
		row.by = append(row.by, a.Text())
		row.Schedules = append(row.Schedules, scheduledRow{a.Name, a.Schedule, a.Zone, limit(a.Min), limit(a.Max)})
	}
	for _, a := range k.Activities {
		d := scalingDone{text: inspect.ActivityText(a), Started: moment{a.Started}, Ended: moment{a.Ended}, Status: a.Status, Description: a.Description, Cause: a.Cause, Message: a.Message}
		for _, n := range a.NotScaled {
			d.NotScaled = append(d.NotScaled, n.Code)
		}
		row.Activities = append(row.Activities, d)
	}
	return row
}
