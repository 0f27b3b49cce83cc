package aws

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ecscope/ecscope/clean"
)

// held are the sessions that this program has open, by id: an agent serves only a few at a time. The registry tells other
// programs of the same user of them.
type held struct {
	mutex    sync.Mutex
	all      map[string]holding
	registry registry
}

// holding is an open session: in which container, what it is, and since when.
type holding struct {
	Target string    `json:"target"`
	What   string    `json:"what"`
	Since  time.Time `json:"since"`
}

// Hold notes an open session, until the function is called that it returns. What is a word for it, such as shell.
func (c *sessionOpener) Hold(s Session, what string) (release func()) {
	h := &c.held
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if h.all == nil {
		h.all = map[string]holding{}
	}
	h.all[s.ID] = holding{s.Target.String(), what, c.Stamp()}
	h.registry.write(slices.Collect(maps.Values(h.all)))
	return func() {
		h.mutex.Lock()
		defer h.mutex.Unlock()
		delete(h.all, s.ID)
		h.registry.write(slices.Collect(maps.Values(h.all)))
	}
}

// Held are the sessions that this program, and others of the same user, have open in a container: in words, and the oldest
// first. The one of an id, which may be empty, is left out.
func (c *sessionOpener) Held(t ExecTarget, beside string) []string {
	c.held.mutex.Lock()
	defer c.held.mutex.Unlock()
	var all []entry
	for id, h := range c.held.all {
		if id != beside {
			all = append(all, entry{h, os.Getpid()})
		}
	}
	all = append(all, c.held.registry.others()...)
	all = slices.DeleteFunc(all, func(e entry) bool { return e.Target != t.String() })
	slices.SortFunc(all, func(a, b entry) int {
		if n := a.Since.Compare(b.Since); n != 0 {
			return n
		}
		return strings.Compare(a.What, b.What)
	})
	words := make([]string, len(all))
	for i, e := range all {
		words[i] = fmt.Sprintf("%s, open for %s", clean.Text(e.What), c.Stamp().Sub(e.Since).Round(time.Second))
		if e.process != os.Getpid() {
			words[i] += fmt.Sprintf(" in process %d", e.process)
		}
	}
	return words
}
