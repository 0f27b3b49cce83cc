package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/triage"
)

// findingRow is something about a task definition or a service, as `ecscope lint` prints it.
type findingRow struct {
	ID       string `json:"id"`
	Severity string `json:"severity"`
	Of       string `json:"of"`
	Where    string `json:"where"`
	Text     string `json:"text"`
	Fix      string `json:"fix"`
	Source   string `json:"source"`
}

const aboutLint = `Check a task definition, or a service with the task definition that it runs, for what will fail or is a risk.

A file ends in .json, or has a slash before it ("./taskdef"), or is - for standard input. It holds a task definition as
register-task-definition takes it or as it is described, and is checked without an account. A single word is the name of a
service that only one cluster has, or else of a family, of which the newest revision is checked. Values of variables are
never printed. -o sarif is for code scanning.

Exit codes: 0 nothing that has to fail, 1 it could not be read, 2 bad usage or no task definition, 3 there are findings of
severity error.`

// draft is what is checked: a task definition, and where it runs as far as that is known.
type draft struct {
	name     string
	revision aws.Revision
	setting  triage.Setting
	// file is what the definition was read from; empty where it was the account. lines are those of its containers.
	file  string
	lines []int
	// tagless says that it cannot be told whether it has tags.
	tagless bool
}

func lintCommand(p *program) *cobra.Command {
	const use = "lint [cluster/]service | family[:revision] | file.json"
	return &cobra.Command{
		Use: use, Short: "Check a task definition or a service for what will fail or is a risk", Long: aboutLint,
		Annotations:       map[string]string{formatted: strings.Join([]string{asTable, asJSON, asTSV, asSARIF}, " ")},
		ValidArgsFunction: p.completeDraft,
		Args: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return &usage{"lint what?", "usage: ecscope " + use}
			case 1:
				return nil
			}
			return &usage{fmt.Sprintf("lint: one word too many: %q", args[len(args)-1]), "usage: ecscope " + use}
		},
		RunE: func(c *cobra.Command, args []string) error { return p.check(c.Context(), args[0]) },
	}
}

// completeDraft completes files where a path is typed, and places elsewhere.
func (p *program) completeDraft(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 && isPath(typed) {
		return []string{"json"}, cobra.ShellCompDirectiveFilterFileExt
	}
	return completer{p}.completePlace(c, args, typed)
}

// isPath tells whether a word names a file, and not something in an account.
func isPath(text string) bool {
	return text == "-" || strings.HasSuffix(strings.ToLower(text), ".json") || strings.HasPrefix(text, "/") ||
		strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../")
}

// check prints the findings, whose errors the exit code tells.
func (p *program) check(ctx context.Context, text string) error {
	rules, err := triage.New()
	if err != nil {
		return err
	}
	d, err := p.draft(ctx, text)
	if err != nil {
		return err
	}
	rows := d.findings(rules)
	if p.output == asSARIF {
		err = encodeOne(p.streams.Out, d.sarif(rows))
	} else {
		err = sheet[findingRow]{findingColumns(), rows}.write(p.streams.Out, p.output, p.streams.look())
	}
	if err != nil {
		return err
	}
	if len(rows) == 0 && (p.output == "" || p.output == asTable) {
		fmt.Fprintln(p.streams.Err, "no findings")
	}
	if slices.ContainsFunc(rows, func(r findingRow) bool { return r.Severity == string(triage.Error) }) {
		return &illness{}
	}
	return nil
}

func (p *program) draft(ctx context.Context, text string) (draft, error) {
	if isPath(text) {
		return p.filed(text)
	}
	bounded, cancel := p.bounded(ctx)
	defer cancel()
	r, err := p.reader(bounded)
	if err != nil {
		return draft{}, err
	}
	d, err := r.draft(bounded, text)
	r.progress.stop()
	if err != nil && bounded.Err() != nil {
		err = context.Cause(bounded)
	}
	for _, n := range r.notes {
		fmt.Fprintln(p.streams.Err, line(n))
	}
	return d, err
}

func (d draft) findings(rules *triage.Rules) []findingRow {
	var rows []findingRow
	for _, f := range rules.Lint(d.revision, d.setting) {
		if f.ID == "tags" && d.tagless {
			continue
		}
		rows = append(rows, findingRow{f.ID, string(f.Severity), d.name, f.Where, f.Text, f.Fix, f.Source})
	}
	return rows
}

func findingColumns() []column[findingRow] {
	grave := map[string]state{string(triage.Error): failing, string(triage.Warn): warning, string(triage.Info): idle}
	return []column[findingRow]{
		{head: "SEVERITY", cell: func(r findingRow, _ look) cell { return cell{r.Severity, grave[r.Severity]} }},
		{head: "FINDING", cell: func(r findingRow, _ look) cell { return cell{text: r.ID} }},
		{head: "WHERE", cell: func(r findingRow, _ look) cell { return cell{text: r.Where} }},
		{head: "WHAT", cell: func(r findingRow, _ look) cell { return cell{text: r.Text} }},
		{head: "FIX", cell: func(r findingRow, _ look) cell { return cell{text: r.Fix} }},
	}
}
