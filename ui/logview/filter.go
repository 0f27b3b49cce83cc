package logview

// Filter is what an entry must satisfy to be shown: all terms of Include, none of Exclude (see logline.Term), and for each label
// name in Only one of the values given for it.
type Filter struct {
	Include, Exclude []string
	Only             []Label
}

// filter is a Filter that was read.
type filter struct {
	include, exclude []term
	only             []Label
}

func terms(exprs []string) ([]term, error) {
	var all []term
	for _, e := range exprs {
		if e == "" {
			continue
		}
		t, err := newTerm(e)
		if err != nil {
			return nil, err
		}
		all = append(all, t)
	}
	return all, nil
}

func (f *filter) empty() bool { return len(f.include)+len(f.exclude)+len(f.only) == 0 }

// fresh returns a copy for another goroutine.
func (f *filter) fresh() filter {
	c := filter{only: f.only}
	for _, t := range f.include {
		c.include = append(c.include, t.fresh())
	}
	for _, t := range f.exclude {
		c.exclude = append(c.exclude, t.fresh())
	}
	return c
}

// sweep returns the lines from one on that are shown.
func (f *filter) sweep(l *lines, s sources, from int) (passed set) {
	passed.span(from, len(l.recs))
	if f.empty() {
		return passed
	}
	for _, t := range f.include {
		var yes set
		t.sweep(l, s, from, &yes)
		passed.and(&yes)
	}
	for _, t := range f.exclude {
		var no set
		t.sweep(l, s, from, &no)
		passed.without(&no)
	}
	for i := from; i < len(l.recs); i++ {
		if l.recs[i].kind != Line {
			passed.add(i)
		}
	}
	if len(f.only) > 0 {
		f.choose(l, s, from, &passed)
	}
	return passed
}

// choose takes away the lines of sources that were not chosen. A source without a label is not asked for it.
func (f *filter) choose(l *lines, s sources, from int, passed *set) {
	chosen := make([]bool, len(s))
	for i := range s {
		chosen[i] = f.chosen(s[i])
	}
	for i := passed.next(from); i >= 0; i = passed.next(i + 1) {
		if r := &l.recs[i]; int(r.source) < len(chosen) && !chosen[r.source] {
			passed.take(i)
		}
	}
}

func (f *filter) chosen(labels []Label) bool {
	for _, l := range labels {
		asked, given := false, false
		for _, o := range f.only {
			asked = asked || o.Name == l.Name
			given = given || o == l
		}
		if asked && !given {
			return false
		}
	}
	return true
}
