package cli

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
)

// eventRow is an event as `ecscope events` prints it.
type eventRow struct {
	Time    moment `json:"time"`
	Cluster string `json:"cluster"`
	Service string `json:"service"`
	ID      string `json:"id"`
	Message string `json:"message"`
}

func eventsCommand(p *program) *cobra.Command { return command(p, eventVerb()) }

func eventVerb() verb[eventRow] {
	return verb[eventRow]{
		use: "events cluster/service", short: "List the events of a service, newest first", nouns: "events", takes: aService,
		read: func(ctx context.Context, r *reader, text string) ([]eventRow, error) {
			_, s, err := r.service(ctx, text)
			var all []eventRow
			for _, e := range s.Events {
				all = append(all, eventRow{moment{e.Time}, s.Cluster, s.Name, e.ID, e.Message})
			}
			return all, cmp.Or(err, s.Lacks(aws.EventList))
		},
		order: func(a, b eventRow) int { return b.Time.Compare(a.Time.Time) },
		columns: []column[eventRow]{
			{head: "TIME", cell: func(r eventRow, _ look) cell { return cell{text: r.Time.String()} }},
			{head: "AGO", right: true, cell: func(r eventRow, l look) cell { return cell{text: l.age(r.Time)} }},
			{head: "MESSAGE", cell: func(r eventRow, _ look) cell { return cell{text: r.Message} }},
		},
	}
}
