package sim_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
)

// noon is when tests with a manual clock begin.
func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// start runs a simulator for the test, with a client that never retries.
func start(t testing.TB, o sim.Options) (*sim.Server, *ecs.Client) {
	t.Helper()
	s := simtest.Start(t, o)
	return s, ecs.New(ecs.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), Retryer: awssdk.NopRetryer{}, HTTPClient: s.Client(),
		Credentials: keys(s)})
}

// keys are the credentials of who may call.
func keys(s *sim.Server) awssdk.CredentialsProvider {
	k := s.Keys()
	return credentials.NewStaticCredentialsProvider(k.ID, k.Secret, k.Token)
}

// services describes every service of a cluster, by way of its list.
func services(t testing.TB, c *ecs.Client, cluster string) []types.Service {
	t.Helper()
	var all []types.Service
	pages := ecs.NewListServicesPaginator(c, &ecs.ListServicesInput{Cluster: &cluster, MaxResults: awssdk.Int32(100)})
	for pages.HasMorePages() {
		p, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for batch := range slices.Chunk(p.ServiceArns, 10) {
			out, err := c.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: &cluster, Services: batch})
			if err != nil {
				t.Fatal(err)
			}
			if len(out.Failures) > 0 {
				t.Fatalf("failures %+v", out.Failures)
			}
			all = append(all, out.Services...)
		}
	}
	return all
}

func wantCode(t testing.TB, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), message) {
		t.Errorf("error is %v, want %s: %s", err, code, message)
	}
}

func TestEnvironmentPointsHere(t *testing.T) {
	s, _ := start(t, sim.Options{Account: "one"})
	for _, name := range sim.Profiles() {
		t.Setenv(name, "production")
		os.Unsetenv(name) // put back when the test ends
	}
	t.Setenv("AWS_ENDPOINT_URL_ECS", "http://example.invalid")
	for _, line := range s.Env() {
		name, value, _ := strings.Cut(line, "=")
		t.Setenv(name, value)
	}
	cfg, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	who, err := sts.NewFromConfig(cfg).GetCallerIdentity(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	list, err := ecs.NewFromConfig(cfg).ListClusters(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"arn:aws:ecs:us-east-1:111122223333:cluster/cluster-1"}
	if *who.Account != "111122223333" || !slices.Equal(list.ClusterArns, want) {
		t.Errorf("account %s, clusters %v", *who.Account, list.ClusterArns)
	}
}

func TestOptionsRefused(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]sim.Options{
		`no account "nonsense"`: {Account: "nonsense"},
		`no scenario "s99"`:     {Scenario: "s99"},
		"listen on nowhere":     {Listen: "nowhere", Account: "empty"},
	} {
		if _, err := sim.Start(o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want %s", o, err, want)
		}
	}
}

func TestWorldMovesWithTheClock(t *testing.T) {
	t.Parallel()
	clock := sim.NewManualClock(noon())
	_, c := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 1, TasksPerService: 2}, Clock: clock})
	cluster, service := awssdk.String("cluster-1"), awssdk.String("service-0001")
	up, err := c.UpdateService(t.Context(), &ecs.UpdateServiceInput{Cluster: cluster, Service: service, ForceNewDeployment: true})
	if err != nil {
		t.Fatal(err)
	}
	state := func() types.Service { return services(t, c, "cluster-1")[0] }
	if now := state(); len(now.Deployments) != 2 || *now.Deployments[0].Id != *up.Service.Deployments[0].Id {
		t.Errorf("at once: %+v", now.Deployments)
	}
	clock.Advance(10 * time.Minute)
	now := state()
	if len(now.Deployments) != 1 || now.Deployments[0].RolloutState != types.DeploymentRolloutStateCompleted || now.RunningCount != 2 {
		t.Errorf("after ten minutes: %+v", now.Deployments)
	}
	if e := now.Events[0]; !strings.Contains(*e.Message, "steady state") || !e.CreatedAt.After(noon()) {
		t.Errorf("last event %s at %v", *e.Message, e.CreatedAt)
	}
}

func TestLatency(t *testing.T) {
	t.Parallel()
	clock := sim.NewManualClock(noon())
	s, c := start(t, sim.Options{Account: "one", Clock: clock, Latency: time.Second})
	ended := make(chan error)
	go func() { _, err := c.ListClusters(t.Context(), nil); ended <- err }()
	if err := clock.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-ended:
		t.Fatalf("answered before its time: %v", err)
	default:
	}
	clock.Advance(time.Second)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if call := s.Calls().All()[0]; call.End.Sub(call.Start) != time.Second {
		t.Errorf("call took %v", call.End.Sub(call.Start))
	}
}

func TestQuotas(t *testing.T) {
	t.Parallel()
	_, c := start(t, sim.Options{Account: "one", Clock: sim.NewManualClock(noon()), Quotas: true})
	for n := range 51 {
		_, err := c.ListClusters(t.Context(), nil)
		if n < 50 && err != nil {
			t.Fatalf("call %d: %v", n, err)
		}
		if n == 50 {
			wantCode(t, err, "ThrottlingException", "Rate exceeded")
		}
	}
}

func TestLostAnswerIsApplied(t *testing.T) {
	t.Parallel()
	s, c := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 1, TasksPerService: 1}, Clock: sim.NewManualClock(noon())})
	s.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "UpdateService"})
	_, err := c.UpdateService(t.Context(), &ecs.UpdateServiceInput{
		Cluster: awssdk.String("cluster-1"), Service: awssdk.String("service-0001"), DesiredCount: awssdk.Int32(5)})
	var api smithy.APIError
	if err == nil || errors.As(err, &api) {
		t.Errorf("error %v, want a broken connection", err)
	}
	if n := services(t, c, "cluster-1")[0].DesiredCount; n != 5 {
		t.Errorf("desired count %d, want 5", n)
	}
}

func TestDeniedNamesTheResource(t *testing.T) {
	t.Parallel()
	s, c := start(t, sim.Options{Account: "one"})
	s.Faults().Add(wire.Fault{Kind: wire.Deny})
	cluster := awssdk.String("prod")
	_, err := c.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: cluster})
	wantCode(t, err, "AccessDeniedException", "User: arn:aws:sts::111122223333:assumed-role/operator/ecscope is not authorized to perform: "+
		"ecs:ListTasks on resource: arn:aws:ecs:us-east-1:111122223333:container-instance/prod/* because no identity-based policy allows the ecs:ListTasks action")
	_, err = c.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: cluster, Services: []string{"api"}})
	wantCode(t, err, "AccessDeniedException", "on resource: arn:aws:ecs:us-east-1:111122223333:service/prod/api because")
	_, err = c.ListClusters(t.Context(), nil)
	wantCode(t, err, "AccessDeniedException", "on resource: * because")
}

func TestManualClockLetsGoOfWhoGivesUp(t *testing.T) {
	t.Parallel()
	clock := sim.NewManualClock(noon())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- clock.Sleep(ctx, time.Hour) }()
	if err := clock.Await(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("sleep ended with %v", err)
	}
	if err := clock.Await(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
}

func TestWaitEnds(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Account: "empty"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Wait(ctx); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := s.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}
