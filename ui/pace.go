package ui

import (
	"reflect"
	"sync"
	"time"
	"unsafe"

	tea "charm.land/bubbletea/v2"
)

// How often the renderer looks for a new frame: while frames come, and at rest. It is at rest after a while without a frame that differs
// from the one before. What a slow machine hands over later than that is shown with the next look.
const (
	frameTime = time.Second / framesPerSecond
	restTime  = time.Second
	restAfter = 2 * frameTime

	framesPerSecond = 30
)

// paced is the program, which has the renderer look for frames only as often as there may be some. Bubble Tea looks at a fixed rate,
// and that alone took most of the processor's time of a screen at rest.
type paced struct {
	*Program
	pace *pace
}

func (m paced) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := m.Program.Update(msg)
	return m, cmd
}

func (m paced) View() tea.View {
	v := m.Program.View()
	if !reflect.DeepEqual(v, m.pace.shown) {
		m.pace.shown = v
		m.pace.frame()
	}
	return v
}

// pace sets the renderer's ticker. Without one it does nothing, and the renderer keeps its rate.
type pace struct {
	ticker func() *time.Ticker // the renderer's, or nil where there is none yet
	shown  tea.View

	mu      sync.Mutex
	last    time.Time // of the last frame
	resting bool
	rest    *time.Timer
}

// frame says that there is a new frame.
func (p *pace) frame() {
	t := p.ticker()
	if t == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = time.Now()
	switch {
	case p.rest == nil:
		p.rest = time.AfterFunc(restAfter, p.settle)
	case p.resting:
		p.resting = false
		t.Reset(frameTime)
		p.rest.Reset(restAfter)
	}
}

// settle slows the ticker down, unless there was a frame meanwhile.
func (p *pace) settle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := restAfter - time.Since(p.last); left > 0 {
		p.rest.Reset(left)
		return
	}
	p.resting = true
	p.ticker().Reset(restTime)
}

// tickerOf is the ticker by which a program of Bubble Tea looks for frames, and nil before it runs. The library keeps it to itself and
// has no other way to change its rate; a version that calls it something else is one without a slower rate.
func tickerOf(t *tea.Program) *time.Ticker {
	f := reflect.ValueOf(t).Elem().FieldByName("ticker")
	if !f.IsValid() || f.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return *(**time.Ticker)(unsafe.Pointer(f.UnsafeAddr())) //nolint:gosec // of the type that was looked for
}
