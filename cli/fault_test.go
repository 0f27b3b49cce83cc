package cli

import (
	"strings"
	"testing"

	"github.com/ecscope/ecscope/sim/wire"
)

// One fault is said once, and what cannot succeed is not tried again for each row.
func TestOneFaultIsSaidOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault       wire.Kind
		action      string
		args        string
		most, lines int
		says        string
	}{
		{wire.Deny, "DescribeTaskDefinition", "revisions checkout --limit 0", 1, 2, "not authorized"},
		{wire.Deny, "DescribeTaskDefinition", "revisions prod/checkout", 1, 2, "not authorized"},
		{wire.Fail, "DescribeTaskDefinition", "revisions checkout", 12, 1, "(and 2 more like it: describe revision checkout:39, describe revision checkout:38)"},
		{wire.Deny, "ListTaskDefinitions", "revisions checkout", 1, 2, "not authorized"},
		{wire.Fail, "ListTaskDefinitions", "revisions checkout", 4, 1, "the server failed"},
		{wire.Deny, "DescribeTaskDefinition", "describe checkout:3", 1, 2, "not authorized"},
		{wire.Fail, "DescribeTaskDefinition", "describe checkout:3", 4, 1, "the server failed"},
		{wire.Deny, "DescribeServices", "services", 1, 2, "not authorized"},
	} {
		b := shop()
		b.Revisions = 40
		s := staged(t, b)
		s.Faults().Add(wire.Fault{Kind: c.fault, Action: c.action})
		r := hurried(t, append(s.Env(), "HOME="+s.home), s.clock.Now, strings.Fields(c.args)...)
		calls := 0
		for _, call := range s.Calls().All() {
			if call.Action == c.action {
				calls++
			}
		}
		if r.code != failed || calls == 0 || calls > c.most || strings.Count(r.err, "\n") != c.lines || !strings.Contains(r.err, c.says) {
			t.Errorf("%s, %s fails (%v): code %d after %d calls\n%s", c.args, c.action, c.fault, r.code, calls, r.err)
		}
	}
}

// The same fault of several clusters is told in one line that names them; another fault has its own.
func TestFaultsOfClusters(t *testing.T) {
	t.Parallel()
	server := start(t, small())
	server.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "ListContainerInstances"})
	r := run(t, server.Env(), "instances")
	if r.code != failed || !strings.Contains(r.err, "of cluster-1: not authorized") || !strings.Contains(r.err, "more like it: list container instances of cluster-2") || strings.Count(r.err, "\n") != 2 {
		t.Errorf("code %d: %s", r.code, r.err)
	}
}
