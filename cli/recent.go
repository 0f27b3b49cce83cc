package cli

import (
	"cmp"
	"context"
	"iter"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/times"
	"github.com/ecscope/ecscope/triage"
)

// recentRow is something that changed lately as `ecscope recent` prints it.
type recentRow struct {
	Time    moment `json:"time"`
	Cluster string `json:"cluster"`
	Service string `json:"service"`
	Kind    string `json:"kind"`
	Level   string `json:"level"`
	Text    string `json:"text"`

	tone state
}

func recentCommand(p *program) *cobra.Command {
	since := ""
	c := command(p, verb[recentRow]{
		use: "recent [cluster]", short: "List recent changes: deployments, notable events, stopped tasks", nouns: "changes", takes: aCluster,
		prints: func(text string) bool { return text != "" || since != "30m" },
		read: func(ctx context.Context, r *reader, text string) ([]recentRow, error) {
			return readRecent(ctx, p, r, text, since)
		},
		order: func(a, b recentRow) int { return cmp.Or(b.Time.Compare(a.Time.Time), cmp.Compare(a.Text, b.Text)) },
		columns: []column[recentRow]{
			{head: "TIME", cell: func(r recentRow, _ look) cell { return cell{text: r.Time.String()} }},
			{head: "AGO", right: true, cell: func(r recentRow, l look) cell { return cell{text: l.age(r.Time)} }},
			{head: "SERVICE", cell: func(r recentRow, _ look) cell { return cell{text: r.Service} }},
			{head: "CLUSTER", cell: func(r recentRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "WHAT", cell: func(r recentRow, _ look) cell { return cell{r.Text, r.tone} }},
		},
	})
	c.Flags().StringVar(&since, "since", "30m", "start: 15m, 1d12h, 14:05 or RFC 3339; ECS keeps stopped tasks for about an hour")
	return c
}

func readRecent(ctx context.Context, p *program, r *reader, text, since string) ([]recentRow, error) {
	from, err := when("--since", since, p.streams.Now(), times.Past)
	if err != nil {
		return nil, err
	}
	at, err := r.within(ctx, text)
	if err != nil {
		return nil, err
	}
	rules := triage.New()
	judge := p.streams.inspector(r, rules)
	stopped := func(yield func([]triage.Group, error) bool) {
		var all []aws.Task
		for page, err := range r.Tasks(ctx, aws.TaskQuery{Cluster: at.cluster, Stopped: true}) {
			all = append(all, described(page)...)
			judge.Learn(ctx, page)
			if !yield(judge.Groups(all), err) {
				return
			}
		}
	}
	found, err := gather(r, "what changed", inspect.Recent(r.Services(ctx, at.cluster, nil), iter.Seq2[[]triage.Group, error](stopped), rules, from),
		func(h inspect.Happening) string { return h.ID })
	return rows(found, func(h inspect.Happening) (recentRow, bool) {
		return recentRow{moment{h.At}, h.Cluster, h.Service, h.Kind, levelWord(h.Mark.Level), h.Text, tone(h.Mark.Level)}, true
	}), err
}

// levelWord is how much something matters, in a word.
func levelWord(l inspect.Level) string {
	switch l {
	case inspect.Bad:
		return "bad"
	case inspect.Warn:
		return "warning"
	case inspect.Busy:
		return "changing"
	case inspect.Idle:
		return "routine"
	case inspect.Good:
		return "good"
	}
	return "unknown"
}
