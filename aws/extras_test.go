package aws

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/sim/wire"
)

const (
	oldARNs  = "Long arn format must be used for tagging operations"
	unlisted = "User: arn:aws:iam::111122223333:user/kim is not authorized to perform: ecs:ListTagsForResource on resource: * because no identity-based policy allows it"
)

func TestTagsAreOptional(t *testing.T) {
	t.Parallel()
	for _, no := range []string{awstest.Refusal("InvalidParameterException", oldARNs), awstest.Refusal("AccessDeniedException", unlisted),
		awstest.Refusal("AccessDenied", strings.Replace(unlisted, "ListTagsForResource", "DescribeTags", 1))} {
		o := population(1, 25, 1)
		s, c, _ := simulate(t, o)
		var refused atomic.Int32
		awstest.Intercept(c.APIs().ECS, awstest.Between{Refuse: func(_, body string) string {
			if !strings.Contains(body, `"TAGS"`) {
				return ""
			}
			refused.Add(1)
			return no
		}})
		for range 3 {
			services, err := awstest.Collect(c.Services(t.Context(), "cluster-1", nil))
			if n := len(details(t, services)); err != nil || n != 25 {
				t.Fatalf("%s: %d services, %v", no, n, err)
			}
			tasks, err := awstest.Collect(c.Tasks(t.Context(), TaskQuery{Cluster: "cluster-1"}))
			if err != nil || !slices.ContainsFunc(tasks, func(t Task) bool { return t.Described }) {
				t.Fatalf("%s: tasks: %v", no, err)
			}
			clusters, err := awstest.Collect(c.Clusters(t.Context()))
			if err != nil || !slices.ContainsFunc(clusters, func(k Cluster) bool { return k.Described }) {
				t.Fatalf("%s: clusters: %v", no, err)
			}
			for _, action := range []string{"DescribeServices", "DescribeClusters"} {
				if d, err := c.Describe(t.Context(), map[string]Ref{"DescribeServices": {ServiceThing, "cluster-1", details(t, services)[0].ARN},
					"DescribeClusters": {ClusterThing, "", "cluster-1"}}[action], false); err != nil || d.Text == "" {
					t.Fatalf("%s: %s: %v", no, action, err)
				}
			}
		}
		// Each worker may have asked before the first refusal came; no later look asks again.
		before := refused.Load()
		if _, err := awstest.Collect(c.Services(t.Context(), "cluster-1", nil)); err != nil || refused.Load() != before || before > 3*mostWorkers {
			t.Errorf("%s: %d refusals, then %d, %v", no, before, refused.Load(), err)
		}
		if all := strings.Join(c.Omitted(), "\n"); !strings.Contains(all, "DescribeServices answers without tags: ") || !strings.Contains(all, "DescribeTasks") {
			t.Errorf("%s: %s", no, all)
		}
		if n := s.Calls().Counts()["DescribeServices"]; n == 0 {
			t.Error("nothing reached the account")
		}
	}
}

func TestOtherExtrasAreOptional(t *testing.T) {
	t.Parallel()
	_, c, _ := simulate(t, population(1, 1, 0))
	awstest.Intercept(c.APIs().ECS, awstest.Between{Refuse: func(_, body string) string {
		if strings.Contains(body, `"SETTINGS"`) {
			return awstest.Refusal("InvalidParameterException", "SETTINGS is not supported in this region")
		}
		return ""
	}})
	k, err := c.Cluster(t.Context(), "cluster-1")
	if err != nil || k.Name != "cluster-1" {
		t.Fatalf("%+v, %v", k, err)
	}
	all := strings.Join(c.Omitted(), "\n")
	if !strings.Contains(all, "without settings: ") || strings.Contains(all, "without tags") {
		t.Errorf("omitted: %s", all)
	}
}

func TestARefusedCallIsNotAskedAgainForItsExtras(t *testing.T) {
	t.Parallel()
	s, c, _ := simulate(t, population(1, 1, 0))
	s.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "DescribeServices",
		Message: "User: arn:aws:iam::111122223333:user/kim is not authorized to perform: ecs:DescribeServices on resource: x"})
	_, err := c.Service(t.Context(), "cluster-1", "service-1")
	if n := s.Calls().Counts()["DescribeServices"]; call.KindOf(err) != call.Denied || n != 1 || len(c.Omitted()) != 0 {
		t.Errorf("%d calls, %v, omitted %q", n, err, c.Omitted())
	}
}

func TestARowOfAWrongTypeCostsThatRow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, want string }{
		{`"desiredCount":1`, `"desiredCount":"one"`, "desiredCount is a string instead of a whole number"},
		{`"desiredCount":1`, `"desiredCount":1.5`, "desiredCount is the number 1.5 instead of a whole number"},
		{`"status":"ACTIVE"`, `"status":{"a":1}`, "status is an object instead of a string"},
		{`"events":[`, `"events":7,"x":[`, "events is the number 7 instead of a list"},
		{`"enableExecuteCommand":`, `"enableExecuteCommand":"yes","x":`, "enableExecuteCommand is a string instead of a boolean"},
	} {
		s, k, h := simulate(t, population(1, 30, 1))
		bad := 0
		awstest.Intercept(k.APIs().ECS, awstest.Between{Rewrite: func(action, body string) string {
			if action != "DescribeServices" {
				return body
			}
			head, rest, ok := strings.Cut(body, `service-0007"`)
			if !ok || !strings.Contains(body, c.from) {
				return body
			}
			bad++
			// The members of service-0007 lie on both sides of its name: change the first of the whole answer after it, or before.
			if strings.Contains(rest, c.from) {
				return head + `service-0007"` + strings.Replace(rest, c.from, c.to, 1)
			}
			return strings.Replace(body, c.from, c.to, 1)
		}})
		rows, err := awstest.Collect(k.Services(t.Context(), "cluster-1", nil))
		described := 0
		for _, r := range rows {
			if r.Described {
				described++
			}
		}
		if bad == 0 {
			t.Fatalf("%s is in no answer", c.from)
		}
		if len(rows)-described != 30 || described != 29 || err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "service-") {
			t.Errorf("%s: %d rows, %d described, %v", c.to, len(rows), described, err)
		}
		if n := s.Calls().Counts()["DescribeServices"]; n != 3 || h.Slept > 0 {
			t.Errorf("%s: %d calls, slept %s", c.to, n, h.Slept)
		}
	}
}

// A number where the SDK has a text is its digits, however deep it is.
func TestANumberIsATextToo(t *testing.T) {
	t.Parallel()
	_, c, _ := simulate(t, population(1, 1, 1))
	first := func() Task {
		rows, err := awstest.Collect(c.Tasks(t.Context(), TaskQuery{Cluster: "cluster-1"}))
		i := slices.IndexFunc(rows, func(r Task) bool { return r.Described })
		if err != nil || i < 0 {
			t.Fatalf("%+v, %v", rows, err)
		}
		rows[i].Seen = time.Time{}
		return rows[i]
	}
	was, n := first(), 0
	awstest.Intercept(c.APIs().ECS, awstest.Between{Rewrite: func(action, body string) string {
		if action != "DescribeTasks" {
			return body
		}
		digits := regexp.MustCompile(`"(cpu|memory)":"(\d+)"`)
		n += len(digits.FindAllString(body, -1))
		return digits.ReplaceAllString(body, `"$1":$2`)
	}})
	if now := first(); n == 0 || !reflect.DeepEqual(now, was) {
		t.Errorf("after %d numbers: %+v, was %+v", n, now, was)
	}
}

func TestAMemberOfAWrongTypeIsNamed(t *testing.T) {
	t.Parallel()
	s, c, h := simulate(t, population(1, 1, 1))
	service, err := c.Service(t.Context(), "cluster-1", "service-0001")
	if err != nil {
		t.Fatal(err)
	}
	s.Calls().Reset()
	awstest.Intercept(c.APIs().ECS, awstest.Between{Rewrite: func(action, body string) string {
		if action == "DescribeTaskDefinition" {
			return strings.Replace(body, `"family":`, `"family":[],"x":`, 1)
		}
		return body
	}})
	_, err = c.Revision(t.Context(), service.Revision)
	if call.KindOf(err) != call.Server || !strings.Contains(err.Error(), "family is a list instead of ") {
		t.Errorf("%v", err)
	}
	if n := s.Calls().Counts()["DescribeTaskDefinition"]; n != 1 || h.Slept != 0 {
		t.Errorf("asked %d times, slept %s", n, h.Slept)
	}
}
