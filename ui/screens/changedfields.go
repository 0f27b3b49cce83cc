package screens

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/load"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

// differ tells what differs between two revisions.
type differ interface {
	Diff(ctx context.Context, a, b string) ([]change.Field, int, error)
}

// changedFields are what differs between the two revisions of a rollout, read once for each two.
type changedFields struct {
	clock    nav.Clock
	source   differ
	feed     load.Feed[difference]
	from, to string
	began    time.Time
	known    *difference
	err      error
}

// want reads what differs, unless that is known or being read. What could not be read is tried again after a while.
func (c *changedFields) want(h nav.Host, from, to string) tea.Cmd {
	const pause = 15 * time.Second
	same := from == c.from && to == c.to
	if from == "" || to == "" || from == to || same && (c.err == nil || c.clock.Now().Sub(c.began) < pause) {
		return nil
	}
	c.from, c.to, c.began, c.known, c.err = from, to, c.clock.Now(), nil, nil
	return c.feed.Start(h.Context(), load.One(func(ctx context.Context) (difference, error) {
		fields, same, err := c.source.Diff(ctx, from, to)
		return difference{fields, same}, err
	}))
}

func (c *changedFields) take(m tea.Msg) (tea.Cmd, bool) {
	p, next, ok := c.feed.Take(m)
	if !ok {
		return nil, false
	}
	for _, d := range p.Items {
		c.known = &d
	}
	if p.Done {
		c.err = p.Err
	}
	return next, true
}

// text says what differs, in a line a field. Same is the revision that a rollout goes from and to where that is the same one.
func (c *changedFields) text(same string) (lines []string) {
	switch {
	case c.from == "" && same != "":
		return []string{"nothing: it redeploys " + same}
	case c.from == "":
		return nil
	case c.err != nil:
		return []string{"not known: " + c.err.Error()}
	case c.known == nil:
		return []string{"reading…"}
	}
	for _, f := range c.known.fields {
		switch {
		case f.Before == "":
			lines = append(lines, f.Path+"  + "+f.After)
		case f.After == "":
			lines = append(lines, f.Path+"  - "+f.Before)
		default:
			lines = append(lines, f.Path+"  "+imageTag(f.Before)+" → "+imageTag(f.After))
		}
	}
	if len(lines) == 0 {
		lines = append(lines, "no field differs")
	}
	return append(lines, fmt.Sprintf("%s the same", words.Plural(c.known.same, "field is", "fields are")))
}
