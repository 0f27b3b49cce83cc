package cli

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/ecscope/ecscope/change"
)

// What became of a change: shown only, carried out, refused before anything was sent, or failed.
const (
	planned = "planned"
	sent    = "sent"
	turned  = "refused"
	broke   = "failed"
	cut     = "interrupted"
	// unsent is that another change failed before its turn.
	unsent = "not sent"
	// lostOutcome is that it was sent, and nobody knows whether it was carried out.
	lostOutcome = "unknown"
)

// changeRow is the object that the verbs which change something print.
type changeRow struct {
	Title   string         `json:"title"`
	Result  string         `json:"result"`
	Cause   string         `json:"cause"`
	Reason  string         `json:"reason"`
	Way     string         `json:"way"`
	Instead string         `json:"instead"`
	Moved   list[fieldRow] `json:"moved"`
	Plan    *planRow       `json:"plan"`
	Receipt *receiptRow    `json:"receipt"`
	Outcome *outcomeRow    `json:"outcome"`
	Next    *nextRow       `json:"next"`
}

// nextRow is what became of the change that another one was a step towards.
type nextRow struct {
	Title   string      `json:"title"`
	Result  string      `json:"result"`
	Reason  string      `json:"reason"`
	Receipt *receiptRow `json:"receipt"`
	Outcome *outcomeRow `json:"outcome"`
}

// batchRow is the object that the verbs print which change several things.
type batchRow struct {
	Title   string          `json:"title"`
	Result  string          `json:"result"`
	Cause   string          `json:"cause"`
	Reason  string          `json:"reason"`
	Way     string          `json:"way"`
	Confirm string          `json:"confirm"`
	Changes list[changeRow] `json:"changes"`
}

// fieldRow is one thing that differs.
type fieldRow struct {
	Path   string `json:"path"`
	Before string `json:"before"`
	After  string `json:"after"`
}

type planRow struct {
	Verb     string         `json:"verb"`
	Profile  string         `json:"profile"`
	Account  string         `json:"account"`
	Region   string         `json:"region"`
	Cluster  string         `json:"cluster"`
	Service  string         `json:"service"`
	Fields   list[fieldRow] `json:"fields"`
	Same     int            `json:"same"`
	Effects  texts          `json:"effects"`
	Warnings texts          `json:"warnings"`
	Command  string         `json:"command"`
	Confirm  string         `json:"confirm"`
	NoUndo   string         `json:"no_undo"`
}

type receiptRow struct {
	At         moment `json:"at"`
	Before     string `json:"before"`
	After      string `json:"after"`
	Deployment string `json:"deployment"`
	Revision   string `json:"revision"`
	Task       string `json:"task"`
	Note       string `json:"note"`
	Undo       string `json:"undo"`
}

type outcomeRow struct {
	Outcome   string `json:"outcome"`
	Running   int    `json:"running"`
	Desired   int    `json:"desired"`
	Failed    int    `json:"failed"`
	Threshold int    `json:"threshold"`
	Revision  string `json:"revision"`
	ExitCode  *int   `json:"exit_code"`
	Text      string `json:"text"`
	Seen      moment `json:"seen"`
}

func newFieldRows(fields []change.Field) []fieldRow {
	var rows []fieldRow
	for _, f := range fields {
		rows = append(rows, fieldRow(f))
	}
	return rows
}

func newPlanRow(p change.Plan, typed string) *planRow {
	return &planRow{
		Verb: p.Verb, Profile: p.Where.Profile, Account: p.Where.Account, Region: p.Where.Region,
		Cluster: p.Where.Cluster, Service: p.Where.InService(), Fields: newFieldRows(p.Fields), Same: p.Same,
		Effects: p.Effects, Warnings: p.Warnings, Command: p.Command, Confirm: typed, NoUndo: p.NoUndo,
	}
}

func newReceiptRow(r change.Receipt, undo string) *receiptRow {
	return &receiptRow{At: moment{r.At}, Before: r.Before, After: r.After, Deployment: r.Deployment, Revision: r.Revision,
		Task: r.Task, Note: r.Note, Undo: undo}
}

func newOutcomeRow(p change.Progress) *outcomeRow {
	return &outcomeRow{Outcome: string(p.Outcome), Running: p.Running, Desired: p.Desired, Failed: p.Failed,
		Threshold: p.Threshold, Revision: p.Revision, ExitCode: p.Exit, Text: p.Text, Seen: moment{p.Seen}}
}

// judge says how the change ended. What was sent stays so, however it is with what came after.
func (r *changeRow) judge(err error) {
	if err == nil {
		return
	}
	r.Reason = err.Error()
	if refused, ok := errors.AsType[*refusal](err); ok {
		r.Result, r.Cause, r.Way = turned, refused.cause, refused.hint
		r.Instead, r.Moved = refused.command, newFieldRows(refused.moved)
		return
	}
	if r.Result == sent {
		return
	}
	if unknownOutcome(err) {
		r.Result, r.Outcome = lostOutcome, &outcomeRow{Outcome: lostOutcome, Text: err.Error()}
		return
	}
	r.Result = broke
	if _, ok := errors.AsType[*interruption](err); ok {
		r.Result = cut
	}
}

// unknownOutcome says whether a change was sent and nobody knows what became of it.
func unknownOutcome(err error) bool {
	_, ok := errors.AsType[*change.Unknown](err)
	return ok
}

// encodeOne writes one object.
func encodeOne(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
