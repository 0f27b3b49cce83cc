package aws

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/sim/wire"
)

// between changes what goes between the SDK and the simulator: refuse may answer a request, rewrite changes an answer.
type between struct {
	awssdk.HTTPClient
	refuse  func(action, body string) string
	rewrite func(action, body string) string
}

func (b between) Do(r *http.Request) (*http.Response, error) {
	_, action, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(sent))
	if b.refuse != nil {
		if no := b.refuse(action, string(sent)); no != "" {
			return &http.Response{StatusCode: http.StatusBadRequest, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(no)), Request: r}, nil
		}
	}
	answer, err := b.HTTPClient.Do(r)
	if err != nil || b.rewrite == nil {
		return answer, err
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	body = []byte(b.rewrite(action, string(body)))
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return answer, answer.Request.Context().Err()
}

// intercept puts b between a client and its account.
func intercept(c *Client, b between) {
	api := c.clusterReader.ecs // which all parts share
	*api = *ecs.New(api.Options(), func(o *ecs.Options) { b.HTTPClient = o.HTTPClient; o.HTTPClient = b })
}

// awsRefusal is an error that AWS answers with.
func awsRefusal(code, message string) string {
	return fmt.Sprintf(`{"__type":%q,"message":%q}`, code, message)
}

const (
	oldARNs  = "Long arn format must be used for tagging operations"
	unlisted = "User: arn:aws:iam::111122223333:user/kim is not authorized to perform: ecs:ListTagsForResource on resource: * because no identity-based policy allows it"
)

func TestTagsAreOptional(t *testing.T) {
	t.Parallel()
	for _, no := range []string{awsRefusal("InvalidParameterException", oldARNs), awsRefusal("AccessDeniedException", unlisted),
		awsRefusal("AccessDenied", strings.Replace(unlisted, "ListTagsForResource", "DescribeTags", 1))} {
		o := population(1, 25, 1)
		s, c, _ := simulate(t, o)
		var refused atomic.Int32
		intercept(c, between{refuse: func(_, body string) string {
			if !strings.Contains(body, `"TAGS"`) {
				return ""
			}
			refused.Add(1)
			return no
		}})
		for range 3 {
			services, err := collect(c.Services(t.Context(), "cluster-1", nil))
			if n := len(details(t, services)); err != nil || n != 25 {
				t.Fatalf("%s: %d services, %v", no, n, err)
			}
			tasks, err := collect(c.Tasks(t.Context(), TaskQuery{Cluster: "cluster-1"}))
			if err != nil || !slices.ContainsFunc(tasks, func(t Task) bool { return t.Described }) {
				t.Fatalf("%s: tasks: %v", no, err)
			}
			clusters, err := collect(c.Clusters(t.Context()))
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
		if _, err := collect(c.Services(t.Context(), "cluster-1", nil)); err != nil || refused.Load() != before || before > 3*mostWorkers {
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
	intercept(c, between{refuse: func(_, body string) string {
		if strings.Contains(body, `"SETTINGS"`) {
			return awsRefusal("InvalidParameterException", "SETTINGS is not supported in this region")
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

func TestACopyWithoutTagsWarns(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	name := s.register(shop(), func(in *ecs.RegisterTaskDefinitionInput) {
		in.Tags = []types.Tag{{Key: new("team"), Value: new("red")}}
	})
	s.deregister(name)
	intercept(s.Client, between{refuse: func(_, body string) string {
		if strings.Contains(body, `"TAGS"`) {
			return awsRefusal("AccessDeniedException", unlisted)
		}
		return ""
	}})
	p := s.planned(s.Reregister(name, nil))
	if all := strings.Join(p.Warnings, "\n"); !strings.Contains(all, "the copy has no tags") || !strings.Contains(all, "ecs:ListTagsForResource") {
		t.Errorf("warnings: %s", all)
	}
	if strings.Contains(p.Command, "TAGS") {
		t.Errorf("the command asks for what is refused: %s", p.Command)
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
		intercept(k, between{rewrite: func(action, body string) string {
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
		rows, err := collect(k.Services(t.Context(), "cluster-1", nil))
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
		if n := s.Calls().Counts()["DescribeServices"]; n != 3 || h.slept > 0 {
			t.Errorf("%s: %d calls, slept %s", c.to, n, h.slept)
		}
	}
}

// A number where the SDK has a text is its digits, however deep it is.
func TestANumberIsATextToo(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	was := firstTask(t, s.Tasks(s.ctx, TaskQuery{Cluster: "prod", Service: "checkout"}))
	n := 0
	intercept(s.Client, between{rewrite: func(action, body string) string {
		if action != "DescribeTasks" {
			return body
		}
		digits := regexp.MustCompile(`"(cpu|memory)":"(\d+)"`)
		n += len(digits.FindAllString(body, -1))
		return digits.ReplaceAllString(body, `"$1":$2`)
	}})
	k := firstTask(t, s.Tasks(s.ctx, TaskQuery{Cluster: "prod", Service: "checkout"}))
	was.Seen, k.Seen = time.Time{}, time.Time{}
	if n == 0 || !reflect.DeepEqual(k, was) {
		t.Errorf("after %d numbers: %+v, was %+v", n, k, was)
	}
	if _, r := s.made(s.StopTask(k, "")); r.After != "STOPPED" {
		t.Errorf("%+v", r)
	}
}

func TestAMemberOfAWrongTypeIsNamed(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	intercept(s.Client, between{rewrite: func(action, body string) string {
		if action == "DescribeTaskDefinition" {
			return strings.Replace(body, `"cpu":`, `"cpu":[],"x":`, 1)
		}
		return body
	}})
	before := s.clock.Now()
	_, err := s.Revision(s.ctx, "checkout:1")
	if call.KindOf(err) != call.Server || !strings.Contains(err.Error(), "cpu is a list instead of ") {
		t.Errorf("%v", err)
	}
	if n := s.Calls().Counts()["DescribeTaskDefinition"]; n != 1 || !s.clock.Now().Equal(before) {
		t.Errorf("asked %d times", n)
	}
}
