package cli

import "github.com/ecscope/ecscope/words"

// age is how long ago something was, in its largest unit: 40s, 6m, 5h, 12d.
func (l look) age(t moment) string {
	if t.IsZero() {
		return ""
	}
	return words.Age(l.now.Sub(t.Time))
}
