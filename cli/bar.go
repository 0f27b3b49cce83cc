package cli

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/ecscope/ecscope/words"
)

// bar is a line on the error stream that shows how far a copy is, and goes away. It is drawn ten times a second at most.
type bar struct {
	mu          sync.Mutex
	w           io.Writer // nil to show nothing
	now         func() time.Time
	began, last time.Time
	shown       bool
	say         func(text string) // a line of its own
	begins      func(total int64) // called with the size when the copy begins; nil for nobody
}

// bar begins a bar, where somebody sees it.
func (s Streams) bar() *bar {
	b := &bar{now: s.Now, began: s.Now()}
	if s.Watched {
		b.w = s.Err
	}
	b.say = func(text string) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.wipe()
		s.note(text)
	}
	return b
}

// at shows how many bytes are copied, of how many; total is 0 where that is not known.
func (b *bar) at(done, total int64) {
	if done == 0 && b.begins != nil {
		b.begins(total)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if b.w == nil || now.Sub(b.last) < time.Second/10 && done != total {
		return
	}
	b.last = now
	text := words.Bytes(done)
	if total > 0 {
		const width = 30
		full := int(done * width / total)
		text = fmt.Sprintf("%s%s %3d %%  %s of %s", strings.Repeat("█", full), strings.Repeat("░", width-full), done*100/total, text, words.Bytes(total))
	}
	if took := now.Sub(b.began).Seconds(); took >= 1 {
		text += fmt.Sprintf("  %s/s", words.Bytes(int64(float64(done)/took)))
		if left := took * float64(total-done) / float64(max(done, 1)); total > done && took >= 3 {
			text += fmt.Sprintf("  %s left", time.Duration(left+1)*time.Second)
		}
	}
	fmt.Fprint(b.w, "\r\x1b[K"+text)
	b.shown = true
}

// stop wipes the bar; it is not drawn again.
func (b *bar) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wipe()
	b.w = nil
}

func (b *bar) wipe() {
	if b.shown {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
	b.shown = false
}
