// Package secret finds credentials in plain text: passwords, tokens, keys and what carries them, by the name under which a
// value is kept and by the value itself. It hides the secret part and keeps the rest, so that a host stays readable.
//
// It errs toward hiding under a name that means a secret (DB_PASSWORD), and toward showing where only the shape of a value
// would speak for one (a git SHA, a UUID, an ARN).
package secret

import (
	"slices"
	"strings"
)

// Hidden stands for what is not shown.
const Hidden = "********"

// span is a part of a text.
type span struct{ start, end int }

// marks are the parts of one text to hide.
type marks struct {
	text  string
	spans []span
}

// add marks a part, unless it is empty or stands for a value instead of being one.
func (m *marks) add(start, end int) {
	if start < end && !reference(m.text[start:end]) {
		m.spans = append(m.spans, span{start, end})
	}
}

// hide is the text without its marked parts, and how many there were.
func (m *marks) hide() (string, int) {
	if len(m.spans) == 0 {
		return m.text, 0
	}
	slices.SortFunc(m.spans, func(a, b span) int { return a.start - b.start })
	var b strings.Builder
	at, count, end := 0, 0, -1
	for _, s := range m.spans {
		if s.start > end {
			b.WriteString(m.text[at:s.start] + Hidden)
			count++
		}
		end = max(end, s.end)
		at = end
	}
	b.WriteString(m.text[at:])
	return b.String(), count
}

// Mask hides the secret parts of a value and counts them. The name is what the value is kept under; it may be empty.
func Mask(name, value string) (string, int) {
	if value == "" || value == Hidden {
		return value, 0
	}
	kind := classify(name)
	if kind == certain && !harmless(name, value) || kind == likely && opaque(value) {
		return Hidden, 1
	}
	m := &marks{text: value}
	m.find()
	switch {
	case len(m.spans) > 0:
	case webhook(name):
		m.segments()
	case kind == neutral && random(value):
		m.add(0, len(value))
	}
	return m.hide()
}

// Found says whether a value holds a secret.
func Found(name, value string) bool {
	_, n := Mask(name, value)
	return n > 0
}

// Args hides the secrets in the words of a command, where an option and its value may be two of them.
func Args(words []string) ([]string, int) {
	all := make([]*marks, len(words))
	for i, w := range words {
		all[i] = &marks{text: w}
		all[i].findIn()
	}
	options(all)
	out, count := make([]string, len(words)), 0
	for i, m := range all {
		if len(m.spans) == 0 && random(m.text) {
			m.add(0, len(m.text))
		}
		masked, n := m.hide()
		out[i], count = masked, count+n
	}
	return out, count
}

// find marks all that is a secret in a text, whatever its name.
func (m *marks) find() {
	m.findIn()
	options([]*marks{m})
}

func (m *marks) findIn() {
	m.patterns()
	m.addresses()
	m.pairs()
	m.encoded()
}
