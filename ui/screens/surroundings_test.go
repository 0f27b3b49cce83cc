package screens

import (
	"strings"
	"testing"

	"github.com/ecscope/ecscope/aws"
)

// Every target counts, whatever AWS calls its state.
func TestTargetCounts(t *testing.T) {
	t.Parallel()
	g := aws.TargetGroup{Targets: []aws.Target{{State: "healthy"}, {State: "unhealthy", Reason: "Target.Timeout"}, {State: "warming"}, {State: "warming"}, {State: "initial"}, {}}}
	says := targetCounts(g)
	for _, part := range []string{"● 1 healthy", "✗ 1 unhealthy (Target.Timeout)", "◐ 2 warming", "◐ 1 initial", "◐ 1 in an unknown state"} {
		if !strings.Contains(says, part) {
			t.Errorf("%q lacks %q", says, part)
		}
	}
}

// A circuit breaker of which ECS says nothing is not off.
func TestBreaker(t *testing.T) {
	t.Parallel()
	for status, says := range map[string]string{"": "", "DISABLED": "off", "MONITORING": "1 of 3", "PONDERING": "1 of 3"} {
		if got := breaker(aws.ServiceDeployment{Breaker: aws.Breaker{Status: status, Count: 1, Threshold: 3}}); got != says {
			t.Errorf("%q: %q, not %q", status, got, says)
		}
	}
}
