package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
)

const aboutReport = `Summarize a service in ten lines for the person who takes over: its state, where it is, what still works, since when, why, what
changed, its last log lines, what to do next, and its page in the AWS console. Secrets are masked. All times are in UTC.

-o text is the default. -o markdown formats the lines as a list and foreign text as code, for Slack, Jira and the like.
ecscope why -o markdown prints the long report, with evidence and timeline.

Exit codes: 0 printed, 1 it could not be read, or it is healthy only as far as could be read, 2 bad usage.`

func reportCommand(p *program) *cobra.Command {
	const use = "report [cluster/]service"
	return &cobra.Command{
		Use: use, Short: "Summarize a service in ten lines, to hand over", Long: aboutReport,
		Annotations: map[string]string{formatted: asText + " " + asMarkdown + " " + asJSON}, ValidArgsFunction: completer{p}.completePlace,
		Args: func(_ *cobra.Command, args []string) error {
			return verb[handOverRow]{use: use, takes: aService}.check("report", args)
		},
		RunE: func(c *cobra.Command, args []string) error { return report(c.Context(), p, args[0]) },
	}
}

// report reads a service and prints it in ten lines.
func report(ctx context.Context, p *program, text string) error {
	bounded, cancel := p.bounded(ctx)
	defer cancel()
	r, err := p.reader(bounded)
	if err != nil {
		return err
	}
	h, err := handOver(bounded, p, r, text)
	r.progress.stop()
	switch {
	case err != nil && bounded.Err() != nil:
		return context.Cause(bounded)
	case err != nil:
		return err
	}
	switch p.output {
	case asJSON:
		err = encodeOne(p.streams.Out, newHandOverRow(h))
	case asMarkdown:
		_, err = io.WriteString(p.streams.Out, h.Markdown())
	default:
		_, err = io.WriteString(p.streams.Out, h.Text())
	}
	if err == nil && !h.Verdict.Sure() {
		return errors.New(h.Verdict.Headline)
	}
	return err
}

func handOver(ctx context.Context, p *program, r *reader, text string) (inspect.HandOver, error) {
	_, s, err := r.service(ctx, text)
	if err != nil {
		return inspect.HandOver{}, err
	}
	r.progress.at("tasks, deployments, targets and logs of "+s.Cluster+"/"+s.Name, 0)
	return inspect.Reporter{Inspector: p.streams.inspector(r, triage.New()), Source: r, Load: p.load(r)}.HandOver(ctx, s)
}

// handOverRow is what `ecscope report` prints with -o json.
type handOverRow struct {
	Account  string           `json:"account"`
	Region   string           `json:"region"`
	Cluster  string           `json:"cluster"`
	Service  string           `json:"service"`
	Revision string           `json:"revision"`
	State    string           `json:"state"`
	Headline string           `json:"headline"`
	Impact   string           `json:"impact"`
	Since    moment           `json:"since"`
	Cause    string           `json:"cause"`
	Text     string           `json:"text"`
	Changed  texts            `json:"changed"`
	Task     string           `json:"task"`
	Log      list[handOutput] `json:"log"`
	NoLog    string           `json:"no_log"`
	Next     string           `json:"next"`
	Command  string           `json:"command"`
	Fix      string           `json:"fix"`
	Console  string           `json:"console"`
	Missing  texts            `json:"missing"`
	Made     moment           `json:"made"`
}

// handOutput is a line of a log.
type handOutput struct {
	Time      moment `json:"time"`
	Container string `json:"container"`
	Text      string `json:"text"`
}

func newHandOverRow(h inspect.HandOver) handOverRow {
	s, v := h.Service, h.Verdict
	row := handOverRow{Account: h.Account(), Region: h.Place.Region, Cluster: s.Cluster, Service: s.Name, Revision: s.Revision,
		State: string(v.State), Headline: v.Headline, Impact: h.Impact, Since: moment{v.Since}, Cause: v.Cause(), Text: v.Diagnosis.Text,
		Changed: h.Changed, Task: h.Output.Task, NoLog: h.Output.None, Next: h.Next.Text, Command: h.Command(), Fix: h.Next.Fix, Console: h.Link,
		Missing: v.Missing, Made: moment{h.Made}}
	for _, l := range h.Output.Lines {
		row.Log = append(row.Log, handOutput{moment{l.Time}, l.Container, l.Text})
	}
	return row
}
