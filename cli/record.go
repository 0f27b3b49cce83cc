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
		use: "changes [cluster[/service]]", short: "List the changes made with ecscope on this computer, newest first", nouns: "changes",
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
	c.Flags().IntVarP(&most, "limit", "n", 0, "at most this many, the newest")
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
	rows, err := p.recorded(place)
	if err != nil && len(rows) == 0 {
		return err
	}
	if most > 0 {
		rows = rows[:min(most, len(rows))]
	}
	if wrong := (rowTable[recordRow]{v.columns, rows}).write(p.streams.Out, p.output, p.streams.look()); wrong != nil {
		return errors.Join(err, wrong)
	}
	if len(rows) == 0 && err == nil && p.output != asJSON && p.output != asTSV {
		said := change.NoneRecorded
		if p.journal() == nil {
			said = change.Unkept
		}
		fmt.Fprintln(p.streams.Err, said)
	}
	return err
}

// recorded are the changes of a place, the newest first.
func (p *program) recorded(place string) ([]recordRow, error) {
	all, err := p.journal().All()
	undone := change.Undone(all)
	var rows []recordRow
	for _, r := range slices.Backward(all) {
		if concerns(r, place) {
			rows = append(rows, p.recordRow(r, undone[r.ID]))
		}
	}
	return rows, err
}

// concerns says whether a change was one of a cluster or service, or the place is empty.
func concerns(r change.Record, place string) bool {
	cluster, service, _ := strings.Cut(place, "/")
	return place == "" || r.Cluster == cluster && (service == "" || r.Service() == service)
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
		row.Undo = shell(in(r.Profile, r.Region, append([]string{"ecscope"}, strings.Fields(r.Undo)...)...))
	}
	return row
}

const aboutUndo = `Undo the last recorded change that can be undone and hasn't been, in the current account and region; of one cluster or service if you
name it. ecscope changes lists the record, with the command that undoes each change.`

func undoCommand(p *program) *cobra.Command {
	var of change.Record
	return alter(p, alteration{
		use: "undo [cluster[/service]]", short: "Undo the last change that can be undone", long: aboutUndo, bare: true,
		make: func(ctx context.Context, r *reader, args []string) (change.Change, []string, error) {
			identity, err := r.Identity(ctx)
			if err != nil {
				return nil, nil, err
			}
			var unread error
			if of, unread, err = p.lastUndoable(strings.Join(args, ""), identity.Account, r.Place().Region); err != nil {
				return nil, nil, err
			}
			taking := strings.Fields(of.Undo)
			back, taking, ok := p.takingBack(taking)
			if !ok {
				return nil, nil, fmt.Errorf("the record says that %q undoes it, which this version doesn't support", of.Undo)
			}
			words, err := back.parsed(taking)
			if err != nil {
				return nil, nil, err
			}
			c, why, err := back.make(ctx, r, words)
			why = append([]string{fmt.Sprintf("undoes: %s (%s)", of.What, dated(of.Began))}, why...)
			if unread != nil {
				why = append(why, unread.Error()+"; a later change may be missing")
			}
			return c, why, err
		},
		plan: func(plan *change.Plan) {
			plan.Undoes = of.ID
			if f := plan.Fields; len(f) > 0 && of.After != "" && f[0].Before != "" && f[0].Before != of.After {
				plan.Warnings = append(plan.Warnings, fmt.Sprintf("it has changed since: from %s to %s", of.After, f[0].Before))
			}
		},
	})
}

// takingBack is what the words of the record name, and the words that follow that.
func (p *program) takingBack(words []string) (alteration, []string, bool) {
	for n := min(2, len(words)); n > 0; n-- {
		if v, ok := p.alterations[strings.Join(words[:n], " ")]; ok {
			return v, words[n:], true
		}
	}
	return alteration{}, nil, false
}

// lastUndoable is the newest change that can be taken back, and what of the record could not be read.
func (p *program) lastUndoable(place, account, region string) (of change.Record, unread, err error) {
	journal := p.journal()
	if journal == nil {
		return of, nil, &refusal{cause: byRule, text: "refused: there is no record of changes here", hint: change.Unkept}
	}
	all, lines, err := journal.Read()
	unread = journal.Illegible(lines)
	undone := change.Undone(all)
	for _, r := range slices.Backward(all) {
		if r.Account == account && r.Region == region && concerns(r, place) && r.Undoable() && !undone[r.ID] {
			return r, unread, nil
		}
	}
	if err = errors.Join(err, unread); err != nil {
		return of, nil, err
	}
	return of, nil, &refusal{cause: byRule, text: "refused: the record has no change that can be undone in " + account + " / " + region,
		hint: "ecscope changes lists the record"}
}
