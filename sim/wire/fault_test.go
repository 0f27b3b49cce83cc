package wire_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecscope/ecscope/sim/wire"
)

// clock stands still but for set; its Sleep ends only with the context.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) set(t time.Time) { c.mu.Lock(); defer c.mu.Unlock(); c.now = t }

func (c *clock) Sleep(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }

// pager lists services a, b, c in three pages and counts how often it ran.
func pager(ran *int) func(*wire.Server) {
	return func(s *wire.Server) {
		wire.JSON11(s, ecsService(), "ListServices", func(in *ecs.ListServicesInput) (*ecs.ListServicesOutput, error) {
			*ran++
			switch awssdk.ToString(in.NextToken) {
			case "":
				return &ecs.ListServicesOutput{ServiceArns: []string{"a"}, NextToken: awssdk.String("t1")}, nil
			case "t1":
				return &ecs.ListServicesOutput{ServiceArns: []string{"b"}, NextToken: awssdk.String("t2")}, nil
			}
			return &ecs.ListServicesOutput{ServiceArns: []string{"c"}}, nil
		})
	}
}

func TestFaultsStrike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		fault         wire.Fault
		code, message string // "" code: the connection or the body breaks
		outcome       string
		ran           int
	}{
		{"throttle", wire.Fault{Kind: wire.Throttle}, "ThrottlingException", "Rate exceeded", "ThrottlingException", 0},
		{"deny", wire.Fault{Kind: wire.Deny, Service: "ecs"}, "AccessDeniedException",
			"User: arn:me is not authorized to perform: ecs:ListServices on resource: arn:it because no identity-based policy allows the ecs:ListServices action",
			"AccessDeniedException", 0},
		{"unknown", wire.Fault{Kind: wire.Unknown}, "UnknownOperationException", "", "UnknownOperationException", 0},
		{"fail", wire.Fault{Kind: wire.Fail, Message: "boom"}, "ServerException", "boom", "ServerException", 0},
		{"expire", wire.Fault{Kind: wire.Expire}, "ExpiredTokenException", "The security token included in the request is expired", "ExpiredTokenException", 0},
		{"drop", wire.Fault{Kind: wire.Drop}, "", "", "dropped", 0},
		{"garble", wire.Fault{Kind: wire.Garble}, "", "", "garbled", 1},
		{"lose", wire.Fault{Kind: wire.Lose}, "", "", "lost", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ran := 0
			o := wire.Options{Identity: "arn:me", Resource: func(string, string, []byte) string { return "arn:it" }}
			s, client, _ := serve(t, o, pager(&ran))
			c.fault.Action, c.fault.Count = "ListServices", 1
			s.Faults().Add(c.fault)
			_, err := client.ListServices(t.Context(), &ecs.ListServicesInput{})
			if c.code != "" {
				wantCode(t, err, c.code, c.message)
			} else if err == nil {
				t.Error("no error")
			}
			calls := s.Calls().All()
			if ran != c.ran || len(calls) != 1 || calls[0].Outcome != c.outcome {
				t.Errorf("ran %d times, calls %+v; want %d times, outcome %s", ran, calls, c.ran, c.outcome)
			}
			if _, err := client.ListServices(t.Context(), &ecs.ListServicesInput{}); err != nil {
				t.Errorf("the fault outlived its count: %v", err)
			}
		})
	}
}

func TestFaultOnOnePage(t *testing.T) {
	t.Parallel()
	ran := 0
	s, client, _ := serve(t, wire.Options{}, pager(&ran))
	remove := s.Faults().Add(wire.Fault{Kind: wire.Throttle, Action: "ListServices", Page: 3})
	var got []string
	pages := ecs.NewListServicesPaginator(client, &ecs.ListServicesInput{})
	for i := range 3 {
		p, err := pages.NextPage(t.Context())
		if i == 2 {
			wantCode(t, err, "ThrottlingException", "Rate exceeded")
			remove()
			if p, err = pages.NextPage(t.Context()); err != nil {
				t.Fatal(err)
			}
		} else if err != nil {
			t.Fatal(err)
		}
		got = append(got, p.ServiceArns...)
	}
	if !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("pages %v", got)
	}
	if calls := s.Calls().Of("ListServices"); len(calls) != 4 || calls[3].Page != 3 || calls[0].Region != "us-east-1" {
		t.Errorf("calls %+v", calls)
	}
}

func TestFaultOnSchedule(t *testing.T) {
	t.Parallel()
	ran, start := 0, time.Unix(1000, 0)
	c := &clock{now: start}
	s, client, _ := serve(t, wire.Options{Clock: c}, pager(&ran))
	s.Faults().Add(wire.Fault{Kind: wire.Deny, From: start.Add(time.Minute), Until: start.Add(2 * time.Minute)})
	s.Faults().Add(wire.Fault{Kind: wire.Expire, From: start.Add(time.Minute), Until: start.Add(2 * time.Minute)})
	for at, fails := range map[time.Duration]bool{0: false, time.Minute: true, 119 * time.Second: true, 2 * time.Minute: false} {
		c.set(start.Add(at))
		_, err := client.ListServices(t.Context(), &ecs.ListServicesInput{})
		if fails {
			wantCode(t, err, "ExpiredTokenException", "expired")
		} else if err != nil {
			t.Errorf("at %v: %v", at, err)
		}
	}
}

func TestClientThatGoesAway(t *testing.T) {
	t.Parallel()
	ran := 0
	s, client, _ := serve(t, wire.Options{Clock: &clock{}}, pager(&ran))
	s.Faults().Add(wire.Fault{Kind: wire.Delay, Delay: time.Hour, Count: 1})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := client.ListServices(ctx, &ecs.ListServicesInput{})
		ended <- err
	}()
	wait := func(done func([]wire.Call) bool) {
		t.Helper()
		if err := s.Calls().Wait(t.Context(), done); err != nil {
			t.Fatal(err)
		}
	}
	wait(func(all []wire.Call) bool { return len(all) == 1 && all[0].Outcome == "" })
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("client error %v", err)
	}
	wait(func(all []wire.Call) bool { return all[0].Cancelled && all[0].Outcome == "cancelled" })
	if ran != 0 {
		t.Error("the call was carried out")
	}
}

func TestQuota(t *testing.T) {
	t.Parallel()
	ran := 0
	c := &clock{now: time.Unix(1000, 0)}
	s, client, _ := serve(t, wire.Options{Clock: c}, pager(&ran))
	s.Faults().Limit(wire.Bucket{Service: "ecs", Actions: []string{"DescribeServices", "ListServices"}, Burst: 3, Refill: 2})
	burst := func() (ok int) {
		for range 6 {
			if _, err := client.ListServices(t.Context(), &ecs.ListServicesInput{}); err == nil {
				ok++
			} else {
				wantCode(t, err, "ThrottlingException", "Rate exceeded")
			}
		}
		return ok
	}
	if n := burst(); n != 3 {
		t.Errorf("full bucket let %d calls pass, want 3", n)
	}
	c.set(c.Now().Add(time.Second))
	if n := burst(); n != 2 {
		t.Errorf("after a second %d calls passed, want 2", n)
	}
	s.Faults().Limit()
	if n := burst(); n != 6 {
		t.Errorf("without quota %d calls passed, want 6", n)
	}
}

func TestPeak(t *testing.T) {
	t.Parallel()
	const n = 4
	inside, leave := make(chan bool, n), make(chan bool)
	s, client, _ := serve(t, wire.Options{}, func(s *wire.Server) {
		wire.JSON11(s, ecsService(), "StopTask", func(*ecs.StopTaskInput) (*ecs.StopTaskOutput, error) {
			inside <- true
			<-leave
			return &ecs.StopTaskOutput{}, nil
		})
	})
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			if _, err := client.StopTask(t.Context(), &ecs.StopTaskInput{Task: awssdk.String("x")}); err != nil {
				t.Error(err)
			}
		})
	}
	for range n {
		<-inside
	}
	close(leave)
	all.Wait()
	if got := s.Calls().Peak("StopTask"); got != n || s.Calls().Count("StopTask") != n || s.Calls().Counts()["StopTask"] != n {
		t.Errorf("peak %d, count %d, want %d", got, s.Calls().Count("StopTask"), n)
	}
	s.Calls().Reset()
	if len(s.Calls().All()) != 0 || s.Calls().Count("StopTask") != 0 {
		t.Error("reset left something")
	}
}

func TestLogIsBounded(t *testing.T) {
	t.Parallel()
	s := wire.New(wire.Options{})
	describe(&ecs.DescribeServicesOutput{}, nil)(s)
	const n = 10_100
	for range n {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"services":["`+strings.Repeat("x", 70)+`"]}`))
		r.Header.Set("X-Amz-Target", target+".DescribeServices")
		s.ServeHTTP(httptest.NewRecorder(), r)
	}
	all := s.Calls().All()
	if len(all) > 10_000 || len(all) < 9_000 || s.Calls().Count("DescribeServices") != n {
		t.Errorf("%d calls kept, %d counted", len(all), s.Calls().Count("DescribeServices"))
	}
	if last := all[len(all)-1]; last.Size != 87 || last.Outcome != "MissingAuthenticationTokenException" {
		t.Errorf("last call %+v", last)
	}
}
