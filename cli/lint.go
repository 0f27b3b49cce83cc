package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/lint"
	"github.com/ecscope/ecscope/words"
)

const aboutLint = `Check task and service definitions for what AWS refuses, what causes trouble in production, and what is a security risk.

Files and folders are checked without an account. An argument is a file or folder if it exists, if it ends in .json, .jsonc,
.jsonnet, .yaml or .yml, or if it is - for standard input. Files may contain input of register-task-definition or
create-service, output of describe-task-definition or describe-services, or resources of CloudFormation or Terraform's JSON.
Comments and trailing commas are fine, and placeholders (${X}, {{ x }}, <X>, Jsonnet) stand for any value. In folders, files
without a definition are skipped. A service is checked against the task definition it names, if that is among the files.

Any other argument is the name of a service that only one cluster has, or of a family, whose newest revision is checked. Values of
variables are never printed.

--checks selects the checks: correct (what AWS refuses and what can't run), production, security. The default is all. To
suppress a rule, put the comment "ecscope: ignore RULE why" on the line of the value, on the line before it, or at the top for the
whole file, or pass --ignore 'RULE@FILES=why'. A reason is required. The ids of other tools (ECS.4, CKV_AWS_334) work too.

-o text prints a line for each place, -o sarif a log for code scanning, -o junit a report for CI.

Exit codes: 0 no finding that fails, 1 something could not be read, 2 bad usage or no definition, 3 findings of the --fail-on
severity (error) or worse. If something can't be read, the rest is still checked.`

// linter is a run of `ecscope lint`, with its flags.
type linter struct {
	program        *program
	checks, ignore []string
	failOn         string
	// unread says why something could not be read. What else is said is true, and not all that there is to say.
	unread []error
}

func lintCommand(p *program) *cobra.Command {
	const use = "lint [cluster/]service | family[:revision] | file | folder ..."
	l := &linter{program: p}
	c := &cobra.Command{
		Use: use, Short: "Check task and service definitions for errors and risks", Long: aboutLint,
		Annotations:       map[string]string{formatted: strings.Join([]string{asTable, asJSON, asTSV, asText, asSARIF, asJUnit}, " ")},
		ValidArgsFunction: l.complete,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usage{"lint: no file, folder or service given", "usage: ecscope " + use}
			}
			if i := slices.IndexFunc(args, func(a string) bool { return !isPath(a) }); i >= 0 && len(args) > 1 {
				return &usage{fmt.Sprintf("lint: %q is not a file, and only one service or family of the account can be checked at a time", args[i]), "usage: ecscope " + use}
			}
			return l.valid()
		},
		RunE: func(c *cobra.Command, args []string) error { return l.check(c.Context(), args) },
	}
	f := c.Flags()
	f.StringSliceVar(&l.checks, "checks", nil, "the checks to run: correct, production, security (default all)")
	f.StringVar(&l.failOn, "fail-on", string(accept.Error), "the lowest severity that fails with exit code 3: error, warn, info or never")
	f.StringArrayVar(&l.ignore, "ignore", nil, "suppress a rule, with a reason: RULE=why or RULE@FILES=why")
	return c
}

func (l *linter) valid() error {
	for _, c := range l.checks {
		if err := oneOf("check", c, lint.Checks()); err != nil {
			return err
		}
	}
	return oneOf("severity", l.failOn, levels())
}

// levels are what --fail-on takes, each telling of all before it.
func levels() []string {
	all := []string{"never"}
	for _, s := range accept.Severities() {
		all = append(all, string(s))
	}
	return all
}

// fails says whether a finding of this severity is one that the exit code tells.
func (l *linter) fails(severity string) bool {
	return slices.Index(levels(), severity) <= slices.Index(levels(), l.failOn)
}

// asked is what the rules are asked: the flags, and the suppressions of the settings.
func (l *linter) asked() (lint.Ask, error) {
	s, err := l.program.settings()
	if err != nil {
		return lint.Ask{}, err
	}
	a := lint.Ask{Checks: l.checks, Ignore: slices.Clone(s.Ignore)}
	for _, text := range l.ignore {
		i, err := lint.ParseIgnore(text)
		if err != nil {
			return a, misuse("--ignore: %s", err)
		}
		a.Ignore = append(a.Ignore, i)
	}
	return a, nil
}

// complete completes files where a path is typed, and places elsewhere.
func (l *linter) complete(c *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 || isPath(typed) {
		return []string{"json", "jsonc", "jsonnet", "yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
	}
	return completer{l.program}.completePlace(c, args, typed)
}

// check prints the findings, whose severity the exit code tells. They are printed although something could not be read.
func (l *linter) check(ctx context.Context, args []string) error {
	var rows []findingRow
	var err error
	if isPath(args[0]) {
		rows, err = l.files(args)
	} else {
		rows, err = l.account(ctx, args[0])
	}
	if err != nil {
		return errors.Join(append(l.unread, err)...)
	}
	if err := l.print(rows); err != nil {
		return err
	}
	err = errors.Join(l.unread...)
	if slices.ContainsFunc(rows, func(r findingRow) bool { return l.fails(r.Severity) }) {
		err = errors.Join(err, &illness{})
	}
	return err
}

func (l *linter) print(rows []findingRow) error {
	p := l.program
	switch p.output {
	case asSARIF:
		return encodeOne(p.streams.Out, sarif(rows, l.unread))
	case asJUnit:
		return junit(p.streams.Out, rows, l)
	case asText:
		for _, r := range rows {
			for _, text := range r.lines() {
				fmt.Fprintln(p.streams.Out, line(text))
			}
		}
	default:
		if len(rows) == 0 && len(l.unread) > 0 {
			return nil
		}
		if err := (rowTable[findingRow]{findingColumns(), rows}).write(p.streams.Out, p.output, p.streams.look()); err != nil {
			return err
		}
	}
	if len(rows) == 0 && len(l.unread) == 0 && (p.output == "" || p.output == asTable || p.output == asText) {
		fmt.Fprintln(p.streams.Err, "no findings")
	}
	return nil
}

// account checks what a word names in the account.
func (l *linter) account(ctx context.Context, text string) ([]findingRow, error) {
	p := l.program
	ask, err := l.asked()
	if err != nil {
		return nil, err
	}
	rules, err := lint.New()
	if err != nil {
		return nil, err
	}
	bounded, cancel := p.bounded(ctx)
	defer cancel()
	r, err := p.reader(bounded)
	if err != nil {
		return nil, err
	}
	subjects, err := r.subjects(bounded, rules, text)
	r.progress.stop()
	if err != nil && bounded.Err() != nil {
		err = context.Cause(bounded)
	}
	for _, n := range r.notes {
		fmt.Fprintln(p.streams.Err, line(n))
	}
	if ctx.Err() != nil || err != nil && len(subjects) == 0 {
		return nil, err
	}
	if err != nil {
		l.unread = []error{err}
	}
	return l.findings(rules, subjects, ask, false), nil
}

// findings are what the rules say of definitions. What is suppressed is counted.
func (l *linter) findings(rules *lint.Rules, subjects []*lint.Subject, ask lint.Ask, filed bool) []findingRow {
	p := l.program
	found, held := rules.Check(subjects, ask)
	if n := len(held); n > 0 {
		fmt.Fprintln(p.streams.Err, words.Count(n, "finding")+" suppressed with a reason")
	}
	var rows []findingRow
	for _, f := range found {
		rows = append(rows, rowOf(f, filed))
	}
	return rows
}
