package logview

import (
	"hash/fnv"

	"github.com/ecscope/ecscope/ui/theme"
)

// inks is how many colours the sources have.
const inks = theme.Sources

// colours gives each source the colour of one of its labels. The colour of a value is a hash of it, so that it is the
// same every day; a value whose colour another has already gets the next one that is free.
type colours struct {
	label  string // "" for all labels together
	of     []uint8
	values map[string]uint8
	taken  [inks]bool
}

// choose begins anew with another label.
func (c *colours) choose(label string, s sources) {
	*c = colours{label: label}
	for _, labels := range s {
		c.grow(labels)
	}
}

// grow gives a colour to a new source.
func (c *colours) grow(labels []Label) {
	var value string
	for _, l := range labels {
		if c.label == "" || c.label == l.Name {
			value += l.Value + "\x00"
		}
	}
	ink, ok := c.values[value]
	if !ok {
		ink = hashed(value)
		for range inks {
			if !c.taken[ink] {
				break
			}
			ink = (ink + 1) % inks
		}
		if c.values == nil {
			c.values = map[string]uint8{}
		}
		c.values[value] = ink
		c.taken[ink] = true
	}
	c.of = append(c.of, ink)
}

// hashed is the color that a value has where no other has it.
func hashed(value string) uint8 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(value)) // never fails
	return uint8(h.Sum32() % inks)
}

// SetColour chooses the label whose values have a colour each, such as "task" or "revision"; "" for all labels
// together.
func (r *registry) SetColour(name string) { r.colours.choose(name, r.sources) }

// Colour returns the label that has the colours.
func (r *registry) Colour() string { return r.colours.label }
