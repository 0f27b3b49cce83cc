package logview

import "slices"

// criteria are what lines are tested against: the filter and the search in force. A turn counts how often each was changed,
// so that the results of a job that is too late are known.
type criteria struct {
	writers    *registry
	expr       Filter
	filter     filter
	filterTurn int
	around     int      // entries that are shown before and after each that passes
	search     *matcher // nil for none
	searched   string
	searchTurn int
}

// filterBy puts a filter in force, or says why it cannot be understood.
func (c *criteria) filterBy(f Filter) error {
	include, err := terms(f.Include)
	if err != nil {
		return err
	}
	exclude, err := terms(f.Exclude)
	if err != nil {
		return err
	}
	c.expr = Filter{slices.Clone(f.Include), slices.Clone(f.Exclude), slices.Clone(f.Only)}
	c.filter = filter{include, exclude, c.expr.Only}
	c.filterTurn++
	return nil
}

// searchFor puts a search in force, or says why it cannot be understood.
func (c *criteria) searchFor(expr string) error {
	var m *matcher
	if expr != "" && expr != "re:" {
		var err error
		if m, err = newMatcher(expr); err != nil {
			return err
		}
	}
	c.search, c.searched = m, expr
	c.searchTurn++
	return nil
}

// job begins a job, with copies for another goroutine.
func (c *criteria) job() *Job {
	f := c.filter.fresh()
	return &Job{filterTurn: c.filterTurn, searchTurn: c.searchTurn, filter: &f, search: c.search.fresh(), sources: c.writers.sources}
}

// test tests the lines of a page from one on, for as far as those before are tested.
func (c *criteria) test(g *page, from int) {
	if g.tested {
		c.testFilter(g, from)
	}
	if g.searched {
		c.testSearch(g, from)
	}
	g.count()
}

func (c *criteria) testFilter(g *page, from int) {
	if from < len(g.recs) {
		passed := c.filter.sweep(&g.lines, c.writers.sources, from)
		g.passed.or(&passed)
	}
}

func (c *criteria) testSearch(g *page, from int) {
	if c.search != nil && from < len(g.recs) {
		c.search.sweep(&g.lines, from, &g.found)
	}
}
