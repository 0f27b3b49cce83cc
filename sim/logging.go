package sim

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/wire"
)

// Logs is what the containers of the account write; how they do it can change at any time.
func (s *Server) Logs() *logs.Store { return s.logs }

// registerLogs gives the wire the actions of CloudWatch Logs.
func (s *Server) registerLogs(clock Clock) {
	service := wire.Service{Name: "logs", Address: "Logs_20140328"}
	wire.JSON11(s.wire, service, "FilterLogEvents", declining(s.logs.FilterLogEvents))
	wire.JSON11(s.wire, service, "GetLogEvents", declining(s.logs.GetLogEvents), "logStreamName")
	wire.JSON11(s.wire, service, "DescribeLogGroups", declining(s.logs.DescribeLogGroups))
	wire.JSON11(s.wire, service, "DescribeLogStreams", declining(s.logs.DescribeLogStreams))
	write := logs.NewWriter(s.logs)
	wire.JSON11(s.wire, service, "CreateLogGroup", declining(write.CreateLogGroup), "logGroupName")
	wire.JSON11(s.wire, service, "CreateLogStream", declining(write.CreateLogStream), "logGroupName", "logStreamName")
	wire.JSON11(s.wire, service, "PutLogEvents", declining(write.PutLogEvents), "logGroupName", "logStreamName", "logEvents")
	queries := logs.NewInsights(s.logs)
	wire.JSON11(s.wire, service, "StartQuery", declining(queries.StartQuery), "queryString", "startTime", "endTime")
	wire.JSON11(s.wire, service, "GetQueryResults", declining(queries.GetQueryResults), "queryId")
	wire.JSON11(s.wire, service, "StopQuery", declining(queries.StopQuery), "queryId")
	wire.JSON11(s.wire, service, "DescribeQueries", declining(queries.DescribeQueries))
	wire.JSON11(s.wire, service, "StartLiveTail", declining(func(in *cloudwatchlogs.StartLiveTailInput) (*wire.Stream, error) {
		run, err := s.logs.StartLiveTail(in)
		if err != nil {
			return nil, err
		}
		return &wire.Stream{Run: func(ctx context.Context, send func(string, any) error) error { return run(ctx, clock.Sleep, send) }}, nil
	}), "logGroupIdentifiers")
}

// declining has an action of the logs refuse in the words of the wire.
func declining[I, O any](act func(*I) (*O, error)) func(*I) (*O, error) {
	return func(in *I) (*O, error) {
		out, err := act(in)
		var refusal *logs.Refusal
		if errors.As(err, &refusal) {
			err = &wire.Error{Code: refusal.Code, Message: refusal.Message}
		}
		return out, err
	}
}

// logQuotas are the request quotas of CloudWatch Logs in us-east-1, in calls per second.
func logQuotas() []wire.Bucket {
	var all []wire.Bucket
	for action, rate := range map[string]float64{
		"FilterLogEvents": 25, "GetLogEvents": 25, "DescribeLogStreams": 25, "DescribeLogGroups": 10, "StartLiveTail": 5,
		"StartQuery": 10, "GetQueryResults": 10, "StopQuery": 5, "DescribeQueries": 5,
		"CreateLogGroup": 10, "CreateLogStream": 50, "PutLogEvents": 5000,
	} {
		all = append(all, wire.Bucket{Service: "logs", Actions: []string{action}, Burst: int(rate), Refill: rate})
	}
	return all
}
