package ui

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/screens"
	"github.com/ecscope/ecscope/ui/theme"
)

// crowd is an account with many services and nothing else, without a network in between: the benchmarks measure the
// interface.
type crowd struct {
	screens.Account
	services []aws.Service
}

func (c crowd) Place() call.Place { return call.Place{Region: "us-east-1"} }

func (c crowd) Services(context.Context, string, aws.Wanted) iter.Seq2[[]aws.Service, error] {
	return func(yield func([]aws.Service, error) bool) { yield(c.services, nil) }
}

// loaded is the program with 5,000 services on a screen of 200x60.
func loaded(b *testing.B) *Program {
	b.Helper()
	now := noon()
	c := crowd{}
	for i := range 5000 {
		c.services = append(c.services, aws.Service{
			Name: fmt.Sprintf("service-%04d", i), Cluster: "prod", Status: "ACTIVE", Described: true, Controller: "ECS",
			Desired: 4, Running: i % 5, Revision: fmt.Sprintf("service-%04d:%d", i, i%90), Seen: now,
			Deployments: []aws.Deployment{{ID: "a", Status: "PRIMARY", Rollout: "COMPLETED", Updated: now.Add(-time.Hour), Revision: fmt.Sprintf("service-%04d:%d", i, i%90)}},
			Events:      []aws.Event{{Time: now.Add(-time.Duration(i) * time.Second), Message: fmt.Sprintf("(service service-%04d) has reached a steady state.", i), Service: fmt.Sprintf("service-%04d", i)}},
		})
	}
	rules := triage.New()
	kit := browse.Kit{Clock: nav.Wall{}, Keys: keymap.Default(), Theme: theme.New(true), Flow: &action.Flow{Desk: &change.Desk{}}}
	all := screens.New(screens.Parts{Kit: kit, Names: index.New(), Account: c, Rules: rules, Zone: time.UTC})
	p := New(b.Context(), Parts{Clock: kit.Clock, Keys: kit.Keys, Theme: kit.Theme, Account: Account{Region: "us-east-1", Home: []nav.Screen{all.Services("prod")}}})
	p.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
	p.Init()
	list := p.top().screen.(*browse.List[aws.Service])
	list.Fill(c.services)
	if n := list.Status().Want; n != 5000 {
		b.Fatalf("%d services are loaded", n)
	}
	return p
}

// BenchmarkKeyToFrame is a key and the frame that follows it; the budget is 4 ms.
func BenchmarkKeyToFrame(b *testing.B) {
	p := loaded(b)
	down, up := tea.KeyPressMsg{Code: 'j', Text: "j"}, tea.KeyPressMsg{Code: 'k', Text: "k"}
	b.ReportAllocs()
	for b.Loop() {
		p.Update(down)
		p.View()
		p.Update(up)
		p.View()
	}
}

// BenchmarkView is one frame; the budget is 2 ms.
func BenchmarkView(b *testing.B) {
	p := loaded(b)
	b.ReportAllocs()
	for b.Loop() {
		p.View()
	}
}

// BenchmarkMove is the cursor alone.
func BenchmarkMove(b *testing.B) {
	p := loaded(b)
	down, up := tea.KeyPressMsg{Code: 'j', Text: "j"}, tea.KeyPressMsg{Code: 'k', Text: "k"}
	b.ReportAllocs()
	for b.Loop() {
		p.Update(down)
		p.Update(up)
	}
}

// Logs is a flood: pages of a thousand lines for as long as somebody reads.
func (c crowd) Logs(context.Context, tail.Tail) iter.Seq2[[]tail.Event, error] {
	return func(yield func([]tail.Event, error) bool) {
		at := noon()
		for {
			page := make([]tail.Event, 1000)
			for i := range page {
				at = at.Add(50 * time.Microsecond)
				page[i] = tail.Event{ID: fmt.Sprint(at.UnixNano()), Time: at, Group: "/ecs/prod/api", Task: fmt.Sprintf("%032d", i%40),
					Container: "app", Revision: "api:117", Message: fmt.Sprintf(`{"level":"info","msg":"GET /v1/items/%d 200","duration_ms":%d}`, i, i%70)}
			}
			if !yield(page, nil) {
				return
			}
		}
	}
}

// BenchmarkFlood is a thousand log lines into the screen, a key and the frame that follows: at 20,000 lines a second there
// are 50 ms for it.
func BenchmarkFlood(b *testing.B) {
	p := loaded(b)
	p.Update(tea.KeyPressMsg{Code: 'l', Text: "l"})
	logs := p.top().screen.(*screens.Logs)
	h := &host{p: p, f: p.top()}
	feed := logs.Update(h, nav.Refresh{})
	up := tea.KeyPressMsg{Code: 'k', Text: "k"}
	b.ReportAllocs()
	for b.Loop() {
		feed = logs.Update(h, next(feed))
		p.Update(up)
		p.View()
	}
	if text := p.draw(); !strings.Contains(text, "GET /v1/items") || !strings.Contains(text, "000") {
		b.Errorf("no lines are on screen:\n%s", text)
	}
}

// next is the message of the first command of a batch that brings one.
func next(cmd tea.Cmd) tea.Msg {
	m := cmd()
	if batch, ok := m.(tea.BatchMsg); ok {
		return next(batch[0])
	}
	return m
}
