package cli

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/sim/wire"
)

// A list that ECS's answer about a service does not have is not an empty one, for no command line: nobody hears that there is nothing,
// that a service is well, or that all was looked at.
func TestListsThatAnAnswerLacks(t *testing.T) {
	t.Parallel()
	for list, claims := range map[string][]string{
		"events": {"\nno events", "steady for"}, "deployments": {"ECS lists none", "steady for"}, "loadBalancers": {"has no target group"},
	} {
		t.Run(list, func(t *testing.T) {
			t.Parallel()
			s := bench(t)
			s.Faults().Add(wire.Fault{Kind: wire.Omit, Action: "DescribeServices", Message: list})
			faces := []string{"why prod/checkout", "why prod/checkout -o json", "why prod/checkout -o markdown", "problems", "problems prod -o json", "services prod", "services prod/checkout -o json",
				map[string]string{"events": "events prod/checkout", "deployments": "deployments prod/checkout", "loadBalancers": "targets prod/checkout"}[list]}
			for _, args := range append(faces, "report prod/checkout") {
				r := run(t, append(s.Env(), "HOME="+s.home), strings.Fields(args)...)
				said := r.out + r.err
				if list == "deployments" && strings.HasPrefix(args, "deployments") {
					continue // these are of the history
				}
				if !strings.Contains(strings.Join(strings.Fields(said), " "), "the answer to DescribeServices has no "+list) || r.code == done && !strings.HasPrefix(args, "report") {
					t.Errorf("ecscope %s: exit code %d\n%s", args, r.code, said)
				}
				for _, claim := range append(claims, "no problems", `"state": "healthy"`) {
					if strings.Contains("\n"+said, claim) {
						t.Errorf("ecscope %s says %q\n%s", args, claim, said)
					}
				}
			}
			var rows []struct {
				Lists []string `json:"unknown_lists"`
			}
			r := run(t, append(s.Env(), "HOME="+s.home), "services", "prod", "-o", "json")
			if err := json.Unmarshal([]byte(r.out), &rows); err != nil || len(rows) == 0 || slices.ContainsFunc(rows, func(r struct {
				Lists []string `json:"unknown_lists"`
			}) bool {
				return !slices.Equal(r.Lists, []string{list})
			}) {
				t.Errorf("%v\n%s", err, r.out)
			}
		})
	}
}
