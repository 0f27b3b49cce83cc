package action

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// pin is a change that notes what is done with it.
type pin struct {
	plans, applied int
	planErr        error
	applyErrs      []error // of the applications, in turn; nil is success
	more           int     // fields, beyond two
}

func (p *pin) Title() string { return "Pin checkout to revision 42" }

func (p *pin) Plan(context.Context) (change.Plan, error) {
	p.plans++
	plan := change.Plan{
		Title: p.Title(), Verb: "Pin",
		Where:   change.Where{Profile: "sso", Account: "111122223333", Region: "us-east-1", Cluster: "prod", Thing: "service", Name: "checkout"},
		Fields:  []change.Field{{Path: "taskDefinition", Before: "checkout:43", After: "checkout:42"}, {Path: "app.environment.X", After: "1"}},
		Command: "aws ecs update-service",
	}
	for i := range p.more {
		plan.Fields = append(plan.Fields, change.Field{Path: fmt.Sprintf("app.environment.N%d", i), Before: "1", After: "2"})
	}
	return plan, p.planErr
}

func (p *pin) Apply(context.Context) (change.Receipt, error) {
	p.applied++
	if p.applied <= len(p.applyErrs) {
		return change.Receipt{Revision: "checkout:42"}, p.applyErrs[p.applied-1]
	}
	return change.Receipt{Revision: "checkout:42"}, nil
}

// stage is a host with one overlay, and a clock that stands still.
type stage struct {
	t       *testing.T
	overlay nav.Overlay
	flashed string
	timers  []tea.Msg
	sent    int
	flow    *Flow
}

func (s *stage) Context() context.Context { return s.t.Context() }
func (s *stage) Push(nav.Screen)          {}
func (s *stage) Pop()                     { s.overlay = nil }
func (s *stage) Prompt(nav.Prompt)        {}
func (s *stage) Now() time.Time           { return time.Unix(1e9, 0) }

func (s *stage) Open(o nav.Overlay) {
	s.overlay = o
	o.Resize(100, 30)
	s.run(o.Update(s, nav.Shown{}))
}

func (s *stage) Flash(err error, word string) {
	s.flashed = word
	if err != nil {
		s.flashed = err.Error()
	}
}

func (s *stage) After(_ time.Duration, m tea.Msg) tea.Cmd {
	s.timers = append(s.timers, m)
	return nil
}

func (s *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch m := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range m {
			s.run(c)
		}
	default:
		s.give(m)
	}
}

func (s *stage) give(m tea.Msg) {
	if s.overlay != nil {
		s.run(s.overlay.Update(s, m))
	}
}

// wait lets the time pass that a plan has to be on screen.
func (s *stage) wait() {
	due := s.timers
	s.timers = nil
	for _, m := range due {
		s.give(m)
	}
}

func (s *stage) press(keys ...string) {
	for _, k := range keys {
		switch k {
		case "tab":
			s.give(tea.KeyPressMsg{Code: tea.KeyTab})
		case "enter":
			s.give(tea.KeyPressMsg{Code: tea.KeyEnter})
		case "esc":
			s.give(tea.KeyPressMsg{Code: tea.KeyEscape})
		default:
			for _, r := range k {
				s.give(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		}
	}
}

func (s *stage) screen() string {
	if s.overlay == nil {
		return ""
	}
	return ansi.Strip(s.overlay.View())
}

func begin(t *testing.T, d *change.Desk, c change.Change) *stage {
	t.Helper()
	s := &stage{t: t}
	s.flow = &Flow{Desk: d, Theme: theme.New(true), Keys: keymap.Default(), Clock: s,
		Done: func(nav.Host, change.Change, change.Plan, change.Receipt) tea.Cmd { s.sent++; return nil }}
	s.run(s.flow.Begin(s, c))
	return s
}

func TestConfirm(t *testing.T) {
	t.Parallel()
	drift := &change.Drift{Fields: []change.Field{{Path: "desiredCount", Before: "4", After: "5"}}}
	for name, c := range map[string]struct {
		desk  change.Desk
		pin   pin
		keys  []string
		early []string // typed before the plan was on screen for a moment
		want  int      // applications
		sees  []string // in the end; none where the dialog closes
	}{
		"enter cancels":               {keys: []string{"enter"}},
		"esc cancels":                 {keys: []string{"esc"}},
		"tab enter sends":             {keys: []string{"tab", "enter"}, want: 1},
		"q and y send nothing":        {keys: []string{"q", "y", "tab"}, sees: []string{"▐Pin▌"}},
		"typed too early":             {early: []string{"tab", "enter", "enter"}, sees: []string{"▐Cancel▌"}},
		"typed too early, then meant": {early: []string{"tab", "enter"}, keys: []string{"tab", "enter"}, want: 1},
		"protected, not typed":        {desk: change.Desk{Guard: guard.Guard{Protected: []string{"pro*"}}}, keys: []string{"tab", "tab", "enter"}, sees: []string{"type  checkout  to confirm"}},
		"protected, mistyped":         {desk: change.Desk{Guard: guard.Guard{Protected: []string{"prod"}}}, keys: []string{"tab", "check", "tab", "enter"}, sees: []string{"type  checkout"}},
		"protected, typed":            {desk: change.Desk{Guard: guard.Guard{Protected: []string{"prod/check*"}}}, keys: []string{"tab", "checkout", "enter", "enter"}, want: 1},
		"protected, another":          {desk: change.Desk{Guard: guard.Guard{Protected: []string{"staging"}}}, keys: []string{"tab", "enter"}, want: 1},
		"drift":                       {pin: pin{applyErrs: []error{drift}}, keys: []string{"tab", "enter"}, want: 1, sees: []string{"desiredCount 4 → 5", "This is a new plan", "▐Cancel▌"}},
		"drift, confirmed again":      {pin: pin{applyErrs: []error{drift}}, keys: []string{"tab", "enter", "wait", "tab", "enter"}, want: 2},
		"refused":                     {pin: pin{planErr: &change.Refused{Reason: "checkout:42 is INACTIVE", Way: "register a copy", Instead: &pin{}}}, keys: []string{"y"}, sees: []string{"✗ checkout:42 is INACTIVE", "register a copy", "▐Close▌ [Pin checkout to revision 42]"}},
		"refused, the way out":        {pin: pin{planErr: &change.Refused{Reason: "no", Instead: &pin{}}}, keys: []string{"tab", "enter"}, sees: []string{"checkout:43 → checkout:42"}},
		"denied":                      {pin: pin{applyErrs: []error{errors.New("not allowed")}}, keys: []string{"tab", "enter", "wait", "tab", "enter"}, want: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &c.pin
			s := begin(t, &c.desk, p)
			s.press(c.early...)
			s.wait()
			for _, k := range c.keys {
				if k == "wait" {
					s.wait()
					continue
				}
				s.press(k)
			}
			if p.applied != c.want {
				t.Errorf("applied %d times, want %d; the screen is\n%s", p.applied, c.want, s.screen())
			}
			if c.sees == nil && s.overlay != nil {
				t.Errorf("the dialog is still open:\n%s", s.screen())
			}
			for _, text := range c.sees {
				if !strings.Contains(s.screen(), text) {
					t.Errorf("the screen does not show %q:\n%s", text, s.screen())
				}
			}
		})
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	p := &pin{}
	s := begin(t, &change.Desk{Guard: guard.Guard{Mode: guard.ReadOnly}}, p)
	if s.overlay != nil || p.plans > 0 || !strings.Contains(s.flashed, "read-only") {
		t.Errorf("planned %d times, said %q", p.plans, s.flashed)
	}
}
