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

// queue hands out the tests of what is held, and takes their results.
type queue struct {
	book     *book
	criteria *criteria
	window   *window
	portions portions
}

// Work returns the next piece of work, nearest to the cursor first, or nil if there is none left to hand out. Several
// may be run at the same time.
func (q *queue) Work() *Job {
	var j *Job
	size := 0
	q.around(func(g *page) bool {
		if g.tested && g.searched || g.out {
			return true
		}
		if j == nil {
			j = q.criteria.job()
		}
		g.out = true
		j.parts = append(j.parts, part{page: g, lines: g.lines, filter: !g.tested, search: !g.searched})
		size += len(g.text)
		return size < q.portions.job
	})
	return j
}

// finish takes the results of a job that was run; see Pane.Finish.
func (q *queue) finish(j *Job) {
	c := q.criteria
	for i := range j.parts {
		t := &j.parts[i]
		g := t.page
		if j.filterTurn == c.filterTurn && j.searchTurn == c.searchTurn {
			g.out = false
		}
		n := len(t.lines.recs)
		if t.filter && !g.tested && j.filterTurn == c.filterTurn {
			g.passed, g.tested = t.passed, true
			q.window.cursor = q.window.home
			c.testFilter(g, n)
		}
		if t.search && !g.searched && j.searchTurn == c.searchTurn {
			g.found, g.searched = t.found, true
			c.testSearch(g, n)
		}
		g.count()
	}
}

// begin tests the pages nearest to the cursor at once, for a key to be answered with what it asked for.
func (q *queue) begin() {
	size := 0
	q.around(func(g *page) bool {
		if !g.tested || !g.searched {
			size += len(g.text)
		}
		if !g.tested {
			g.tested = true
			q.criteria.testFilter(g, 0)
		}
		if !g.searched {
			g.searched = true
			q.criteria.testSearch(g, 0)
		}
		g.count()
		return size < q.portions.begin
	})
}

// around calls each with the pages from the cursor outwards, until it returns false.
func (q *queue) around(each func(*page) bool) {
	up := len(q.book.pages) - 1
	if !q.window.follow {
		up = min(q.book.pageAt(q.window.cursor), up)
	}
	for down := up + 1; up >= 0 || down < len(q.book.pages); up, down = up-1, down+1 {
		if up >= 0 && !each(q.book.pages[up]) || down < len(q.book.pages) && !each(q.book.pages[down]) {
			return
		}
	}
}

// Pending returns how many of the lines held are not yet tested.
func (q *queue) Pending() (untested, held int) { return q.book.pending() }
