package edit

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/wire"
)

// model is what the service has to be after what was confirmed and what others did.
type model struct {
	stage
	r        *rapid.T
	revision string
	primary  string
	desired  int
	inactive map[string]bool
	undo     change.Change
}

// TestConfirmedPlansDecide has one operator pin, redeploy and undo, another one interfere, and the network misbehave.
func TestConfirmedPlansDecide(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many random operators")
	seen := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		code := shop()
		code.Name, code.Controller = "codedeploy", "CODE_DEPLOY"
		s := set(t, sim.Options{Account: "empty"}, shop(), code)
		defer s.Close()
		s.t = r
		m := &model{stage: s, r: r, inactive: map[string]bool{}}
		m.look()
		for range rapid.IntRange(1, 10).Draw(r, "steps") {
			seen[m.step()]++
			s.clock.Advance(time.Duration(rapid.IntRange(1, 200).Draw(r, "seconds")) * time.Second)
			m.check()
		}
	})
	for _, what := range []string{"sent", "drift", "refused", "throttled", "lost", "dropped", "failed"} {
		if seen[what] == 0 {
			t.Errorf("never %s: %v", what, seen)
		}
	}
}

// look takes over what is so now.
func (m *model) look() {
	v := m.checkout()
	p, _ := v.Primary()
	m.revision, m.primary, m.desired = v.Revision, p.ID, v.Desired
}

// check holds the account against the model.
func (m *model) check() {
	v := m.checkout()
	p, _ := v.Primary()
	if v.Revision != m.revision || p.ID != m.primary || v.Desired != m.desired {
		m.r.Fatalf("%s %s %d, want %s %s %d", v.Revision, p.ID, v.Desired, m.revision, m.primary, m.desired)
	}
}

// interfere is another operator; what it does is told.
func (m *model) interfere() {
	number := rapid.IntRange(1, 9).Draw(m.r, "other")
	m.elsewhere("checkout", func(in *ecs.UpdateServiceInput) {
		switch {
		case number < 6:
			if name := fmt.Sprint("checkout:", number); !m.inactive[name] {
				in.TaskDefinition = &name
			}
		case number == 6:
			in.ForceNewDeployment = true
		default:
			in.DesiredCount = new(int32(number - 5))
		}
	})
}

// draw chooses a change, and what it is to send; a revision of the empty name is a redeploy.
func (m *model) draw() (c change.Change, revision string) {
	v := m.checkout()
	switch n := rapid.IntRange(0, 9).Draw(m.r, "change"); {
	case n < 3:
		return m.Redeploy(v), ""
	case n == 3 && m.undo != nil:
		c := m.undo
		_, n, _ := strings.Cut(c.Title(), "revision ")
		return c, "checkout:" + n
	case n == 4:
		v.Name = "codedeploy"
		return m.Pin(v, "1"), "refused"
	default:
		revision := fmt.Sprint("checkout:", rapid.IntRange(1, 6).Draw(m.r, "revision"))
		if rapid.IntRange(0, 9).Draw(m.r, "retire") == 0 && revision != m.revision && revision != "checkout:6" {
			m.deregister(revision)
			m.inactive[revision] = true
		}
		return m.Pin(v, revision), revision
	}
}

// step plans and applies one change in some weather, and says what became of it.
func (m *model) step() string {
	c, revision := m.draw()
	m.Calls().Reset()
	p, err := c.Plan(m.ctx)
	impossible := revision == "refused" || revision == m.revision || m.inactive[revision] || revision == "checkout:6"
	if refused, ok := errors.AsType[*change.Refused](err); ok != impossible || ok && refused.Reason == "" || !ok && err != nil {
		m.r.Fatalf("%s: %v, but impossible is %v", c.Title(), err, impossible)
	}
	if impossible {
		return m.nothing("refused", 0)
	}
	planned := m.primary
	if rapid.IntRange(0, 3).Draw(m.r, "interfered") == 0 {
		m.interfere()
	}
	count, desired := m.desired, m.checkout().Desired
	m.look()
	moved := m.primary != planned || count != desired
	weather := rapid.SampledFrom([]wire.Kind{0, 0, 0, wire.Throttle, wire.Lose, wire.Drop, wire.Fail}).Draw(m.r, "weather")
	if weather != 0 {
		defer m.Faults().Add(wire.Fault{Kind: weather, Action: "UpdateService", Count: 1})()
	}
	r, err := c.Apply(m.ctx)
	if d, ok := errors.AsType[*change.Drift](err); ok != moved || ok && len(d.Fields) == 0 {
		m.r.Fatalf("%s: %v, but moved is %v", c.Title(), err, moved)
	}
	if moved {
		m.Faults().Clear()
		return m.nothing("drift", 0)
	}
	switch weather {
	case wire.Throttle, wire.Drop, wire.Fail:
		if err == nil {
			m.r.Fatalf("%s in weather %d went well: %+v", c.Title(), weather, r)
		}
		return m.nothing(map[wire.Kind]string{wire.Throttle: "throttled", wire.Drop: "dropped", wire.Fail: "failed"}[weather], 1)
	}
	m.sent(p, r, revision, err)
	return map[bool]string{true: "lost", false: "sent"}[weather == wire.Lose]
}

// nothing checks that so many writes changed nothing.
func (m *model) nothing(what string, writes int) string {
	if n := len(m.writes()); n != writes {
		m.r.Fatalf("%s after %d writes", what, n)
	}
	m.check()
	return what
}

// sent checks that what was planned was sent, once, and is so now.
func (m *model) sent(p change.Plan, r change.Receipt, revision string, err error) {
	want := map[string]any{"cluster": "prod", "service": "checkout", "forceNewDeployment": true}
	if revision != "" {
		want = map[string]any{"cluster": "prod", "service": "checkout", "taskDefinition": revision}
		m.revision = revision
	}
	w := m.writes()
	if err != nil || len(w) != 1 || !maps.Equal(m.body(w[0]), want) {
		m.r.Fatalf("%s: %d writes, %v", p.Title, len(w), err)
	}
	if r.Deployment == m.primary || r.Deployment == "" || r.Revision != m.revision || (r.Note != "") != (w[0].Outcome == "lost") {
		m.r.Fatalf("%s: %+v", p.Title, r)
	}
	m.primary, m.undo = r.Deployment, p.Undo
	m.check()
}
