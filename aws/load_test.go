package aws

import (
	"fmt"
	"math"
	"testing"
	"time"
)

// Two target groups are one load; where requests were counted and no errors reported there were none, and where nothing was
// reported nothing is known.
func TestLoadOf(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	of := func(name, group string, values ...float64) Measure {
		return Measure{Name: name, Of: group, Step: time.Minute, Values: values}
	}
	l := LoadOf([]Measure{
		of("CPUUtilization", "", 10, nan, 30), of("MemoryUtilization", "", 5, 6, 7),
		of(RequestCount, "blue", 60, nan, 120), of(RequestCount, "green", nan, nan, 60),
		of(TargetErrors, "blue", nan, nan, 3), of(TargetErrors, "green", nan, nan, 1),
		of(ResponseTime, "blue", 0.1, nan, 0.2), of(ResponseTime, "green", nan, nan, 0.9),
	})
	got := fmt.Sprint(l.CPU, l.Memory, l.Requests, l.Errors, l.Latency, l.Asked)
	if want := "[10 NaN 30] [5 6 7] [1 NaN 3] [0 NaN 4] [100 NaN 900] 8"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if none := LoadOf([]Measure{of("CPUUtilization", "", 1)}); none.Requests != nil || none.Errors != nil || none.Latency != nil {
		t.Errorf("without a load balancer: %+v", none)
	}
}
