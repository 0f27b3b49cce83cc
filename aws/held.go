package aws

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// held are the sessions that this program has open, by id: an agent serves only a few at a time.
type held struct {
	mutex sync.Mutex
	all   map[string]holding
}

type holding struct {
	target ExecTarget
	what   string
	since  time.Time
}

// Hold notes an open session, until the function is called that it returns. What is a word for it, such as shell.
func (c *Client) Hold(s Session, what string) (release func()) {
	c.held.mutex.Lock()
	defer c.held.mutex.Unlock()
	if c.held.all == nil {
		c.held.all = map[string]holding{}
	}
	c.held.all[s.ID] = holding{s.Target, what, c.now()}
	return func() {
		c.held.mutex.Lock()
		defer c.held.mutex.Unlock()
		delete(c.held.all, s.ID)
	}
}

// Held are the sessions that this program has open in a container, in words and the oldest first. The one of an id, which may be
// empty, is left out.
func (c *Client) Held(t ExecTarget, beside string) []string {
	c.held.mutex.Lock()
	defer c.held.mutex.Unlock()
	var all []holding
	for id, h := range c.held.all {
		if h.target.String() == t.String() && id != beside {
			all = append(all, h)
		}
	}
	slices.SortFunc(all, func(a, b holding) int {
		if n := a.since.Compare(b.since); n != 0 {
			return n
		}
		return strings.Compare(a.what, b.what)
	})
	words := make([]string, len(all))
	for i, h := range all {
		words[i] = fmt.Sprintf("%s, open for %s", h.what, c.now().Sub(h.since).Round(time.Second))
	}
	return words
}
