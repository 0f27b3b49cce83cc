package action

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// asked is a question as it stands on the screen: of one change or of several.
type asked interface {
	Resize(width, height int)
	Update(nav.Host, tea.Msg) tea.Cmd
	View() string
}

// confirms are the questions that there are, each after its plan was read. sent counts what was done.
func confirms(t *testing.T) map[string]func() (*stage, asked, *int) {
	t.Helper()
	protected := change.Desk{Guard: guard.Guard{Protected: []string{"prod"}}}
	single := func(desk change.Desk, p *pin) func() (*stage, asked, *int) {
		return func() (*stage, asked, *int) {
			s := begin(t, &desk, p)
			return s, s.overlay, &p.applied
		}
	}
	several := func(desk change.Desk) func() (*stage, asked, *int) {
		return func() (*stage, asked, *int) {
			all := []*pin{{}, {}, {}}
			var parts []change.Part
			for i, p := range all {
				parts = append(parts, change.Part{Name: fmt.Sprintf("checkout-%d", i), Change: p})
			}
			s := begin(t, &desk, &pin{}) // for its flow
			one := newSeveral(s.flow, "pin", parts)
			s.overlay = nil
			one.Resize(100, 30)
			s.overlay = overlaid{one}
			s.run(one.Update(s, nav.Shown{}))
			return s, one, &all[0].applied
		}
	}
	return map[string]func() (*stage, asked, *int){
		"one change":       single(change.Desk{}, &pin{}),
		"much to say":      single(change.Desk{}, &pin{more: 40}),
		"a name is typed":  single(protected, &pin{more: 3}),
		"refused":          single(change.Desk{}, &pin{planErr: &change.Refused{Reason: "checkout:42 in prod is INACTIVE", Instead: &pin{}}}),
		"several changes":  several(change.Desk{}),
		"several, a typed": several(protected),
		"a session": func() (*stage, asked, *int) {
			n := 0
			s := begin(t, &protected, &pin{})
			s.overlay = nil
			on := guard.Thing{Account: "111122223333", Region: "us-east-1", Cluster: "prod", Service: "checkout", Task: "0123456789abcdef"}
			s.run(s.flow.Admit(s, Session{Reach: guard.Shell, On: on, Title: "Open a shell in app of task 01234567 of checkout", Verb: "Open"}, func() tea.Cmd { n++; return nil }))
			return s, s.overlay, &n
		},
	}
}

// overlaid is a screen as the stage takes it.
type overlaid struct{ *Several }

// compact is a screen without what may part a name that is broken to two lines.
func compact(screen string) string {
	return strings.NewReplacer(" ", "", "\n", "", "│", "", "▏", "").Replace(ansi.Strip(screen))
}

// Whatever the size of the terminal, a question shows what is done, to what, where, and its buttons; or it says that the terminal
// is too small, and then no key but esc does anything.
func TestEveryQuestionFits(t *testing.T) {
	t.Parallel()
	const frame = 2 // the header and the key line
	for name, open := range confirms(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, q, sent := open()
			s.wait()
			for w := 20; w <= 120; w += 1 + w/20 {
				for h := 5; h <= 40; h++ {
					q.Resize(w, h-frame)
					view := q.View()
					lines := strings.Split(view, "\n")
					for _, l := range lines {
						if ansi.StringWidth(l) > w || len(lines) > h-frame {
							t.Fatalf("%dx%d is too wide or too high:\n%s", w, h, ansi.Strip(view))
						}
					}
					if !small(view) {
						for _, part := range []string{"checkout", "prod", "[", "▐C"} {
							if name == "refused" && part == "prod" {
								continue // nothing is confirmed there: its button opens another question
							}
							if !strings.Contains(compact(view), part) {
								t.Fatalf("%dx%d lacks %q:\n%s", w, h, part, ansi.Strip(view))
							}
						}
						continue
					}
					if w >= 60 && h >= 15 {
						t.Fatalf("%dx%d is said to be too small", w, h)
					}
					s.press("tab", "enter", "y", "checkout", "enter", "tab", "enter")
					if *sent > 0 || s.overlay == nil || !small(q.View()) {
						t.Fatalf("%dx%d is too small, and was confirmed %d times:\n%s", w, h, *sent, ansi.Strip(q.View()))
					}
				}
			}
		})
	}
}

func small(view string) bool {
	return strings.HasPrefix(ansi.Strip(view), "Too small")
}

// The details of a dialog scroll beneath what is asked, which stays.
func TestDetailsScroll(t *testing.T) {
	t.Parallel()
	s := begin(t, &change.Desk{}, &pin{more: 40})
	s.overlay.Resize(60, 13)
	s.wait()
	if !strings.Contains(s.screen(), "more lines below") || strings.Contains(s.screen(), "app.environment.N39") {
		t.Errorf("it does not say that there is more:\n%s", s.screen())
	}
	for range 60 {
		s.press("j")
	}
	for _, text := range []string{"Pin checkout to revision 42", "us-east-1 · prod", "app.environment.N39", "▐Cancel▌ [Pin]", "0 more lines below"} {
		if !strings.Contains(s.screen(), text) {
			t.Errorf("scrolled down, it lacks %q:\n%s", text, s.screen())
		}
	}
}

// A name that was begun to be typed is not confirmed in a terminal that became too small meanwhile.
func TestNarrowedWhileTyping(t *testing.T) {
	t.Parallel()
	p := &pin{}
	s := begin(t, &change.Desk{Guard: guard.Guard{Protected: []string{"prod"}}}, p)
	s.wait()
	s.press("tab", "checkout", "enter")
	s.overlay.Resize(30, 5)
	s.press("enter")
	if p.applied != 0 || s.overlay == nil {
		t.Fatalf("applied %d times in a terminal too small", p.applied)
	}
	s.overlay.Resize(80, 22)
	s.press("enter")
	if p.applied != 1 {
		t.Errorf("applied %d times once there was room:\n%s", p.applied, s.screen())
	}

	one := newSeveral(&Flow{Desk: s.flow.Desk, Theme: theme.New(true), Keys: keymap.Default(), Clock: s}, "pin", []change.Part{{Name: "checkout", Change: p}})
	h := &prompted{stage: s}
	s.overlay = overlaid{one}
	one.Resize(80, 22)
	s.run(one.Update(s, nav.Shown{}))
	s.wait()
	one.Update(h, tea.KeyPressMsg{Code: tea.KeyTab})
	one.Update(h, tea.KeyPressMsg{Code: tea.KeyEnter})
	one.Resize(30, 5)
	h.asked.Done(h, one.batch.Typed())
	if p.applied != 1 || !strings.Contains(s.flashed, "too small") {
		t.Errorf("applied %d times, said %q", p.applied, s.flashed)
	}
}

// prompted is a stage that keeps what is asked for.
type prompted struct {
	*stage
	asked nav.Prompt
}

func (p *prompted) Prompt(q nav.Prompt) { p.asked = q }
