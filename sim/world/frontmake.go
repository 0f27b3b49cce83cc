package world

import (
	"fmt"
	"slices"
	"strings"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// labelled refuses a name that Elastic Load Balancing would not take.
// Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
func labelled(what, name string) error {
	switch {
	case name == "" || len(name) > 32:
		return fault("ValidationError", "%s name '%s' cannot be longer than '32' characters", what, name)
	case strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") != "":
		return fault("ValidationError", "%s name '%s' can only contain characters that are alphanumeric characters and hyphens(-)", what, name)
	case strings.HasPrefix(name, "-") || strings.HasSuffix(name, "-"):
		return fault("ValidationError", "%s name '%s' cannot begin or end with '-'", what, name)
	}
	return nil
}

func (x *frontActions) elb(rest string) string {
	return "arn:aws:elasticloadbalancing:" + x.region + ":" + x.number + ":" + rest
}

// makeGroup makes a target group, with the health check that AWS documents as the usual one.
// Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
func (x *frontActions) makeGroup(in *elb.CreateTargetGroupInput) (*elb.CreateTargetGroupOutput, error) {
	name := value(in.Name)
	if err := labelled("Target group", name); err != nil {
		return nil, err
	}
	if in.TargetType != types.TargetTypeEnumLambda && (in.Protocol == "" || in.Port == nil || in.VpcId == nil) {
		return nil, fault("ValidationError", "A target group needs a protocol, a port and a VPC. (the simulator's wording)")
	}
	v := types.TargetGroup{
		TargetGroupName: &name, Protocol: in.Protocol, Port: in.Port, VpcId: in.VpcId, TargetType: either(in.TargetType, types.TargetTypeEnumInstance),
		IpAddressType: types.TargetGroupIpAddressTypeEnumIpv4, HealthCheckEnabled: pick(in.HealthCheckEnabled, new(true)),
		HealthCheckProtocol: either(in.HealthCheckProtocol, types.ProtocolEnumHttp), HealthCheckPort: pick(in.HealthCheckPort, new("traffic-port")),
		HealthCheckIntervalSeconds: pick(in.HealthCheckIntervalSeconds, new(int32(30))), HealthCheckTimeoutSeconds: pick(in.HealthCheckTimeoutSeconds, new(int32(5))),
		HealthyThresholdCount: pick(in.HealthyThresholdCount, new(int32(5))), UnhealthyThresholdCount: pick(in.UnhealthyThresholdCount, new(int32(2))),
	}
	if strings.HasPrefix(string(in.Protocol), "HTTP") {
		v.HealthCheckPath, v.Matcher = pick(in.HealthCheckPath, new("/")), pick(in.Matcher, &types.Matcher{HttpCode: new("200")})
		v.ProtocolVersion = pick(in.ProtocolVersion, new("HTTP1"))
	}
	for _, old := range x.groups() {
		if old.name() != name {
			continue
		}
		same := old.made != nil && old.made.Protocol == v.Protocol && value(old.made.Port) == value(v.Port) && value(old.made.VpcId) == value(v.VpcId) && old.made.TargetType == v.TargetType
		if !same {
			return nil, fault("DuplicateTargetGroupName", "A target group with the same name '%s' exists, but with different settings", name)
		}
		return &elb.CreateTargetGroupOutput{TargetGroups: []types.TargetGroup{x.view(old)}}, nil
	}
	v.TargetGroupArn = new(x.elb("targetgroup/" + name + "/" + x.chance.hex(16)))
	x.made = append(x.made, &v)
	return &elb.CreateTargetGroupOutput{TargetGroups: []types.TargetGroup{x.view(targetGroup{arn: *v.TargetGroupArn, made: &v})}}, nil
}

func (x *frontActions) dropGroup(in *elb.DeleteTargetGroupInput) (*elb.DeleteTargetGroupOutput, error) {
	arn := value(in.TargetGroupArn)
	if len(x.before(arn)) > 0 {
		return nil, fault("ResourceInUse", "Target group '%s' is currently in use by a listener or a rule", arn)
	}
	x.made = slices.DeleteFunc(x.made, func(m *types.TargetGroup) bool { return *m.TargetGroupArn == arn })
	return &elb.DeleteTargetGroupOutput{}, nil
}

func (x *frontActions) makeFront(in *elb.CreateLoadBalancerInput) (*elb.CreateLoadBalancerOutput, error) {
	name, kind := value(in.Name), either(in.Type, types.LoadBalancerTypeEnumApplication)
	if err := labelled("Load balancer", name); err != nil {
		return nil, err
	}
	subnets := in.Subnets
	for _, m := range in.SubnetMappings {
		subnets = append(subnets, value(m.SubnetId))
	}
	if len(subnets) == 0 || kind == types.LoadBalancerTypeEnumApplication && len(subnets) < 2 {
		return nil, fault("ValidationError", "At least two subnets in two different Availability Zones must be specified")
	}
	scheme := either(in.Scheme, types.LoadBalancerSchemeEnumInternetFacing)
	for _, f := range x.all() {
		if *f.data.LoadBalancerName != name {
			continue
		}
		if f.data.Type != kind || f.data.Scheme != scheme {
			return nil, fault("DuplicateLoadBalancerName", "A load balancer with the same name '%s' exists, but with different settings", name)
		}
		return &elb.CreateLoadBalancerOutput{LoadBalancers: []types.LoadBalancer{clone(f.data)}}, nil
	}
	short := map[types.LoadBalancerTypeEnum]string{types.LoadBalancerTypeEnumApplication: "app", types.LoadBalancerTypeEnumNetwork: "net", types.LoadBalancerTypeEnumGateway: "gwy"}[kind]
	f := &front{data: x.frontData(x.elb(fmt.Sprintf("loadbalancer/%s/%s/%s", short, name, x.chance.hex(16))), name)}
	f.data.Type, f.data.Scheme, f.data.SecurityGroups = kind, scheme, append([]string{}, in.SecurityGroups...)
	f.data.IpAddressType, f.data.AvailabilityZones = either(in.IpAddressType, types.IpAddressTypeIpv4), []types.AvailabilityZone{}
	for i, subnet := range subnets {
		f.data.AvailabilityZones = append(f.data.AvailabilityZones, types.AvailabilityZone{SubnetId: new(subnet), ZoneName: new(x.region + string(rune('a'+i%6)))})
	}
	x.fronts = append(x.fronts, f)
	return &elb.CreateLoadBalancerOutput{LoadBalancers: []types.LoadBalancer{clone(f.data)}}, nil
}

func (x *frontActions) dropFront(in *elb.DeleteLoadBalancerInput) (*elb.DeleteLoadBalancerOutput, error) {
	x.fronts = slices.DeleteFunc(x.fronts, func(f *front) bool { return *f.data.LoadBalancerArn == value(in.LoadBalancerArn) })
	return &elb.DeleteLoadBalancerOutput{}, nil
}

// listen makes a listener.
func (x *frontActions) listen(in *elb.CreateListenerInput) (*elb.CreateListenerOutput, error) {
	arn := value(in.LoadBalancerArn)
	i := slices.IndexFunc(x.fronts, func(f *front) bool { return *f.data.LoadBalancerArn == arn })
	if i < 0 {
		return nil, fault("LoadBalancerNotFound", "One or more load balancers not found")
	}
	f := x.fronts[i]
	port := value(in.Port)
	if port < 1 || port > 65535 || in.Protocol == "" {
		return nil, fault("ValidationError", "A listener needs a protocol and a port from 1 to 65535. (the simulator's wording)")
	}
	if slices.ContainsFunc(f.listeners, func(l types.Listener) bool { return *l.Port == port }) {
		return nil, fault("DuplicateListener", "A listener already exists on this port for this load balancer '%s'", arn)
	}
	if (in.Protocol == types.ProtocolEnumHttps || in.Protocol == types.ProtocolEnumTls) && len(in.Certificates) == 0 {
		return nil, fault("ValidationError", "A certificate must be specified for %s listeners", string(in.Protocol))
	}
	for _, a := range in.DefaultActions {
		if a.Type != types.ActionTypeEnumForward {
			continue
		}
		if _, err := x.group(value(a.TargetGroupArn)); a.ForwardConfig == nil && err != nil {
			return nil, err
		}
	}
	l := types.Listener{ListenerArn: new(strings.Replace(arn, ":loadbalancer/", ":listener/", 1) + "/" + x.chance.hex(16)), LoadBalancerArn: &arn,
		Port: &port, Protocol: in.Protocol, Certificates: in.Certificates, SslPolicy: in.SslPolicy, DefaultActions: in.DefaultActions}
	f.listeners = append(f.listeners, l)
	return &elb.CreateListenerOutput{Listeners: []types.Listener{clone(l)}}, nil
}
