package screens

import (
	"slices"
	"testing"
)

// What to do stands whole where it has room, else with what it says first; what comes first is never left out for what comes later.
func TestAdviceIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		all  []string
		want []string
	}{
		{[]string{"B  back to :41", "Fix it."}, []string{"B  back to :41   Fix", "it."}},
		{[]string{"B  back to :41", "Wait a while; or add subnets in more zones"}, []string{"B  back to :41", "Wait a while"}},
		{[]string{"Free addresses in subnet-1, or add a larger one", "x  the dead"}, []string{"Free addresses in", "subnet-1, or add a …"}},
		{[]string{"B  back to :41"}, []string{"B  back to :41"}},
		{nil, nil},
	} {
		if got := adviceIn(c.all, 20, 2); !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, not %q", c.all, got, c.want)
		}
	}
}
