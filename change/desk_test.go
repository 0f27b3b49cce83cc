package change

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/guard"
)

// step is a change that counts how often it was applied.
type step struct {
	applied int
	err     error
}

func (s *step) Title() string                      { return "Pin checkout to revision 42" }
func (s *step) Plan(context.Context) (Plan, error) { return Plan{}, nil }
func (s *step) Apply(context.Context) (Receipt, error) {
	s.applied++
	return Receipt{Before: "checkout:43", After: "checkout:42"}, s.err
}

func plan() Plan {
	return Plan{Title: "Pin checkout to revision 42", Where: Where{Account: "1", Region: "r", Cluster: "prod", Thing: "service", Name: "checkout", Identity: "arn:aws:iam::1:user/o"},
		Fields: []Field{{Path: "app.environment.TOKEN", After: "hunter2"}}}
}

func TestTyped(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"prod": "checkout", "pro*": "checkout", "prod/check*": "checkout", "*/checkout": "checkout", "staging": "", "prod/api": "", "[": "",
	} {
		if got := (&Desk{Guard: guard.Guard{Protected: []string{pattern}}}).Typed(plan()); got != want {
			t.Errorf("protecting %q wants %q typed, not %q", pattern, got, want)
		}
	}
	p := plan()
	p.Typed = "another-family"
	if got := (&Desk{}).Typed(p); got != "another-family" {
		t.Errorf("a plan's own reason wants %q typed", got)
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	s := &step{}
	if _, err := (&Desk{Guard: guard.Guard{Mode: guard.ReadOnly}}).Apply(t.Context(), s, plan()); !errors.Is(err, guard.ErrReadOnly) || s.applied != 0 {
		t.Errorf("applied %d times: %v", s.applied, err)
	}
}

// What was done is written down, a line each, for its owner alone and without what a task definition holds.
func TestJournal(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state", "changes.jsonl")
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	d := &Desk{Journal: &Journal{Path: file}, Now: func() time.Time { return at }}
	for _, err := range []error{nil, &Drift{Fields: []Field{{"desiredCount", "4", "5"}}}} {
		if _, got := d.Apply(t.Context(), &step{err: err}, plan()); !errors.Is(got, err) {
			t.Errorf("Apply says %v, not %v", got, err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the journal has mode %v: %v", info.Mode(), err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(lines) != 4 || strings.Contains(string(text), "hunter2") {
		t.Fatalf("the journal reads\n%s", text)
	}
	var first, second Entry
	if err := errors.Join(json.Unmarshal([]byte(lines[1]), &first), json.Unmarshal([]byte(lines[3]), &second)); err != nil {
		t.Fatal(err)
	}
	if records, bad, err := d.Journal.Read(); err != nil || bad != 0 || len(records) != 2 || records[0].Open || records[0].Entry != first || first.ID == "" {
		t.Errorf("%d unreadable, %v: %+v", bad, err, records)
	}
	want := Entry{ID: first.ID, Time: at, Identity: "arn:aws:iam::1:user/o", Account: "1", Region: "r", Cluster: "prod", Thing: "service", Name: "checkout",
		What: "Pin checkout to revision 42", Before: "checkout:43", After: "checkout:42", Result: "sent"}
	if first != want || !strings.Contains(second.Result, "desiredCount 4 → 5") {
		t.Errorf("the journal reads\n%s", text)
	}
}

// A change that can't be recorded is sent only where that was said before.
func TestNotRecorded(t *testing.T) {
	t.Parallel()
	d := &Desk{Journal: &Journal{Path: filepath.Join(t.TempDir(), "missing\x00", "changes.jsonl")}}
	s := &step{}
	if _, err := d.Apply(t.Context(), s, plan()); s.applied != 0 || err == nil || !strings.Contains(err.Error(), "can't be recorded") {
		t.Errorf("applied %d times: %v", s.applied, err)
	}
	said := 0
	d.Unrecorded = func(error) error { said++; return nil }
	r, err := d.Apply(t.Context(), s, plan())
	if err != nil || s.applied != 1 || said != 1 || !strings.Contains(r.Note, "not recorded") {
		t.Errorf("note %q, error %v, said %d times", r.Note, err, said)
	}
}

// Lines of older versions and torn lines are read around; an intent whose program is gone is found once, that of a program
// which runs is not.
func TestAbandoned(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "changes.jsonl")
	old := `{"time":"2026-03-04T11:00:00Z","identity":"i","account":"1","cluster":"prod","name":"checkout","what":"old","result":"sent"}`
	if err := os.WriteFile(file, []byte(old+"\n"+`{"id":"x","ti`), 0o600); err != nil {
		t.Fatal(err)
	}
	j, at := &Journal{Path: file}, time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for _, id := range []string{"gone", "runs"} {
		if err := j.Write(entry(at, id, plan())); err != nil {
			t.Fatal(err)
		}
	}
	release, err := j.hold("runs")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0} {
		if found, err := (&Journal{Path: file}).Abandoned(at); err != nil || len(found) != want || want == 1 && found[0].ID != "gone" {
			t.Errorf("%v: %+v", err, found)
		}
	}
	release()
	all, bad, err := j.Read()
	if err != nil || bad != 1 || len(all) != 3 || all[0].Open || all[0].What != "old" || all[1].Result != OutcomeUnknown || !all[2].Open {
		t.Errorf("%d unreadable, %v: %+v", bad, err, all)
	}
}
