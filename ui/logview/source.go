package logview

import "slices"

// Source is the number of what wrote a line: a container of a task, say. It is got from Pane.Source.
type Source uint16

// Label is one thing known about a source, and a column that can be shown: "task" and "3f2a9c".
type Label struct{ Name, Value string }

// sources are all that were registered; the slice only grows, so that a copy of it can be read elsewhere.
type sources [][]Label

// registry is who writes: the sources with their labels, and what the columns and colours are made of.
type registry struct {
	sources sources
	columns columns
	colours colours
}

// value returns the source's label of that name, or "".
func (s sources) value(of Source, name string) string {
	if int(of) >= len(s) {
		return ""
	}
	for _, l := range s[of] {
		if l.Name == name {
			return l.Value
		}
	}
	return ""
}

// Source returns the number of the source with these labels, registering it if it is new. There is room for 65,535;
// sources beyond that share the last number.
func (r *registry) Source(labels ...Label) Source {
	for i, s := range r.sources {
		if slices.Equal(s, labels) {
			return Source(i)
		}
	}
	const most = 1<<16 - 1
	if len(r.sources) == most {
		return most - 1
	}
	r.sources = append(r.sources, slices.Clone(labels))
	r.columns.grow(labels)
	r.colours.grow(labels)
	return Source(len(r.sources) - 1)
}

// Labels returns the labels of a source, which must not be changed.
func (r *registry) Labels(s Source) []Label {
	if int(s) >= len(r.sources) {
		return nil
	}
	return r.sources[s]
}
