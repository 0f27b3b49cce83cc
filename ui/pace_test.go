package ui

import (
	"context"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestPace: the renderer looks for a frame soon after there is one, also out of its rest, and hardly ever where there is none.
func TestPace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ticker := time.NewTicker(frameTime)
		defer ticker.Stop()
		var looked atomic.Int64
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() {
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
					looked.Add(1)
				}
			}
		}()
		during := func(d time.Duration) int {
			synctest.Wait()
			before := looked.Load()
			time.Sleep(d)
			synctest.Wait()
			return int(looked.Load() - before)
		}
		p := &pace{ticker: func() *time.Ticker { return ticker }}
		for round := range 3 {
			p.frame()
			if n := during(frameTime + time.Millisecond); n == 0 {
				t.Errorf("round %d: no look for the frame within %s", round, frameTime)
			}
			if n := during(10 * time.Second); n > int(10*time.Second/restTime)+int(restAfter/frameTime)+1 {
				t.Errorf("round %d: %d looks in ten seconds without a frame", round, n)
			}
		}
		frames := 0
		for range 100 { // frames without a rest between them do not put the look off
			p.frame()
			frames += during(10 * time.Millisecond)
		}
		if want := int(time.Second/frameTime) - 1; frames < want {
			t.Errorf("%d looks in a second full of frames, want %d", frames, want)
		}
	})
}

// asks is a model that ends with what it saw of the renderer's ticker.
type asks struct{ see func() }

func (asks) Init() tea.Cmd { return tea.Quit }

func (a asks) Update(tea.Msg) (tea.Model, tea.Cmd) { return a, nil }

func (a asks) View() tea.View {
	a.see()
	return tea.NewView("")
}

// TestTickerOf fails with a version of Bubble Tea whose ticker is not found: then the screen at rest takes its full rate.
func TestTickerOf(t *testing.T) {
	t.Parallel()
	var p *tea.Program
	found := false
	p = tea.NewProgram(asks{see: func() { found = found || tickerOf(p) != nil }}, tea.WithInput(nil), tea.WithOutput(io.Discard))
	if _, err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if !found {
		t.Error("a running program has no ticker that can be slowed down")
	}
}
