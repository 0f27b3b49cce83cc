package world

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"

	ecs "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// drained is how long a target drains unless the task's fate says otherwise.
const drained = 30 * time.Second

// targetGroup is a target group as the services that register with it know it.
type targetGroup struct {
	arn     string
	port    int32
	service *service
}

// name is that in the ARN, …:targetgroup/name/id.
func (g targetGroup) name() string {
	parts := strings.Split(g.arn, "/")
	return parts[max(0, len(parts)-2)]
}

// targetGroups are the target groups of all services, by ARN.
func (a *account) targetGroups() []targetGroup {
	var all []targetGroup
	for _, c := range a.clusterOrder {
		for _, s := range c.services {
			if s.status == "INACTIVE" {
				continue
			}
			add := func(list []ecs.LoadBalancer) {
				for _, b := range list {
					if arn := value(b.TargetGroupArn); arn != "" {
						all = append(all, targetGroup{arn, value(b.ContainerPort), s})
					}
				}
			}
			add(s.spec.balancers)
			for _, d := range s.deployments {
				add(d.spec.balancers)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y targetGroup) int { return strings.Compare(x.arn, y.arn) })
	return slices.CompactFunc(all, func(x, y targetGroup) bool { return x.arn == y.arn })
}

// targetGroup finds a target group by ARN.
func (a *account) targetGroup(arn string) (targetGroup, error) {
	if !strings.HasPrefix(arn, "arn:aws:elasticloadbalancing:") || !strings.Contains(arn, ":targetgroup/") {
		return targetGroup{}, fault("ValidationError", "'%s' is not a valid target group ARN", arn)
	}
	for _, g := range a.targetGroups() {
		if g.arn == arn {
			return g, nil
		}
	}
	return targetGroup{}, fault("TargetGroupNotFound", "One or more target groups not found")
}

// DescribeTargetGroups describes the target groups that services register with, by ARN, name or load balancer, 400 a
// page.
func (w *World) DescribeTargetGroups(in *elb.DescribeTargetGroupsInput) (*elb.DescribeTargetGroupsOutput, error) {
	return do(w, in, w.describeTargetGroups)
}

func (a *account) describeTargetGroups(in *elb.DescribeTargetGroupsInput) (*elb.DescribeTargetGroupsOutput, error) {
	for _, arn := range in.TargetGroupArns {
		if _, err := a.targetGroup(arn); err != nil {
			return nil, err
		}
	}
	found := slices.DeleteFunc(a.targetGroups(), func(g targetGroup) bool {
		return len(in.TargetGroupArns) > 0 && !slices.Contains(in.TargetGroupArns, g.arn) ||
			len(in.Names) > 0 && !slices.Contains(in.Names, g.name()) ||
			in.LoadBalancerArn != nil && a.balancer(g.service.cluster) != *in.LoadBalancerArn
	})
	if len(in.Names) > 0 && len(found) == 0 {
		return nil, fault("TargetGroupNotFound", "One or more target groups not found")
	}
	page, next, err := list[targetGroup]{
		query: "target groups" + fmt.Sprint(in.TargetGroupArns, in.Names), token: in.Marker, size: in.PageSize, def: 400, max: 400,
		items: found, key: func(g targetGroup) string { return g.arn },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &elb.DescribeTargetGroupsOutput{TargetGroups: []types.TargetGroup{}, NextMarker: next}
	for _, g := range page {
		out.TargetGroups = append(out.TargetGroups, a.targetGroupView(g))
	}
	return out, nil
}

// balancer is the ARN of the one load balancer before all services of a cluster.
func (a *account) balancer(c *cluster) string {
	h := fnv.New64a()
	h.Write([]byte(c.name()))
	name := c.name()
	return fmt.Sprintf("arn:aws:elasticloadbalancing:%s:%s:loadbalancer/app/%s-alb/%016x", a.region, a.number, name[:min(28, len(name))], h.Sum64())
}

func (a *account) targetGroupView(g targetGroup) types.TargetGroup {
	kind := types.TargetTypeEnumInstance
	if d := g.service.spec.def; d == nil || d.vpc() {
		kind = types.TargetTypeEnumIp
	}
	return types.TargetGroup{
		TargetGroupArn: new(g.arn), TargetGroupName: new(g.name()), TargetType: kind, Protocol: types.ProtocolEnumHttp,
		ProtocolVersion: new("HTTP1"), Port: new(g.port), VpcId: new("vpc-0c1d2e3f405162738"), IpAddressType: types.TargetGroupIpAddressTypeEnumIpv4,
		HealthCheckEnabled: new(true), HealthCheckProtocol: types.ProtocolEnumHttp, HealthCheckPort: new("traffic-port"),
		HealthCheckPath: new("/healthz"), Matcher: &types.Matcher{HttpCode: new("200")},
		HealthCheckIntervalSeconds: new(int32(10)), HealthCheckTimeoutSeconds: new(int32(5)),
		HealthyThresholdCount: new(int32(2)), UnhealthyThresholdCount: new(int32(3)),
		LoadBalancerArns: []string{a.balancer(g.service.cluster)},
	}
}

// DescribeTargetGroupAttributes tells how a target group balances and drains.
func (w *World) DescribeTargetGroupAttributes(in *elb.DescribeTargetGroupAttributesInput) (*elb.DescribeTargetGroupAttributesOutput, error) {
	return do(w, in, w.describeTargetGroupAttributes)
}

func (a *account) describeTargetGroupAttributes(in *elb.DescribeTargetGroupAttributesInput) (*elb.DescribeTargetGroupAttributesOutput, error) {
	if _, err := a.targetGroup(value(in.TargetGroupArn)); err != nil {
		return nil, err
	}
	out := &elb.DescribeTargetGroupAttributesOutput{}
	for _, pair := range [][2]string{
		{"deregistration_delay.timeout_seconds", strconv.Itoa(int(drained / time.Second))},
		{"load_balancing.algorithm.type", "round_robin"}, {"slow_start.duration_seconds", "0"}, {"stickiness.enabled", "false"},
	} {
		out.Attributes = append(out.Attributes, types.TargetGroupAttribute{Key: new(pair[0]), Value: new(pair[1])})
	}
	return out, nil
}
