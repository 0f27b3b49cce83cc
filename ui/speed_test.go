package ui

import (
	"context"
	"fmt"
	"iter"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
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

func (c crowd) Place() aws.Place { return aws.Place{Region: "us-east-1"} }

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
	rules, err := triage.New()
	if err != nil {
		b.Fatal(err)
	}
	kit := screens.New(browse.Kit{Clock: nav.Wall{}, Keys: keymap.Default(), Theme: theme.New(true), Flow: &action.Flow{Desk: &change.Desk{}}}, c, rules, time.UTC)
	p := New(b.Context(), Parts{Clock: kit.Clock, Keys: kit.Keys, Theme: kit.Theme, Account: Account{Region: "us-east-1", Home: []nav.Screen{kit.Services("prod")}}})
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
