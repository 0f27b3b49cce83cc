package screens

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// insightsRun is the run of a query.
type insightsRun struct {
	source  querySource
	clock   nav.Clock
	feed    load.Feed[tail.Answer]
	begun   time.Time // zero before the first
	took    time.Duration
	last    tail.Answer
	stopped bool
	esc     string // the key that stops it
	err     error
}

// start runs a query; one that runs is stopped.
func (r *insightsRun) start(ctx context.Context, q tail.Query) tea.Cmd {
	r.begun, r.last, r.stopped, r.err = r.clock.Now(), tail.Answer{}, false, nil
	return r.feed.Start(ctx, func(ctx context.Context) iter.Seq2[[]tail.Answer, error] { return r.source.Query(ctx, q) })
}

// stop stops the query at the server, and says whether one was running.
func (r *insightsRun) stop() bool {
	if !r.feed.Running() {
		return false
	}
	r.feed.Stop()
	r.took, r.stopped = r.clock.Now().Sub(r.begun), true
	return true
}

// take recognises what the query has found so far.
func (r *insightsRun) take(m tea.Msg) ([]tail.Answer, tea.Cmd, bool) {
	p, next, ok := r.feed.Take(m)
	if !ok {
		return nil, nil, false
	}
	for _, a := range p.Items {
		r.last = a
	}
	r.took = r.clock.Now().Sub(r.begun)
	if p.Done {
		r.err = p.Err
	}
	return p.Items, next, true
}

// state says how the run stands, and in which tone.
func (r *insightsRun) state() (theme.Tone, string) {
	scanned := fmt.Sprintf("%s in %s scanned, %d matched", words.Bytes(r.last.Scanned), words.Count(int(r.last.Looked), "line"), r.last.Matched)
	took := r.took.Round(100 * time.Millisecond).String()
	switch {
	case r.begun.IsZero():
		return theme.Plain, ""
	case r.feed.Running() && r.last.Status == "":
		return theme.Busy, "sent · " + r.esc + " stops it"
	case r.feed.Running():
		return theme.Busy, strings.ToLower(r.last.Status) + " for " + took + " · " + scanned + " · " + r.esc + " stops it"
	case r.stopped:
		return theme.Warn, "stopped after " + took + " · " + scanned + ": the rows are what was found until then"
	case r.err != nil:
		return theme.Bad, strings.TrimSuffix(r.err.Error()+" · "+nav.HintOf(r.err), " · ")
	case r.last.Status != "Complete":
		return theme.Bad, "ended before it was complete (" + strings.ToLower(r.last.Status) + ") after " + took + " · " + scanned
	}
	return theme.Good, "complete in " + took + " · " + scanned
}
