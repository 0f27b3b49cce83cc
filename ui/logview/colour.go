package logview

import (
	"hash/fnv"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/ecscope/ecscope/ui/theme"
)

// inks are the colours of sources, told apart on dark and light backgrounds; none is that of an error.
const inks = 12

// palette holds what is written before and after a text in each colour: of 256, and of the 16 that a terminal has at least.
type palette struct{ light, dark, light16, dark16 [inks][2]string }

func newPalette() *palette {
	light := [inks]int{26, 28, 90, 94, 30, 130, 54, 64, 24, 125, 58, 60}
	dark := [inks]int{75, 114, 176, 179, 80, 215, 141, 150, 110, 211, 186, 146}
	few := []int{4, 2, 5, 3, 6}
	const bright = 8
	p := &palette{}
	for i := range inks {
		p.light[i], p.dark[i] = escapes(light[i]), escapes(dark[i])
		p.light16[i], p.dark16[i] = escapes(few[i%len(few)]), escapes(few[i%len(few)]+bright)
	}
	return p
}

func escapes(colour int) [2]string {
	const text = "x"
	before, after, _ := strings.Cut(lipgloss.NewStyle().Foreground(lipgloss.Color(strconv.Itoa(colour))).Render(text), text)
	return [2]string{before, after}
}

// ink is a colour as a terminal has it: none where it has none.
func (p *palette) ink(n uint8, th *theme.Theme) [2]string {
	n %= inks
	switch profile, dark := th.Profile(), th.Dark(); {
	case profile < colorprofile.ANSI:
		return [2]string{}
	case profile == colorprofile.ANSI && dark:
		return p.dark16[n]
	case profile == colorprofile.ANSI:
		return p.light16[n]
	case dark:
		return p.dark[n]
	}
	return p.light[n]
}

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
