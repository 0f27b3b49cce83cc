package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/needs"
)

// later lets time pass as soon as a change is told to be sent: the first look at the rollout is the last then.
func (s *stage) later(d time.Duration, do func()) {
	s.stderr = &once{text: ": sent", do: func() {
		do()
		s.clock.Advance(d)
	}}
}

func TestWaitForSuccess(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.later(30*time.Minute, func() {})
	r := s.object("pin checkout 3 --yes --wait", done)
	if o := r.Outcome; o.Outcome != "succeeded" || o.Running != 2 || o.Desired != 2 || o.Revision != "checkout:3" || r.Result != sent || r.Reason != "" {
		t.Errorf("%+v, %+v", r, o)
	}
}

func TestWaitForARollback(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.doom(3)
	s.later(30*time.Minute, func() {})
	r := s.object("pin checkout 3 --yes --wait", failed)
	if r.Outcome.Outcome != "rolled back" || r.Outcome.Revision != "checkout:5" || r.Result != sent || !strings.Contains(r.Reason, "rolled back: steady again on checkout:5") {
		t.Errorf("%+v, %+v", r, r.Outcome)
	}
	if s.runs() != "checkout:5" {
		t.Errorf("runs %s", s.runs())
	}
}

func TestWaitForAFailureThatStays(t *testing.T) {
	t.Parallel()
	b := shop()
	b.Rollback = false
	s := staged(t, b)
	s.doom(3)
	s.later(30*time.Minute, func() {})
	if r := s.object("pin checkout 3 --yes --wait", failed); r.Outcome.Outcome != "failed" {
		t.Errorf("%+v, %+v", r, r.Outcome)
	}
}

func TestWaitForWhatIsReplaced(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	s.later(30*time.Minute, func() {
		s.clock.Advance(5 * time.Second)
		s.elsewhere(func(in *ecs.UpdateServiceInput) { in.TaskDefinition = new("checkout:2") })
	})
	if r := s.object("pin checkout 3 --yes --wait", failed); r.Outcome.Outcome != "replaced" || r.Outcome.Revision != "checkout:2" {
		t.Errorf("%+v, %+v", r, r.Outcome)
	}
}

func TestInterruptedWhileFollowing(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	ctx, stop := cancelable(t)
	s.ctx, s.stderr = ctx, &once{text: "in progress: ", do: stop}
	r := s.object("pin checkout 3 --yes --wait", interrupted)
	if r.Result != sent || r.Outcome.Outcome != "in progress" || !strings.Contains(r.Reason, "the change continues") || s.runs() != "checkout:3" {
		t.Errorf("%+v, %+v", r, r.Outcome)
	}
}

func TestFollowedForAsLongAsAsked(t *testing.T) {
	t.Parallel()
	needs.Time(t, "real time passes")
	s := staged(t, shop())
	s.expect("pin checkout 3 --yes --wait --timeout 6s", failed, "no complete answer within 6s; the change continues")
	if s.runs() != "checkout:3" {
		t.Errorf("runs %s", s.runs())
	}
}

func TestTicker(t *testing.T) {
	t.Parallel()
	for live, want := range map[bool]string{
		true: "\r\x1b[Kone\r\x1b[Ktwo two …\r\x1b[K", false: "one\ntwo two two two\n",
	} {
		var b strings.Builder
		k := ticker{w: &b, live: live, width: 10}
		for _, text := range []string{"one", "one", "two two two two"} {
			k.show(text)
		}
		k.end()
		if b.String() != want {
			t.Errorf("%q", b.String())
		}
	}
}
