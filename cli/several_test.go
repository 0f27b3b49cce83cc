package cli

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/wire"
)

// several is a stage with three services.
func several(t *testing.T) *stage {
	t.Helper()
	s := staged(t, shop())
	for _, name := range []string{"cart", "pages"} {
		b := blueprint.Service{Cluster: "prod", Name: name, Desired: 2, Revisions: 2}
		if err := b.Seed(s.World()); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// batch runs a command line with -o json and reads the object it prints.
func (s *stage) batch(args string, code int) (row batchRow) {
	s.t.Helper()
	r := s.expect(args+" -o json", code)
	d := json.NewDecoder(strings.NewReader(r.out))
	d.DisallowUnknownFields()
	if err := d.Decode(&row); err != nil || d.More() {
		s.t.Fatalf("%v in %s", err, r.out)
	}
	return row
}

func results(row batchRow) string {
	var all []string
	for _, c := range row.Changes {
		all = append(all, c.Result)
	}
	return strings.Join(all, ", ")
}

func TestSeveral(t *testing.T) {
	t.Parallel()
	s := several(t)
	s.expect("redeploy checkout prod/cart pages --dry-run", done, "Redeploy checkout\n", "Redeploy cart\n", "Redeploy 3: one after the other")
	s.unsent()
	s.expect("redeploy checkout cart pages", denied, "no terminal to ask on; nothing was sent")
	if r := s.batch("redeploy checkout cart pages --yes --protect prod/c*", denied); r.Confirm != "prod 3" || r.Cause != byNobody || len(r.Changes) != 3 {
		t.Errorf("%+v", r)
	}
	ctx, stop := cancelable(t)
	s.ctx, s.stdin = ctx, &reply{before: func() { stop(); <-ctx.Done() }, text: "yes\n"}
	if r := s.batch("redeploy cart pages", interrupted); r.Result != cut || !strings.Contains(r.Reason, "nothing was sent") {
		t.Errorf("%+v", r)
	}
	s.unsent()
}

func TestSeveralSent(t *testing.T) {
	t.Parallel()
	s := several(t)
	r := s.batch("scale checkout cart 3 --yes", done)
	if results(r) != "sent, sent" || r.Result != sent || r.Changes[1].Receipt.Undo != "ecscope scale prod/cart 2" {
		t.Errorf("%+v", r)
	}
	r = s.batch("scale checkout cart pages 3 --yes", failed)
	if results(r) != "refused, refused, sent" || !strings.Contains(r.Reason, "of 3 changes: 1 sent, 2 left out") || !strings.Contains(r.Changes[0].Reason, "already set to 3 tasks") {
		t.Errorf("%+v", r)
	}
	if r = s.batch("scale checkout cart 3 --yes", denied); r.Cause != byRule || results(r) != "refused, refused" {
		t.Errorf("%+v", r)
	}
	if j := s.journal(); len(j) != 3 {
		t.Errorf("%d changes are recorded", len(j))
	}
}

// The first that fails ends it, and what became of each is told.
func TestSeveralStopAtTheFirstFailure(t *testing.T) {
	t.Parallel()
	s := several(t)
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "UpdateService", Count: 1})
	r := s.batch("redeploy checkout cart pages --yes", failed)
	if results(r) != "failed, not sent, not sent" || len(s.writes()) != 1 {
		t.Errorf("%+v after %d writes", r, len(s.writes()))
	}
}

// pace lets time pass whenever something is told to be sent.
type pace struct{ s *stage }

func (p pace) Write(b []byte) (int, error) {
	if strings.Contains(string(b), ": sent") {
		p.s.clock.Advance(10 * time.Minute)
	}
	return len(b), nil
}

// With --wait each is followed to its end before the next is sent.
func TestSeveralWait(t *testing.T) {
	t.Parallel()
	s := several(t)
	s.stderr = pace{s}
	r := s.batch("redeploy checkout cart pages --yes --wait", done)
	if results(r) != "sent, sent, sent" || r.Changes[0].Outcome.Outcome != "succeeded" {
		t.Errorf("%+v", r)
	}
}
