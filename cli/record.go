package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/change"
)

// recordRow is a change of the record as `ecscope changes` prints it.
type recordRow struct {
	Time     moment `json:"time"`
	Result   string `json:"result"`
	What     string `json:"what"`
	Cluster  string `json:"cluster"`
	Thing    string `json:"thing"`
	Name     string `json:"name"`
	Before   string `json:"before"`
	After    string `json:"after"`
	Account  string `json:"account"`
	Region   string `json:"region"`
	Profile  string `json:"profile"`
	Identity string `json:"identity"`
	Note     string `json:"note"`
	Undo     string `json:"undo"`
	Undone   bool   `json:"undone"`

	tone state
}

func changesCommand(p *program) *cobra.Command {
	most := 0
	v := verb[recordRow]{
		use: "changes [cluster[/service]]", short: "List what was changed with ecscope on this computer, newest first", nouns: "changes",
		order: func(recordRow, recordRow) int { return 0 },
		columns: []column[recordRow]{
			{head: "TIME", cell: func(r recordRow, _ look) cell { return cell{text: r.Time.String()} }},
			{head: "RESULT", cell: func(r recordRow, _ look) cell { return cell{r.Result, r.tone} }},
			{head: "WHAT", cell: func(r recordRow, _ look) cell { return cell{text: r.What} }},
			{head: "CLUSTER", cell: func(r recordRow, _ look) cell { return cell{text: r.Cluster} }},
			{head: "BEFORE", cell: func(r recordRow, _ look) cell { return cell{text: r.Before} }},
			{head: "AFTER", cell: func(r recordRow, _ look) cell { return cell{text: r.After} }},
			{head: "ACCOUNT", cell: func(r recordRow, _ look) cell { return cell{text: r.Account} }},
			{head: "REGION", cell: func(r recordRow, _ look) cell { return cell{text: r.Region} }},
			{head: "UNDO", cell: func(r recordRow, _ look) cell { return cell{text: r.Undo} }},
		},
	}
	c := command(p, v)
	c.Flags().IntVarP(&most, "limit", "n", 0, "the newest so many at most")
	c.RunE = func(c *cobra.Command, args []string) error {
		place := strings.Join(args, "")
		if p.opens(c.Name()) && place == "" && most == 0 {
			return viewer{p}.open(c.Context(), c.Name(), "", noPlace)
		}
		return p.printRecord(v, place, most)
	}
	return c
}

// printRecord prints the record, which is read without any account.
func (p *program) printRecord(v verb[recordRow], place string, most int) error {
	rows, unreadable, err := p.recorded(place)
	if err != nil && len(rows) == 0 {
		return err
	}
	if most > 0 {
		rows = rows[:min(most, len(rows))]
	}
	if wrong := (rowTable[recordRow]{v.columns, rows}).write(p.streams.Out, p.output, p.streams.look()); wrong != nil {
		return errors.Join(err, wrong)
	}
	if unreadable > 0 {
		fmt.Fprintf(p.streams.Err, "%d lines of %s cannot be read\n", unreadable, p.changesFile())
	}
	if len(rows) == 0 && p.output != asJSON && p.output != asTSV {
		fmt.Fprintln(p.streams.Err, "no changes are recorded")
	}
	return err
}

// recorded are the changes of a place, the newest first.
func (p *program) recorded(place string) ([]recordRow, int, error) {
	all, unreadable, err := p.journal().Read()
	cluster, service, _ := strings.Cut(place, "/")
	undone := change.Undone(all)
	var rows []recordRow
	for _, r := range slices.Backward(all) {
		if place != "" && (r.Cluster != cluster || service != "" && r.Service() != service) {
			continue
		}
		rows = append(rows, p.recordRow(r, undone[r.ID]))
	}
	return rows, unreadable, err
}

func (p *program) recordRow(r change.Record, undone bool) recordRow {
	row := recordRow{Time: moment{r.Began}, Result: r.Result, What: r.What, Cluster: r.Cluster, Thing: r.Thing, Name: r.Name, Before: r.Before, After: r.After,
		Account: r.Account, Region: r.Region, Profile: r.Profile, Identity: r.Identity, Note: r.Note, Undone: undone}
	switch {
	case r.Open:
		row.Result, row.tone = "not ended", changing
	case r.Result == change.Accepted:
		row.tone = healthy
	case r.Result == change.OutcomeUnknown:
		row.tone = warning
	default:
		row.tone = failing
	}
	if r.Undoable() && !undone {
		words := append([]string{"ecscope"}, strings.Fields(r.Undo)...)
		for _, flag := range [][2]string{{"--profile", r.Profile}, {"--region", r.Region}} {
			if flag[1] != "" {
				words = append(words, flag[:]...)
			}
		}
		row.Undo = shell(words)
	}
	return row
}

const aboutUndo = `Take back the last change of the record that can be taken back and has not been: in the account and region of this run, of a
cluster or a service if one is named. ecscope changes lists the record, with the command line that takes each change back.`

func undoCommand(p *program) *cobra.Command {
	var of change.Record
	return alter(p, alteration{
		use: "undo [cluster[/service]]", short: "Take back the last change that can be taken back", long: aboutUndo, bare: true,
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			identity, err := r.Identity(ctx)
			if err != nil {
				return nil, nil, err
			}
			if of, err = p.lastUndoable(strings.Join(words, ""), identity.Account, r.Place().Region); err != nil {
				return nil, nil, err
			}
			taking := strings.Fields(of.Undo)
			back, ok := p.alterations[taking[0]]
			if !ok {
				return nil, nil, fmt.Errorf("the record says that %q takes it back, which this version does not know", of.Undo)
			}
			c, why, err := back.make(ctx, r, taking[1:])
			return c, append([]string{fmt.Sprintf("takes back: %s (%s)", of.What, of.Began.UTC().Format("2006-01-02 15:04:05Z"))}, why...), err
		},
		plan: func(plan *change.Plan) {
			plan.Undoes = of.ID
			if f := plan.Fields; len(f) > 0 && of.After != "" && f[0].Before != "" && f[0].Before != of.After {
				plan.Warnings = append(plan.Warnings, fmt.Sprintf("it was changed since: from %s to %s", of.After, f[0].Before))
			}
		},
	})
}

// lastUndoable is the newest change that can be taken back.
func (p *program) lastUndoable(place, account, region string) (change.Record, error) {
	journal := p.journal()
	if journal == nil {
		return change.Record{}, &refusal{cause: byRule, text: "refused: nothing is recorded here", hint: "the demo and an environment without a home directory have no record"}
	}
	all, _, err := journal.Read()
	cluster, service, _ := strings.Cut(place, "/")
	undone := change.Undone(all)
	for _, r := range slices.Backward(all) {
		here := r.Account == account && r.Region == region && (place == "" || r.Cluster == cluster && (service == "" || r.Service() == service))
		if here && r.Undoable() && !undone[r.ID] {
			return r, nil
		}
	}
	if err != nil {
		return change.Record{}, err
	}
	return change.Record{}, &refusal{cause: byRule, text: "refused: the record has no change that can be taken back in " + account + " / " + region,
		hint: "ecscope changes lists what is recorded"}
}
