package triage

import (
	"time"

	"github.com/ecscope/ecscope/words"
)

// unchecked judges a service some of whose targets still wait for their first health checks, for no longer than those take: no
// traffic goes to them yet, so that it is not at rest.
func unchecked(c *evaluation) bool {
	n, all, well := 0, 0, 0
	var since time.Time
	for _, g := range c.in.Targets {
		for _, t := range g.Targets {
			if t.State == "draining" {
				continue
			}
			all++
			switch t.State {
			case "healthy":
				well++
			case "initial":
				if at := registered(c, g, t); n == 0 || at.Before(since) {
					since = at
				}
				n++
			}
		}
	}
	if n == 0 {
		return false
	}
	c.say(Changing, since, "%d of %s of %s %s first health checks", n, words.Count(all, "target"), c.name(), words.Agree(n, "waits for its", "wait for their"))
	c.v.Serves = words.Count(well, "target") + " healthy."
	c.remedy(Remedy{Action: Show, Screen: "targets", Text: "which ones"})
	return true
}
