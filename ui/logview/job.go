package logview

// Job is the test of some of the lines held against the filter and the search. It is run once, by any goroutine.
type Job struct {
	filterTurn, searchTurn int
	filter                 *filter
	search                 *matcher
	sources                sources
	parts                  []part
}

// part is one page of a job, as far as it reached when the job was made.
type part struct {
	page           *page
	lines          lines
	filter, search bool // what is to be tested
	passed, found  set
}

// portions say how much text is tested in one go. There is always a page.
type portions struct {
	job   int // by a job: some ten milliseconds
	begin int // at once for a new filter or search: what is likely to be on screen
}

// Run does the work, some ten milliseconds of it.
func (j *Job) Run() {
	for i := range j.parts {
		t := &j.parts[i]
		if t.filter {
			t.passed = j.filter.sweep(&t.lines, j.sources, 0)
		}
		if t.search {
			j.search.sweep(&t.lines, 0, &t.found)
		}
	}
}

// Work returns the next piece of work, nearest to the cursor first, or nil if there is none left to hand out. Several
// may be run at the same time.
func (p *Pane) Work() *Job {
	var j *Job
	size := 0
	p.around(func(g *page) bool {
		if g.tested && g.searched || g.out {
			return true
		}
		if j == nil {
			f := p.filter.fresh()
			j = &Job{filterTurn: p.filterTurn, searchTurn: p.searchTurn, filter: &f, search: p.search.fresh(), sources: p.sources}
		}
		g.out = true
		j.parts = append(j.parts, part{page: g, lines: g.lines, filter: !g.tested, search: !g.searched})
		size += len(g.text)
		return size < p.portions.job
	})
	return j
}

// Finish takes the results of a job that was run. Those of a filter or search no longer in force are dropped; those of
// pages no longer held do no harm.
func (p *Pane) Finish(j *Job) {
	if j == nil {
		return
	}
	for i := range j.parts {
		t := &j.parts[i]
		g := t.page
		if j.filterTurn == p.filterTurn && j.searchTurn == p.searchTurn {
			g.out = false
		}
		n := len(t.lines.recs)
		if t.filter && !g.tested && j.filterTurn == p.filterTurn {
			g.passed, g.tested = t.passed, true
			p.cursor = p.home
			p.testFilter(g, n)
		}
		if t.search && !g.searched && j.searchTurn == p.searchTurn {
			g.found, g.searched = t.found, true
			p.testSearch(g, n)
		}
		g.count()
	}
	p.settle()
}

// test tests the lines of a page from one on, for as far as those before are tested.
func (p *Pane) test(g *page, from int) {
	if g.tested {
		p.testFilter(g, from)
	}
	if g.searched {
		p.testSearch(g, from)
	}
	g.count()
}

func (p *Pane) testFilter(g *page, from int) {
	if from < len(g.recs) {
		passed := p.filter.sweep(&g.lines, p.sources, from)
		g.passed.or(&passed)
	}
}

func (p *Pane) testSearch(g *page, from int) {
	if p.search != nil && from < len(g.recs) {
		p.search.sweep(&g.lines, from, &g.found)
	}
}

// begin tests the pages nearest to the cursor at once, for a key to be answered with what it asked for.
func (p *Pane) begin() {
	size := 0
	p.around(func(g *page) bool {
		if !g.tested || !g.searched {
			size += len(g.text)
		}
		if !g.tested {
			g.tested = true
			p.testFilter(g, 0)
		}
		if !g.searched {
			g.searched = true
			p.testSearch(g, 0)
		}
		g.count()
		return size < p.portions.begin
	})
}

// around calls each with the pages from the cursor outwards, until it returns false.
func (p *Pane) around(each func(*page) bool) {
	up := len(p.pages) - 1
	if !p.follow {
		up = min(p.pageAt(p.cursor), up)
	}
	for down := up + 1; up >= 0 || down < len(p.pages); up, down = up-1, down+1 {
		if up >= 0 && !each(p.pages[up]) || down < len(p.pages) && !each(p.pages[down]) {
			return
		}
	}
}

// Pending returns how many of the lines held are not yet tested.
func (p *Pane) Pending() (untested, held int) {
	for _, g := range p.pages {
		if !g.tested || !g.searched {
			untested += len(g.recs) - g.gone
		}
	}
	return untested, p.held
}
