package aws

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/needs"
)

// Lists end with an error where a server has new pages for ever, be they empty, or full of what was there before.
func TestPagesWithoutEnd(t *testing.T) {
	t.Parallel()
	for name, rows := range map[string]string{"empty": "", "the same": `"arn:aws:ecs:us-east-1:123456789012:service/prod/s"`} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var calls atomic.Int64
			url := awstest.Server(t, func(w http.ResponseWriter, _ *http.Request, action, _ string) {
				n := calls.Add(1)
				switch action {
				case "ListServices":
					_, _ = fmt.Fprintf(w, `{"serviceArns":[%s],"nextToken":"t%d"}`, rows, n)
				case "ListServiceDeployments", "DescribeScheduledActions", "DescribeScalingPolicies":
					_, _ = fmt.Fprintf(w, `{"nextToken":"t%d","NextToken":"t%d","serviceDeployments":[],"ScheduledActions":[],"ScalingPolicies":[]}`, n, n)
				default:
					_, _ = fmt.Fprint(w, `{"services":[],"failures":[]}`)
				}
			})
			c, _ := client(t, url)
			_, err := awstest.Collect(c.Services(t.Context(), "prod", nil))
			const want = "list services of prod: the server sends 100 pages in a row with nothing new: reading stops here"
			if call.KindOf(err) != call.Server || err.Error() != want {
				t.Errorf("%v", err)
			}
			if _, err := awstest.Collect(c.Deployments(t.Context(), "prod", "s")); err == nil || !strings.Contains(err.Error(), "nothing new") {
				t.Errorf("%v", err)
			}
			if _, err := c.scheduledActions(t.Context(), "prod", "s"); err == nil || !strings.Contains(err.Error(), "nothing new") {
				t.Errorf("%v", err)
			}
			if _, err := c.scalingPolicies(t.Context(), "prod", "s"); err == nil || !strings.Contains(err.Error(), "nothing new") {
				t.Errorf("%v", err)
			}
			if n := calls.Load(); n > 500 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	var pages call.Paging
	for i := range call.MostPages - 1 {
		if next, err := pages.Next("list", new(fmt.Sprint(i)), 1); err != nil || *next != fmt.Sprint(i) {
			t.Fatalf("page %d: %v", i, err)
		}
	}
	if next, err := pages.Next("list", new("3"), 1); next != nil || err == nil || err.Error() != "list: the server sends the same page again" {
		t.Errorf("%v", err)
	}
	if next, err := pages.Next("list", new("more"), 1); next != nil || err == nil || !strings.Contains(err.Error(), "more than 2000 pages") {
		t.Errorf("%v", err)
	}
	for _, end := range []*string{nil, new("")} {
		if next, err := pages.Next("list", end, 0); next != nil || err != nil {
			t.Errorf("%v", err)
		}
	}
}

// An answer without end is an error that says whose, and how much was read.
func TestAnswerWithoutEnd(t *testing.T) {
	t.Parallel()
	needs.Time(t, "more than half a second")
	url := awstest.Server(t, func(w http.ResponseWriter, _ *http.Request, _, _ string) {
		part := []byte(strings.Repeat(" ", 1<<20))
		for err := error(nil); err == nil; {
			_, err = w.Write(part)
		}
	})
	c, _ := client(t, url)
	_, err := awstest.Collect(c.Services(t.Context(), "prod", nil))
	want := "list services of prod: the answer of " + strings.TrimPrefix(url, "http://") + " is longer than 32 MiB"
	if call.KindOf(err) != call.Server || err.Error() != want {
		t.Errorf("%v", err)
	}
}
