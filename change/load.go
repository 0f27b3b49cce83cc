package change

import "time"

// Load is what a deployment does to the account: how many tasks it replaces, how many more run meanwhile at most, and how
// long the last one that went well took; 0 where that is not known.
type Load struct {
	Tasks, Extra int
	Takes        time.Duration
}

// Sum is what the changes that are in come to, in the way that they are sent. Known says of how many it is known how long
// they take.
func (b *Batch) Sum() (sum Load, known int) {
	for _, p := range b.Parts {
		if !p.In() {
			continue
		}
		l := p.Plan.Load
		sum.Tasks += l.Tasks
		if l.Takes > 0 {
			known++
		}
		if b.Together {
			sum.Extra, sum.Takes = sum.Extra+l.Extra, max(sum.Takes, l.Takes)
		} else {
			sum.Extra, sum.Takes = max(sum.Extra, l.Extra), sum.Takes+l.Takes
		}
	}
	return sum, known
}
