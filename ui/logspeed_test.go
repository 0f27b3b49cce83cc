package ui

import (
	"fmt"
	"slices"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/screens"
)

// logged is the program with a log on screen that has all that can stand above its lines: histogram, filters and fields. More brings it
// the next thousand lines.
func logged(b *testing.B, width, height, thousands int) (p *Program, more func()) {
	b.Helper()
	p = loaded(b)
	p.Update(tea.WindowSizeMsg{Width: width, Height: height})
	p.Update(tea.KeyPressMsg{Code: 'l', Text: "l"})
	logs := p.top().screen.(*screens.Logs)
	h := &host{p: p, f: p.top()}
	feed := logs.Update(h, nav.Refresh{})
	more = func() { feed = logs.Update(h, next(feed)) }
	more()
	ask := func(key rune, text string) {
		p.Update(tea.KeyPressMsg{Code: key, Text: string(key)})
		for _, r := range text {
			p.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
		}
		if _, cmd := p.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); cmd != nil {
			p.Update(next(cmd))
		}
	}
	ask('&', "items")
	ask('^', "healthz")
	ask('|', "duration_ms level")
	for range thousands {
		more()
	}
	return p, more
}

// BenchmarkLogView is one frame of a log with its histogram, filters and columns; the budget is 2 ms.
func BenchmarkLogView(b *testing.B) {
	for _, size := range [][2]int{{120, 40}, {200, 60}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			p, _ := logged(b, size[0], size[1], 200)
			b.ReportAllocs()
			for b.Loop() {
				p.View()
			}
		})
	}
}

// BenchmarkLogKeyToFrame is a key in a log that grows, and the frame that follows: the key waits for a thousand lines to be taken in before
// it, which is what is taken in at once. The budget is 16 ms, which 99 of 100 keys must keep.
func BenchmarkLogKeyToFrame(b *testing.B) {
	p, more := logged(b, 200, 60, 200)
	up := tea.KeyPressMsg{Code: 'k', Text: "k"}
	var took []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		begun := time.Now()
		more()
		p.Update(up)
		p.View()
		took = append(took, time.Since(begun))
	}
	reportSlowest(b, took)
}

// reportSlowest reports what 99 of 100 took at most.
func reportSlowest(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100])/1e6, "ms-99%")
}
