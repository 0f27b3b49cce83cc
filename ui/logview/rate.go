package logview

import "time"

// meter counts how fast lines come.
type meter struct {
	rate rate
	now  func() time.Time
}

// rate counts what came in each of the last seconds.
type rate struct {
	counts [rateSeconds + 1]int
	second int64 // the newest
}

const rateSeconds = 5

func (r *rate) add(now time.Time, n int) {
	r.turn(now)
	r.counts[r.second%int64(len(r.counts))] += n
}

// turn forgets what is too old.
func (r *rate) turn(now time.Time) {
	second := now.Unix()
	for range min(max(second-r.second, 0), int64(len(r.counts))) {
		r.second++
		r.counts[r.second%int64(len(r.counts))] = 0
	}
	if second > r.second {
		r.second = second
		r.counts = [rateSeconds + 1]int{}
	}
}

// Rate returns how many entries a second came by Append over the last five full seconds.
func (m *meter) Rate() float64 {
	r := m.rate
	r.turn(m.now())
	n := 0
	for i, c := range r.counts {
		if int64(i) != r.second%int64(len(r.counts)) {
			n += c
		}
	}
	return float64(n) / rateSeconds
}
