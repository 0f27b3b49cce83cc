package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/words"
)

const aboutQuery = `Query the logs of services or log groups with CloudWatch Logs Insights. The last argument is the query, in the Logs Insights
language:

  ecscope query prod/checkout 'filter level = "error" | stats count() by bin(5m), status'

A place is cluster/service or a log group (a name that begins with a slash, or an ARN). For a service, the query covers the streams
whose names begin like those of its containers; --all-streams covers the whole log groups. Results include anything else that writes to
streams with such names, such as a service with the same task definition in another cluster: a query can't tell them apart.

AWS bills a query by the bytes it scans. Standard error shows an estimate before it starts and the actual number after it ends. ctrl-c
stops the query. --since defaults to 15m (logs.since in the settings file).

With -o json, ecscope prints one object: status, scanned_bytes, scanned_lines, matched_lines, columns, and rows with a member for each
column that the row has. All values are text, as AWS returns them. The exit code is 1 if the query doesn't complete.`

const useQuery = "query PLACE... QUERY"

// queryRun is one run of query.
type queryRun struct {
	*program
	window logRun // reads --since and --until
	all    bool
	places []string
	text   string
}

// queryAnswer is what `ecscope query -o json` prints.
type queryAnswer struct {
	Status  string              `json:"status"`
	Scanned int64               `json:"scanned_bytes"`
	Lines   int64               `json:"scanned_lines"`
	Matched int64               `json:"matched_lines"`
	Columns list[string]        `json:"columns"`
	Rows    []map[string]string `json:"rows"`
}

func queryCommand(p *program) *cobra.Command {
	q := &queryRun{program: p, window: logRun{program: p}}
	c := &cobra.Command{
		Use: useQuery, Short: "Query logs with CloudWatch Logs Insights, which AWS bills by data scanned", Long: aboutQuery,
		Annotations: map[string]string{formatted: asTable + " " + asJSON}, ValidArgsFunction: completer{p}.completePlace,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 || strings.TrimSpace(args[len(args)-1]) == "" {
				return &usage{"query: needs a place and a query", "usage: ecscope " + useQuery}
			}
			q.places, q.text = args[:len(args)-1], args[len(args)-1]
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return q.run(c.Context()) },
	}
	f := c.Flags()
	f.StringVar(&q.window.since, "since", "", "start: 15m, 1d12h, 14:05, \"yesterday 14:05\", RFC 3339, or a range such as 2h..1h")
	f.StringVar(&q.window.until, "until", "", "end, in the same forms")
	f.BoolVar(&q.all, "all-streams", false, "query the whole log groups, not only the service's streams")
	f.StringVarP(&p.output, "output", "o", "", "print as table or json")
	_ = c.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats(c), cobra.ShellCompDirectiveNoFileComp)) // it was just made
	return c
}

func (q *queryRun) run(ctx context.Context) error {
	now := q.streams.Now()
	if err := q.window.bound(now); err != nil {
		return err
	}
	bounded, cancel := q.bounded(ctx)
	defer cancel()
	r, err := q.reader(bounded)
	if err != nil {
		return err
	}
	defer r.progress.stop()
	ask, err := q.query(bounded, r)
	if err != nil {
		return err
	}
	if ask.Until = q.window.to; ask.Until.IsZero() {
		ask.Until = now
	}
	if ask.Since = q.window.from; ask.Since.IsZero() {
		ask.Since = ask.Until.Add(-q.window.usual())
	}
	if err := q.announce(bounded, r, ask); err != nil {
		return err
	}
	return q.print(bounded, r, ask)
}

// query is what is to be asked, and of which log groups.
func (q *queryRun) query(ctx context.Context, r *reader) (tail.Query, error) {
	var of []tail.Target
	var groups []string
	for _, text := range q.places {
		if groupLike(text) {
			groups = append(groups, text)
			continue
		}
		at, _, err := r.service(ctx, text)
		if err != nil {
			return tail.Query{}, err
		}
		of = append(of, tail.Target{Cluster: at.cluster, Service: at.service})
	}
	ask, elsewhere, err := r.Ask(ctx, of, groups, "")
	for _, e := range elsewhere {
		q.say(e)
	}
	if call.KindOf(err) == call.Invalid {
		return ask, misuse("%v", err)
	}
	ask.Text = q.text
	if q.all {
		ask.Streams = nil
	}
	return ask, err
}

// say prints a note.
func (q *queryRun) say(text string) { fmt.Fprintln(q.streams.Err, line("-- "+text)) }

// announce says roughly what the query will scan. Where that cannot be known it says so, and why.
func (q *queryRun) announce(ctx context.Context, r *reader, ask tail.Query) error {
	r.progress.at("the size of the log groups", 0)
	scan, err := r.Scan(ctx, ask)
	r.progress.stop()
	switch {
	case ctx.Err() != nil:
		return err
	case err != nil:
		q.say(fmt.Sprintf("can't estimate what the query will scan: %v; %s", err, tail.QueryPrice))
		return nil
	}
	for _, w := range scan.Warnings() {
		q.say(w)
	}
	q.say("the query will scan " + scan.String() + "; " + tail.QueryPrice)
	return nil
}

// print runs the query and prints what it has found in the end.
func (q *queryRun) print(ctx context.Context, r *reader, ask tail.Query) error {
	var last tail.Answer
	r.progress.at("the query", 0)
	for page, err := range r.Query(ctx, ask) {
		if err != nil {
			r.progress.stop()
			if ctx.Err() != nil {
				q.say("the query was stopped: " + scanned(last))
				return context.Cause(ctx)
			}
			if call.KindOf(err) == call.Invalid {
				return &usage{text: err.Error()}
			}
			return err
		}
		last = page[len(page)-1]
		r.progress.at(fmt.Sprintf("the query: %s, %s", strings.ToLower(last.Status), scanned(last)), 0)
	}
	r.progress.stop()
	if err := q.write(last); err != nil {
		return err
	}
	q.say(scanned(last))
	if last.Status != "Complete" {
		return errors.New("the query ended before it was complete: " + strings.ToLower(last.Status))
	}
	return nil
}

func scanned(a tail.Answer) string {
	return fmt.Sprintf("%s in %s scanned, %d matched", words.Bytes(a.Scanned), words.Count(int(a.Looked), "line"), a.Matched)
}

func (q *queryRun) write(a tail.Answer) error {
	if q.output == asJSON {
		out := queryAnswer{Status: a.Status, Scanned: a.Scanned, Lines: a.Looked, Matched: a.Matched, Columns: a.Columns, Rows: []map[string]string{}}
		for _, r := range a.Rows {
			row := map[string]string{}
			for i, v := range r {
				if v != nil {
					row[a.Columns[i]] = *v
				}
			}
			out.Rows = append(out.Rows, row)
		}
		return encodeOne(q.streams.Out, out)
	}
	columns := make([]column[[]*string], len(a.Columns))
	for i, name := range a.Columns {
		columns[i] = column[[]*string]{head: name, cell: func(r []*string, _ look) cell {
			if r[i] == nil {
				return cell{text: "-"}
			}
			return cell{text: line(*r[i])}
		}}
	}
	return (rowTable[[]*string]{columns, a.Rows}).write(q.streams.Out, asTable, q.streams.look())
}
