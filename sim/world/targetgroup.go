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
	service *service           // nil where none registers with it
	made    *types.TargetGroup // as somebody made it; nil where only a service names it
}

// name is that in the ARN, …:targetgroup/name/id.
func (g targetGroup) name() string {
	parts := strings.Split(g.arn, "/")
	return parts[max(0, len(parts)-2)]
}

// balancing answers the calls about load balancing.
type balancing struct {
	origin
	*timeline
	chance   *chance
	clusters *directory
	made     []*types.TargetGroup
	fronts   []*front
}

// groups are the target groups that services name, and those that were made, by ARN.
func (x *balancing) groups() []targetGroup {
	var all []targetGroup
	for _, c := range x.clusters.order {
		for _, s := range c.services {
			if s.status == "INACTIVE" {
				continue
			}
			add := func(list []ecs.LoadBalancer) {
				for _, b := range list {
					if arn := value(b.TargetGroupArn); arn != "" {
						all = append(all, targetGroup{arn: arn, port: value(b.ContainerPort), service: s})
					}
					if a := b.AdvancedConfiguration; a != nil && value(a.AlternateTargetGroupArn) != "" {
						all = append(all, targetGroup{arn: *a.AlternateTargetGroupArn, port: value(b.ContainerPort), service: s})
					}
				}
			}
			add(s.spec.balancers)
			for _, d := range s.deployments {
				add(d.spec.balancers)
			}
		}
	}
	for _, m := range x.made {
		if i := slices.IndexFunc(all, func(g targetGroup) bool { return g.arn == *m.TargetGroupArn }); i >= 0 {
			all[i].made = m
		} else {
			all = append(all, targetGroup{arn: *m.TargetGroupArn, port: value(m.Port), made: m})
		}
	}
	slices.SortStableFunc(all, func(x, y targetGroup) int { return strings.Compare(x.arn, y.arn) })
	return slices.CompactFunc(all, func(x, y targetGroup) bool { return x.arn == y.arn })
}

// group finds a target group by ARN.
func (x *balancing) group(arn string) (targetGroup, error) {
	if !strings.HasPrefix(arn, "arn:aws:elasticloadbalancing:") || !strings.Contains(arn, ":targetgroup/") {
		return targetGroup{}, fault("ValidationError", "'%s' is not a valid target group ARN", arn)
	}
	for _, g := range x.groups() {
		if g.arn == arn {
			return g, nil
		}
	}
	return targetGroup{}, fault("TargetGroupNotFound", "One or more target groups not found")
}

func (x *balancing) describe(in *elb.DescribeTargetGroupsInput) (*elb.DescribeTargetGroupsOutput, error) {
	for _, arn := range in.TargetGroupArns {
		if _, err := x.group(arn); err != nil {
			return nil, err
		}
	}
	found := slices.DeleteFunc(x.groups(), func(g targetGroup) bool {
		return len(in.TargetGroupArns) > 0 && !slices.Contains(in.TargetGroupArns, g.arn) ||
			len(in.Names) > 0 && !slices.Contains(in.Names, g.name()) ||
			in.LoadBalancerArn != nil && !slices.Contains(x.view(g).LoadBalancerArns, *in.LoadBalancerArn)
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
		out.TargetGroups = append(out.TargetGroups, x.view(g))
	}
	return out, nil
}

// balancer is the ARN of the one load balancer before all services of a cluster.
func (x *balancing) balancer(c *cluster) string {
	h := fnv.New64a()
	h.Write([]byte(c.name()))
	name := c.name()
	return fmt.Sprintf("arn:aws:elasticloadbalancing:%s:%s:loadbalancer/app/%s-alb/%016x", x.region, x.number, name[:min(28, len(name))], h.Sum64())
}

func (x *balancing) view(g targetGroup) types.TargetGroup {
	if g.made != nil {
		v := clone(*g.made)
		v.LoadBalancerArns = x.before(g.arn)
		return v
	}
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
		LoadBalancerArns: []string{x.balancer(g.service.cluster)},
	}
}
func (x *balancing) attributes(in *elb.DescribeTargetGroupAttributesInput) (*elb.DescribeTargetGroupAttributesOutput, error) {
	if _, err := x.group(value(in.TargetGroupArn)); err != nil {
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
