//go:build !windows

package main

import (
	"context"
	"iter"
	"os"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/cli"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/ui"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// broken is ecscope with a screen of its own, which has a defect that shows on any key.
func broken(defect string) {
	screen := cli.Screen{Open: func(ctx context.Context, _ ui.Start) error {
		home := []nav.Screen{&fragile{defect: defect}}
		return ui.New(ctx, ui.Parts{Clock: nav.Wall{}, Keys: keymap.Default(), Theme: theme.New(true),
			Account: ui.Account{Name: "broken", Home: home}}).Run()
	}}
	os.Exit(cli.Run(context.Background(), cli.Process(), []string{"--demo"}, screen))
}

// fragile is a screen that panics.
type fragile struct {
	defect string
	drops  bool
	feed   load.Feed[string]
	said   string
}

func (f *fragile) Title() string       { return "fragile" }
func (f *fragile) Keys() []key.Binding { return nil }
func (f *fragile) Resize(int, int)     {}

func (f *fragile) View() string {
	if f.drops && f.defect == "view" {
		panic("the view dropped")
	}
	return "handle with care " + f.said
}

func (f *fragile) Update(h nav.Host, m tea.Msg) tea.Cmd {
	if page, cmd, ok := f.feed.Take(m); ok {
		if page.Err != nil {
			f.said = page.Err.Error()
		}
		return cmd
	}
	if _, ok := m.(tea.KeyPressMsg); !ok {
		return nil
	}
	f.drops = true
	switch f.defect {
	case "update":
		panic("the update dropped")
	case "command":
		return func() tea.Msg { panic("the command dropped") }
	case "source":
		return f.feed.Start(h.Context(), func(context.Context) iter.Seq2[[]string, error] { panic("the source dropped") })
	}
	return nil
}

// A defect ends the program, but not the terminal: it is as it was, and says what happened.
func TestPanic(t *testing.T) {
	t.Parallel()
	for _, defect := range []string{"update", "view", "command"} {
		t.Run(defect, func(t *testing.T) {
			t.Parallel()
			w := open(t, defect)
			w.see("handle with care")
			w.types("x")
			text := w.end(1)
			_, said, _ := strings.Cut(text, "\x1b[?1049l")
			if !strings.Contains(said, "the "+defect+" dropped") || !strings.Contains(said, "this is a bug in ecscope") {
				t.Errorf("after the screen closed the program said only %q", said)
			}
		})
	}
}

// A defect in what reads data is an error on the screen.
func TestPanicOfSource(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	w := open(t, "source")
	w.see("handle with care")
	w.types("x")
	w.see("the source dropped")
	w.types("\x03")
	w.end(0)
}
