package tail

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// mostCaptured is how many pages of captured events are read for one service.
const mostCaptured = 20

// capturedTasks are the ids of the service's tasks that ended in the time that is read, by what event capture has kept of
// them: Container Insights → History, which writes a cluster's events to a log group of a fixed name. Where it is off, or may
// not be read, there are none.
func (o *owners) capturedTasks(ctx context.Context, s *logTarget) (map[string]bool, error) {
	cluster, service := plain.Short(cmp.Or(s.target.Cluster, "default")), plain.Short(s.target.Service)
	key := cluster + "/" + service
	if known := o.captured[key]; known != nil {
		return known, nil
	}
	found := map[string]bool{}
	if o.captured == nil {
		o.captured = map[string]map[string]bool{}
	}
	o.captured[key] = found
	in := &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: awssdk.String("/aws/events/ecs/containerinsights/" + cluster + "/performance"), StartTime: awssdk.Int64(o.writers.out.bounds.since.UnixMilli()),
		FilterPattern: awssdk.String(fmt.Sprintf(`{ ($.detail.lastStatus = "STOPPED") && ($.detail.group = "service:%s") }`, service)),
	}
	for range mostCaptured {
		out, err := retryLogs(ctx, o.writers.c, call.Op("FilterLogEvents", "read the captured events of "+clean.Text(cluster)), o.writers.c.Place().Region,
			func(ctx context.Context, l *cloudwatchlogs.Client) (*cloudwatchlogs.FilterLogEventsOutput, error) {
				return l.FilterLogEvents(ctx, in)
			})
		if call.KindOf(err) == call.Cancelled {
			return nil, err
		}
		if err != nil {
			return found, nil //nolint:nilerr // where event capture is off or may not be read, nothing is known from it
		}
		for _, e := range out.Events {
			if id := capturedTask(awssdk.ToString(e.Message), cluster, service); id != "" {
				found[id] = true
			}
		}
		if in.NextToken = out.NextToken; in.NextToken == nil {
			break
		}
	}
	return found, nil
}

// capturedTask is the id of the task of a service that an EventBridge event is about; empty where it is about another.
func capturedTask(message, cluster, service string) string {
	var e struct {
		Detail struct{ TaskArn, ClusterArn, Group string }
	}
	if json.Unmarshal([]byte(message), &e) != nil {
		return ""
	}
	d := e.Detail
	if plain.Short(d.ClusterArn) != cluster || d.Group != "service:"+service || !strings.Contains(d.TaskArn, ":task/") {
		return ""
	}
	return plain.Short(d.TaskArn)
}
