package tail

import (
	"strconv"
	"testing"
	"time"

	"github.com/ecscope/ecscope/sim/logs"
)

// A minute of a service that writes so many lines a second, within the quotas of us-east-1: lines per second of real time
// that come through, how far behind they were at worst, and how many calls it took.
func BenchmarkTail(b *testing.B) {
	for _, rate := range []int{1000, 20_000, 50_000} {
		b.Run(strconv.Itoa(rate), func(b *testing.B) {
			lines, calls, worst := 0, 0, time.Duration(0)
			for b.Loop() {
				o := oneService(10, logs.Options{Rate: map[string]float64{"cluster-1/service-0001": float64(rate) / 10}})
				o.Quotas = true
				s := stageOn(b, o)
				some, notes := s.watch(b, Tail{Cluster: "cluster-1", Service: "service-0001", Follow: true}, 20*time.Second, nil)
				lines, calls = lines+len(some), calls+s.Calls().Count("FilterLogEvents")
				worst = max(worst, s.clock.Now().Sub(some[len(some)-1].Time))
				for _, n := range ofKind(notes, NoteBehind) {
					worst = max(worst, n.Gap)
				}
			}
			b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
			b.ReportMetric(worst.Seconds(), "behind-s")
			b.ReportMetric(float64(calls)/float64(b.N), "calls")
		})
	}
}
