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
	return Plan{Title: "Pin checkout to revision 42", Where: Where{Account: "1", Region: "r", Cluster: "prod", Thing: "service", Name: "checkout"},
		Fields: []Field{{Path: "app.environment.TOKEN", After: "hunter2"}}}
}

func TestTyped(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"prod": "checkout", "pro*": "checkout", "prod/check*": "checkout", "*/checkout": "checkout", "staging": "", "prod/api": "", "[": "",
	} {
		if got := (&Desk{Protected: []string{pattern}}).Typed(plan()); got != want {
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
	if _, err := (&Desk{ReadOnly: true}).Apply(t.Context(), s, plan()); !errors.Is(err, ErrReadOnly) || s.applied != 0 {
		t.Errorf("applied %d times: %v", s.applied, err)
	}
}

// What was done is written down, a line each, for its owner alone and without what a task definition holds.
func TestJournal(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state", "changes.jsonl")
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	d := &Desk{Journal: &Journal{Path: file}, Now: func() time.Time { return at }, Identity: func(context.Context) string { return "arn:aws:iam::1:user/o" }}
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
	if len(lines) != 2 || strings.Contains(string(text), "hunter2") {
		t.Fatalf("the journal reads\n%s", text)
	}
	var first, second Entry
	if err := errors.Join(json.Unmarshal([]byte(lines[0]), &first), json.Unmarshal([]byte(lines[1]), &second)); err != nil {
		t.Fatal(err)
	}
	want := Entry{Time: at, Identity: "arn:aws:iam::1:user/o", Account: "1", Region: "r", Cluster: "prod", Thing: "service", Name: "checkout",
		What: "Pin checkout to revision 42", Before: "checkout:43", After: "checkout:42", Result: "sent"}
	if first != want || !strings.Contains(second.Result, "desiredCount 4 → 5") {
		t.Errorf("the journal reads\n%s", text)
	}
}

// A change that is done stays done although it cannot be written down; that is told.
func TestJournalFails(t *testing.T) {
	t.Parallel()
	d := &Desk{Journal: &Journal{Path: filepath.Join(t.TempDir(), "missing\x00", "changes.jsonl")}}
	r, err := d.Apply(t.Context(), &step{}, plan())
	if err != nil || !strings.Contains(r.Note, "not written down") {
		t.Errorf("note %q, error %v", r.Note, err)
	}
}
