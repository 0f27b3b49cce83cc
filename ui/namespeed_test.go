package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

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

// manyNames is a file of the names of 5,000 services in 50 clusters.
func manyNames(b *testing.B) string {
	b.Helper()
	names, file := index.New(), filepath.Join(b.TempDir(), "names.json")
	if err := names.Open(file); err != nil {
		b.Fatal(err)
	}
	for i := range 5000 {
		names.Service(fmt.Sprintf("cluster-%02d", i%50), fmt.Sprintf("service-%04d", i))
	}
	if err := names.Save(); err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		b.Fatal(err)
	}
	return file
}

// fromNames is the program on its first screen as it starts where the names of an account are in a file, before anything was read.
func fromNames(b *testing.B, rules *triage.Rules, file string) *Program {
	names := index.New()
	if err := names.Open(file); err != nil {
		b.Fatal(err)
	}
	kit := browse.Kit{Clock: nav.Wall{}, Keys: keymap.Default(), Theme: theme.New(true), Flow: &action.Flow{Desk: &change.Desk{}}}
	all := screens.New(screens.Parts{Kit: kit, Names: names, Account: crowd{}, Rules: rules, Zone: time.UTC})
	p := New(b.Context(), Parts{Clock: kit.Clock, Keys: kit.Keys, Theme: kit.Theme,
		Account: Account{Region: "us-east-1", Home: all.Home("", ""), Places: all.Places(), Names: names}})
	p.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
	p.Init()
	return p
}

// BenchmarkFirstFrame is from the file of names to the first frame of the first screen, but for the rules of diagnosis, which are compiled
// beside it; the budget is 30 ms.
func BenchmarkFirstFrame(b *testing.B) {
	file, rules := manyNames(b), triage.New()
	b.ReportAllocs()
	for b.Loop() {
		p := fromNames(b, rules, file)
		if text := p.View().Content; !strings.Contains(text, "home") {
			b.Fatal(text)
		}
	}
}

// BenchmarkPalette opens the palette over 5,000 services and types the name of one, a frame after each key. The budget is 16 ms a
// key, which 99 of 100 must keep.
func BenchmarkPalette(b *testing.B) {
	p := fromNames(b, triage.New(), manyNames(b))
	var took []time.Duration
	press := func(k tea.KeyPressMsg) {
		began := time.Now()
		p.Update(k)
		p.View()
		took = append(took, time.Since(began))
	}
	b.ReportAllocs()
	for b.Loop() {
		press(tea.KeyPressMsg{Code: ':', Text: ":"})
		for _, r := range "serv4321" {
			press(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		if text := ansi.Strip(p.draw()); !strings.Contains(text, "service-4321") {
			b.Fatalf("the service is not found:\n%s", text)
		}
		press(tea.KeyPressMsg{Code: tea.KeyEscape})
	}
	reportSlowest(b, took)
}
