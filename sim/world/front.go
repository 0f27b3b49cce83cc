package world

import (
	"fmt"
	"slices"
	"strings"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// front is a load balancer with its listeners.
type front struct {
	data      types.LoadBalancer
	listeners []types.Listener
	rules     map[string][]types.Rule // by listener, without the default one
}

// frontActions answer the calls about load balancers and listeners, and make target groups.
type frontActions struct{ *balancing }

// Where the load balancers are that nobody made.
const vpc = "vpc-0c1d2e3f405162738"

// all are the load balancers that were made, and those before services whose target groups nobody made, by ARN.
func (x *frontActions) all() []*front {
	all := slices.Clone(x.fronts)
	invented := map[string]*front{}
	for _, g := range x.groups() {
		if g.made != nil {
			continue
		}
		arn := x.balancer(g.service.cluster)
		f := invented[arn]
		if f == nil {
			f = x.invent(arn, g)
			invented[arn] = f
			all = append(all, f)
		}
		f.serve(g)
	}
	slices.SortFunc(all, func(a, b *front) int { return strings.Compare(*a.data.LoadBalancerArn, *b.data.LoadBalancerArn) })
	return all
}

// invent makes up the load balancer of a cluster: one listener that answers 404, and a rule for each service.
func (x *frontActions) invent(arn string, g targetGroup) *front {
	c := g.service.cluster
	f := &front{data: x.frontData(arn, c.name()+"-alb"), rules: map[string][]types.Rule{}}
	f.data.CreatedTime = moment(c.services[0].created)
	f.listeners = []types.Listener{{
		ListenerArn: new(strings.Replace(arn, ":loadbalancer/", ":listener/", 1) + "/" + hashed(arn)[:8] + "00000000"), LoadBalancerArn: &arn,
		Port: new(int32(80)), Protocol: types.ProtocolEnumHttp,
		DefaultActions: []types.Action{{Type: types.ActionTypeEnumFixedResponse, Order: new(int32(1)),
			FixedResponseConfig: &types.FixedResponseActionConfig{StatusCode: new("404"), ContentType: new("text/plain")}}},
	}}
	return f
}

// serve has an invented load balancer forward what is for a service to its target group.
func (f *front) serve(g targetGroup) {
	listener := *f.listeners[0].ListenerArn
	n := len(f.rules[listener]) + 1
	f.rules[listener] = append(f.rules[listener], types.Rule{
		RuleArn: new(strings.Replace(listener, ":listener/", ":listener-rule/", 1) + "/" + hashed(g.arn)[:8] + "00000000"), Priority: new(fmt.Sprint(n)),
		IsDefault: new(false), Actions: []types.Action{forward(g.arn)},
		Conditions: []types.RuleCondition{{Field: new("host-header"), Values: []string{g.service.name + ".example.com"}}},
	})
}

func forward(group string) types.Action {
	return types.Action{Type: types.ActionTypeEnumForward, TargetGroupArn: &group, Order: new(int32(1)),
		ForwardConfig: &types.ForwardActionConfig{TargetGroups: []types.TargetGroupTuple{{TargetGroupArn: &group, Weight: new(int32(1))}}}}
}

// frontData is a load balancer as it is unless somebody wants another.
func (x *frontActions) frontData(arn, name string) types.LoadBalancer {
	v := types.LoadBalancer{LoadBalancerArn: &arn, LoadBalancerName: &name, Type: types.LoadBalancerTypeEnumApplication, Scheme: types.LoadBalancerSchemeEnumInternetFacing,
		State: &types.LoadBalancerState{Code: types.LoadBalancerStateEnumActive}, VpcId: new(vpc), IpAddressType: types.IpAddressTypeIpv4,
		DNSName: new(strings.ToLower(name) + "-" + hashed(arn)[:8] + "." + x.region + ".elb.amazonaws.com"), CanonicalHostedZoneId: new("Z35SXDOTRQ7X7K"),
		SecurityGroups: []string{}, AvailabilityZones: []types.AvailabilityZone{}, CreatedTime: new(x.now)}
	for i, subnet := range []string{"subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f6071829", "subnet-0c3d4e5f607182930"} {
		v.AvailabilityZones = append(v.AvailabilityZones, types.AvailabilityZone{SubnetId: new(subnet), ZoneName: new(x.region + string(rune('a'+i)))})
	}
	return v
}

// before are the load balancers that forward to a target group, by ARN.
func (x *balancing) before(group string) []string {
	all := []string{}
	for _, f := range x.fronts {
		if slices.ContainsFunc(f.listeners, func(l types.Listener) bool {
			return slices.ContainsFunc(l.DefaultActions, func(a types.Action) bool { return forwards(a, group) })
		}) {
			all = append(all, *f.data.LoadBalancerArn)
		}
	}
	return all
}

func forwards(a types.Action, group string) bool {
	if value(a.TargetGroupArn) == group {
		return true
	}
	return a.ForwardConfig != nil && slices.ContainsFunc(a.ForwardConfig.TargetGroups, func(t types.TargetGroupTuple) bool { return value(t.TargetGroupArn) == group })
}

func (x *frontActions) describeFronts(in *elb.DescribeLoadBalancersInput) (*elb.DescribeLoadBalancersOutput, error) {
	all := x.all()
	found := slices.DeleteFunc(slices.Clone(all), func(f *front) bool {
		return len(in.LoadBalancerArns) > 0 && !slices.Contains(in.LoadBalancerArns, *f.data.LoadBalancerArn) ||
			len(in.Names) > 0 && !slices.Contains(in.Names, *f.data.LoadBalancerName)
	})
	for _, asked := range slices.Concat(in.LoadBalancerArns, in.Names) {
		if !slices.ContainsFunc(found, func(f *front) bool { return asked == *f.data.LoadBalancerArn || asked == *f.data.LoadBalancerName }) {
			return nil, fault("LoadBalancerNotFound", "Load balancers '[%s]' not found", asked)
		}
	}
	page, next, err := list[*front]{
		query: "fronts" + fmt.Sprint(in.LoadBalancerArns, in.Names), token: in.Marker, size: in.PageSize, def: 400, max: 400,
		items: found, key: func(f *front) string { return *f.data.LoadBalancerArn },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &elb.DescribeLoadBalancersOutput{LoadBalancers: []types.LoadBalancer{}, NextMarker: next}
	for _, f := range page {
		out.LoadBalancers = append(out.LoadBalancers, clone(f.data))
	}
	return out, nil
}

// front finds a load balancer by ARN.
func (x *frontActions) front(arn string) (*front, error) {
	for _, f := range x.all() {
		if *f.data.LoadBalancerArn == arn {
			return f, nil
		}
	}
	return nil, fault("LoadBalancerNotFound", "One or more load balancers not found")
}

func (x *frontActions) describeListeners(in *elb.DescribeListenersInput) (*elb.DescribeListenersOutput, error) {
	var found []types.Listener
	switch {
	case in.LoadBalancerArn != nil:
		f, err := x.front(*in.LoadBalancerArn)
		if err != nil {
			return nil, err
		}
		found = f.listeners
	case len(in.ListenerArns) == 0:
		return nil, fault("ValidationError", "You must specify either listener ARNs or a load balancer ARN")
	}
	for _, arn := range in.ListenerArns {
		_, l, err := x.listener(arn)
		if err != nil {
			return nil, err
		}
		found = append(found, l)
	}
	return &elb.DescribeListenersOutput{Listeners: append([]types.Listener{}, clone(found)...)}, nil
}

// listener finds a listener by ARN.
func (x *frontActions) listener(arn string) (*front, types.Listener, error) {
	for _, f := range x.all() {
		for _, l := range f.listeners {
			if *l.ListenerArn == arn {
				return f, l, nil
			}
		}
	}
	return nil, types.Listener{}, fault("ListenerNotFound", "One or more listeners not found")
}

func (x *frontActions) describeRules(in *elb.DescribeRulesInput) (*elb.DescribeRulesOutput, error) {
	f, l, err := x.listener(value(in.ListenerArn))
	if err != nil {
		return nil, err
	}
	last := types.Rule{RuleArn: new(strings.Replace(*l.ListenerArn, ":listener/", ":listener-rule/", 1) + "/default000000000"), Priority: new("default"),
		IsDefault: new(true), Actions: l.DefaultActions, Conditions: []types.RuleCondition{}}
	return &elb.DescribeRulesOutput{Rules: clone(append(slices.Clone(f.rules[*l.ListenerArn]), last))}, nil
}
