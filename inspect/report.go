package inspect

import (
	"time"

	"github.com/ecscope/ecscope/aws/call"
)

// Report is what was asked of AWS, and what is planned.
type Report struct {
	Requests []call.Requests
	Lanes    []Lane
}

// Lane is what the background does in one group of calls: about so many calls a minute, at most so many, and what comes next.
type Lane struct {
	Name         string
	Minute, Most float64
	Next         string
	// In is after how long that begins; Age is how old what it reads is now, zero where it was never read.
	In, Age time.Duration
}

// Report says what was asked of AWS, and what is planned.
func (p *Plan) Report() Report {
	a := p.agenda("")
	r := Report{Requests: p.pieces.Requests()}
	p.mu.Lock()
	defer p.mu.Unlock()
	for n, j := range a.first {
		l := lane(n)
		if j.run == nil {
			continue
		}
		out := Lane{Name: l.String(), Minute: min(a.calls[l], l.most()) * 60, Most: l.most() * 60, Next: j.subject.String(), In: max(0, p.readyAt(a, l).Sub(a.now))}
		if !j.seen.IsZero() {
			out.Age = a.now.Sub(j.seen)
		}
		r.Lanes = append(r.Lanes, out)
	}
	return r
}
