package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// A query says first what it will scan, asks the streams of the service, and prints what Logs Insights answers.
func TestQuery(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	k := start(t, sim.Options{Seed: 1})
	r := succeed(t, k.Env(), "query", "prod/cart", "stats count() as n by @log", "-o", "json")
	var a queryAnswer
	if err := json.Unmarshal([]byte(r.out), &a); err != nil {
		t.Fatal(err, r.out)
	}
	if a.Status != "Complete" || a.Scanned == 0 || a.Matched == 0 || a.Matched > a.Lines || len(a.Rows) != 1 || !strings.HasSuffix(a.Rows[0]["@log"], ":/ecs/prod/cart") {
		t.Errorf("%+v", a)
	}
	if !strings.HasPrefix(r.err, "-- the query will scan about ") || !strings.Contains(r.err, "AWS bills the data scanned") {
		t.Errorf("what it scans is not said first: %s", r.err)
	}
	r = succeed(t, k.Env(), "query", "/ecs/prod/cart", "limit 2")
	if lines := strings.Split(strings.TrimSpace(r.out), "\n"); len(lines) != 3 || !strings.HasPrefix(lines[0], "@timestamp") {
		t.Errorf("%s", r.out)
	}
	for _, c := range [][]string{{"query", "prod/cart"}, {"query", "prod/cart", "stats nothing("}, {"query", "/no/such", "limit 1"}, {"query", "prod/none", "limit 1"}} {
		if r := run(t, k.Env(), c...); r.code == 0 || r.out != "" {
			t.Errorf("%q: %d %s %s", c, r.code, r.out, r.err)
		}
	}
}
