package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// patience is how long a person waits without asking whether anything happens.
const patience = time.Second

// progress is a line on the error stream that says what is being read while that takes long, and then goes away.
type progress struct {
	mu    sync.Mutex
	w     io.Writer // nil to say nothing
	timer *time.Timer
	what  string
	count int
	shown bool
}

// watch starts the line after a delay.
func watch(w io.Writer, after time.Duration) *progress {
	p := &progress{w: w}
	if w != nil {
		p.timer = time.AfterFunc(after, p.show)
	}
	return p
}

func (p *progress) show() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown = p.w != nil
	p.draw()
}

// at says what is being read and how many there are so far.
func (p *progress) at(what string, count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.what, p.count = what, count
	p.draw()
}

func (p *progress) draw() {
	if !p.shown {
		return
	}
	text := "reading " + p.what
	if p.count > 0 {
		text += fmt.Sprintf(" … %d", p.count)
	}
	fmt.Fprint(p.w, "\r\x1b[K"+ansi.Truncate(line(text), 78, "…"))
}

// stop wipes the line; it is not drawn again.
func (p *progress) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
	if p.timer != nil {
		p.timer.Stop()
	}
	p.w, p.shown = nil, false
}
