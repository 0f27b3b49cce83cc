package logview

import (
	"strings"

	"github.com/ecscope/ecscope/logline"
)

// term is one condition of a filter, as it is tested on many lines at once.
type term interface {
	// sweep adds the lines from one on that satisfy it.
	sweep(l *lines, s sources, from int, to *set)
	// fresh returns a copy for another goroutine.
	fresh() term
}

// textTerm is satisfied by lines in which a text or pattern is found.
type textTerm struct{ *matcher }

func (t textTerm) sweep(l *lines, _ sources, from int, to *set) { t.matcher.sweep(l, from, to) }
func (t textTerm) fresh() term                                  { return textTerm{t.matcher.fresh()} }

// levelTerm is satisfied by lines of some levels.
type levelTerm struct{ *logline.Term }

func (t levelTerm) sweep(l *lines, _ sources, from int, to *set) {
	for i := from; i < len(l.recs); i++ {
		if t.HoldsLevel(l.recs[i].level) {
			to.add(i)
		}
	}
}

func (t levelTerm) fresh() term { return t }

// fieldTerm is satisfied by lines of sources with a label, or with a field, of that name and value.
type fieldTerm struct {
	*logline.Term
	named literal // finds lines that can have the field
}

func (t *fieldTerm) fresh() term { return t } // it never changes

func (t *fieldTerm) sweep(l *lines, s sources, from int, to *set) {
	var rest set // lines of sources without such a label
	labels := s.named(t.Name)
	for i := from; i < len(l.recs); i++ {
		switch r := &l.recs[i]; {
		case labels == nil || int(r.source) >= len(labels) || labels[r.source] == "":
			rest.add(i)
		case t.HoldsLabel(labels[r.source]):
			to.add(i)
		}
	}
	candidates := set{}
	t.named.sweep(l, from, &candidates)
	for i := rest.next(from); i >= 0; i = rest.next(i + 1) {
		if candidates.has(i) && t.HoldsField(view(l.line(i))) || !candidates.has(i) && t.Op == "!=" {
			to.add(i)
		}
	}
}

// named returns each source's label of that name, or nil if none has one.
func (s sources) named(name string) []string {
	var all []string
	for i := range s {
		for _, l := range s[i] {
			if strings.EqualFold(l.Name, name) {
				if all == nil {
					all = make([]string, len(s))
				}
				all[i] = l.Value
			}
		}
	}
	return all
}

// newTerm reads one term of a filter: see logline.Term.
func newTerm(expr string) (term, error) {
	t, err := logline.ParseTerm(expr)
	if err != nil {
		return nil, err
	}
	switch t.Kind {
	case logline.LevelTerm:
		return levelTerm{t}, nil
	case logline.FieldTerm:
		return &fieldTerm{Term: t, named: newLiteral(t.Name[strings.LastIndexByte(t.Name, '.')+1:])}, nil
	}
	m, err := compile(t.Value, t.Kind == logline.PatternTerm)
	return textTerm{m}, err
}
