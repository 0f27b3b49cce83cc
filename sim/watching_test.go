package sim_test

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// metrics is the SDK's client of CloudWatch, which speaks CBOR.
func metrics(s *sim.Server) *cloudwatch.Client {
	return cloudwatch.New(cloudwatch.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), HTTPClient: s.Client(),
		Retryer: awssdk.NopRetryer{}, Credentials: keys(s)})
}

func query(service, name, stat string, period int32) types.MetricDataQuery {
	return types.MetricDataQuery{Id: awssdk.String("q1"), MetricStat: &types.MetricStat{Stat: &stat, Period: &period, Metric: &types.Metric{
		Namespace: awssdk.String("AWS/ECS"), MetricName: &name, Dimensions: []types.Dimension{
			{Name: awssdk.String("ClusterName"), Value: awssdk.String("prod")}, {Name: awssdk.String("ServiceName"), Value: &service},
		}}}}
}

func TestMetricsAreListed(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Population: &sim.Population{ServicesPerCluster: 300}})
	pages, n := cloudwatch.NewListMetricsPaginator(metrics(s), &cloudwatch.ListMetricsInput{Namespace: awssdk.String("AWS/ECS")}), 0
	for pages.HasMorePages() {
		p, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		n += len(p.Metrics)
	}
	if n != 600 || s.Calls().Count("ListMetrics") != 2 || s.Calls().Of("ListMetrics")[1].Page != 2 {
		t.Errorf("%d metrics in %d calls", n, s.Calls().Count("ListMetrics"))
	}
}

func TestTargetGroupsAreListed(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Clock: sim.NewManualClock(noon())})
	client := elb.New(elb.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()), HTTPClient: s.Client(),
		Retryer: awssdk.NopRetryer{}, Credentials: keys(s)})
	seen := map[string]bool{}
	for pages := elb.NewDescribeTargetGroupsPaginator(client, &elb.DescribeTargetGroupsInput{PageSize: awssdk.Int32(10)}); pages.HasMorePages(); {
		p, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range p.TargetGroups {
			seen[*g.TargetGroupArn] = true
		}
	}
	if n := s.Calls().Count("DescribeTargetGroups"); n != (len(seen)+9)/10 || len(seen) < 20 {
		t.Errorf("%d groups in %d calls", len(seen), n)
	}
	for arn := range seen {
		_, err := client.DescribeTargetHealth(t.Context(), &elb.DescribeTargetHealthInput{TargetGroupArn: &arn})
		if err != nil {
			t.Errorf("%s: %v", arn, err)
		}
		gone := arn + "0"
		_, err = client.DescribeTargetHealth(t.Context(), &elb.DescribeTargetHealthInput{TargetGroupArn: &gone})
		wantCode(t, err, "TargetGroupNotFound", "not found")
	}
}

// The statistics of a metric agree with each other, however long the period.
func TestStatisticsAgree(t *testing.T) {
	t.Parallel()
	clock := sim.NewManualClock(noon())
	s, _ := start(t, sim.Options{Clock: clock})
	ask := func(stat string, period int32) []float64 {
		out, err := metrics(s).GetMetricData(t.Context(), &cloudwatch.GetMetricDataInput{StartTime: awssdk.Time(noon().Add(-30 * time.Minute)),
			EndTime: awssdk.Time(noon()), MetricDataQueries: []types.MetricDataQuery{query("web", "CPUUtilization", stat, period)}})
		if err != nil {
			t.Fatal(err)
		}
		if r := out.MetricDataResults[0]; r.StatusCode != types.StatusCodeComplete || len(r.Values) != 1800/int(period) || r.Timestamps[0].Before(r.Timestamps[1]) {
			t.Fatalf("%+v", r)
		}
		return out.MetricDataResults[0].Values
	}
	for _, period := range []int32{60, 300} {
		least, average, most, sum, n := ask("Minimum", period), ask("Average", period), ask("Maximum", period), ask("Sum", period), ask("SampleCount", period)
		for i := range average {
			if d := sum[i] - average[i]*n[i]; least[i] > average[i] || average[i] > most[i] || d > 1e-6 || d < -1e-6 {
				t.Errorf("%d s: %v ≤ %v ≤ %v, %v of %v", period, least[i], average[i], most[i], sum[i], n[i])
			}
		}
	}
}

func TestMetricQueriesAreChecked(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Clock: sim.NewManualClock(noon())})
	for _, x := range []struct {
		change func(*cloudwatch.GetMetricDataInput)
		text   string
	}{
		{func(in *cloudwatch.GetMetricDataInput) { in.MetricDataQueries = make([]types.MetricDataQuery, 501) }, "between 1 and 500"},
		{func(in *cloudwatch.GetMetricDataInput) { in.EndTime = in.StartTime }, "StartTime must be less"},
		{func(in *cloudwatch.GetMetricDataInput) { in.MetricDataQueries[0].MetricStat.Period = awssdk.Int32(50) }, "period 50"},
		{func(in *cloudwatch.GetMetricDataInput) { in.MetricDataQueries[0].MetricStat = nil }, "no expressions"},
		{func(in *cloudwatch.GetMetricDataInput) { in.MetricDataQueries[0].Id = awssdk.String("Q") }, "Id"},
	} {
		in := &cloudwatch.GetMetricDataInput{StartTime: awssdk.Time(noon().Add(-time.Hour)), EndTime: awssdk.Time(noon()),
			MetricDataQueries: []types.MetricDataQuery{query("web", "CPUUtilization", "Average", 60)}}
		x.change(in)
		for i := range in.MetricDataQueries {
			if in.MetricDataQueries[i].Id == nil {
				in.MetricDataQueries[i] = query("web", "CPUUtilization", "Average", 60)
				in.MetricDataQueries[i].Id = awssdk.String("q" + strconv.Itoa(i))
			}
		}
		_, err := metrics(s).GetMetricData(t.Context(), in)
		wantCode(t, err, "ValidationError", x.text)
	}
}

// Older programs ask CloudWatch in the Query protocol.
func TestMetricsInQuery(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{})
	form := url.Values{"Action": {"ListMetrics"}, "Version": {"2010-08-01"}, "Namespace": {"AWS/ECS"}, "MetricName": {"CPUUtilization"},
		"Dimensions.member.1.Name": {"ServiceName"}, "Dimensions.member.1.Value": {"checkout"}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL(), strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	signed(t, s, r, form.Encode(), time.Now())
	answer, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var out struct {
		Names []string `xml:"ListMetricsResult>Metrics>member>MetricName"`
	}
	if err := xml.NewDecoder(answer.Body).Decode(&out); err != nil || len(out.Names) != 2 || out.Names[0] != "CPUUtilization" {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestWatchingFromTheCommandLine asks the AWS CLI, which validates what it parses.
func TestWatchingFromTheCommandLine(t *testing.T) {
	t.Parallel()
	path := needs.AWSCLI(t)
	s, client := start(t, sim.Options{Clock: sim.NewManualClock(noon())})
	out, err := client.DescribeServices(t.Context(), &ecs.DescribeServicesInput{Cluster: awssdk.String("prod"), Services: []string{"payments"}})
	if err != nil {
		t.Fatal(err)
	}
	group := *out.Services[0].LoadBalancers[0].TargetGroupArn
	asked := "Id=q1,MetricStat={Metric={Namespace=AWS/ECS,MetricName=CPUUtilization,Dimensions=[{Name=ClusterName,Value=prod}," +
		"{Name=ServiceName,Value=payments}]},Period=60,Stat=Average}"
	for _, c := range []struct {
		args        []string
		query, want string
	}{
		{[]string{"elbv2", "describe-target-health", "--target-group-arn", group}, "length(TargetHealthDescriptions[?TargetHealth.State=='healthy'])", "6"},
		{[]string{"elbv2", "describe-target-groups", "--names", "payments-tg"}, "TargetGroups[].Matcher.HttpCode | [0]", `"200"`},
		{[]string{"elbv2", "describe-target-group-attributes", "--target-group-arn", group}, "Attributes[0].Value", `"30"`},
		{[]string{"application-autoscaling", "describe-scaling-policies", "--service-namespace", "ecs"}, "length(ScalingPolicies[].Alarms[])", "12"},
		{[]string{"application-autoscaling", "describe-scaling-activities", "--service-namespace", "ecs", "--include-not-scaled-activities", "--resource-id", "service/prod/payments"},
			"ScalingActivities[0].NotScaledReasons[0].Code", `"AlreadyAtMaxCapacity"`},
		{[]string{"application-autoscaling", "describe-scheduled-actions", "--service-namespace", "ecs"}, "length(ScheduledActions)", "2"},
		{[]string{"cloudwatch", "list-metrics", "--namespace", "AWS/ECS", "--dimensions", "Name=ServiceName,Value=cart"}, "length(Metrics)", "2"},
		{[]string{"cloudwatch", "describe-alarms", "--alarm-name-prefix", "TargetTracking-service/prod/payments"}, "MetricAlarms[].Threshold", "[\n    60.0,\n    54.0\n]"},
		{[]string{"cloudwatch", "get-metric-data", "--metric-data-queries", asked, "--start-time", "2026-03-04T11:00:00Z", "--end-time", "2026-03-04T12:00:00Z"},
			"length(MetricDataResults[0].Values)", "60"},
	} {
		cmd := exec.CommandContext(t.Context(), path, append(c.args, "--output", "json", "--query", c.query)...)
		cmd.Env = append(sim.Without(os.Environ()), s.Env()...)
		if out, err := cmd.CombinedOutput(); err != nil || strings.TrimSpace(string(out)) != c.want {
			t.Errorf("aws %s: %v\n%s", strings.Join(c.args, " "), err, out)
		}
	}
}
