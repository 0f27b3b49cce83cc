package logline

import (
	"slices"
	"testing"
)

func TestRequestIDs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		ids  []Field
	}{
		{`{"level":"info","request_id":"7f29b9e61f03ea04","ms":12}`, []Field{{"request_id", "7f29b9e61f03ea04"}}},
		{`{"traceId" : "4bf92f3577b34da6a3ce929d0e0e4736", "req":{"id":5},"requestId":"4bf92f3577b34da6a3ce929d0e0e4736"}`, []Field{{"traceId", "4bf92f3577b34da6a3ce929d0e0e4736"}}},
		{"level=warn msg=slow dd.trace_id=123456789 request_id=abc-123-def", []Field{{"dd.trace_id", "123456789"}, {"request_id", "abc-123-def"}}},
		{"INFO c.e.Api - GET /v1/items 200 12ms rid=9c31d2f0a1", []Field{{"rid", "9c31d2f0a1"}}},
		{"X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1", []Field{{"X-Amzn-Trace-Id", "1-5759e988-bd862e3fe1be46a994272793"}}},
		{"request id: 550e8400-e29b-41d4-a716-446655440000 refused", []Field{{"request id", "550e8400-e29b-41d4-a716-446655440000"}}},
		{`{"log":"{\"request_id\":\"deadbeef01\"}"}`, []Field{{"request_id", "deadbeef01"}}},
		{"grid=123456789 user_id=123456789 request_id=none request_id=12", nil},
		{"", nil},
	} {
		if got := RequestIDs(c.text); !slices.Equal(got, c.ids) {
			t.Errorf("%s: %q", c.text, got)
		}
	}
}
