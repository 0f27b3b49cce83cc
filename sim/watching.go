package sim

import "github.com/ecscope/ecscope/sim/wire"

// registerWatching gives the wire what tells how services fare: load balancing, auto scaling and metrics.
func (s *Server) registerWatching() {
	w := s.world
	balancing := wire.Service{Name: "elasticloadbalancing", Address: "2015-12-01", Space: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"}
	wire.Query(s.wire, balancing, "DescribeTargetGroups", refusing(w.DescribeTargetGroups))
	wire.Query(s.wire, balancing, "DescribeTargetGroupAttributes", refusing(w.DescribeTargetGroupAttributes), "TargetGroupArn")
	wire.Query(s.wire, balancing, "DescribeTargetHealth", refusing(w.DescribeTargetHealth), "TargetGroupArn")
	wire.Query(s.wire, balancing, "DescribeLoadBalancers", refusing(w.DescribeLoadBalancers))
	wire.Query(s.wire, balancing, "DescribeListeners", refusing(w.DescribeListeners))
	wire.Query(s.wire, balancing, "DescribeRules", refusing(w.DescribeRules), "ListenerArn")
	wire.Query(s.wire, balancing, "CreateTargetGroup", refusing(w.CreateTargetGroup), "Name")
	wire.Query(s.wire, balancing, "DeleteTargetGroup", refusing(w.DeleteTargetGroup), "TargetGroupArn")
	wire.Query(s.wire, balancing, "CreateLoadBalancer", refusing(w.CreateLoadBalancer), "Name")
	wire.Query(s.wire, balancing, "DeleteLoadBalancer", refusing(w.DeleteLoadBalancer), "LoadBalancerArn")
	wire.Query(s.wire, balancing, "CreateListener", refusing(w.CreateListener), "LoadBalancerArn", "DefaultActions")
	scaling := wire.Service{Name: "application-autoscaling", Address: "AnyScaleFrontendService", Upper: true}
	wire.JSON11(s.wire, scaling, "DescribeScalableTargets", refusing(w.DescribeScalableTargets), "ServiceNamespace")
	wire.JSON11(s.wire, scaling, "DescribeScalingActivities", refusing(w.DescribeScalingActivities), "ServiceNamespace")
	wire.JSON11(s.wire, scaling, "DescribeScalingPolicies", refusing(w.DescribeScalingPolicies), "ServiceNamespace")
	wire.JSON11(s.wire, scaling, "DescribeScheduledActions", refusing(w.DescribeScheduledActions), "ServiceNamespace")
	wire.JSON11(s.wire, scaling, "RegisterScalableTarget", refusing(w.RegisterScalableTarget), "ServiceNamespace", "ResourceId", "ScalableDimension")
	wire.JSON11(s.wire, scaling, "DeregisterScalableTarget", refusing(w.DeregisterScalableTarget), "ServiceNamespace", "ResourceId", "ScalableDimension")
	wire.JSON11(s.wire, scaling, "PutScalingPolicy", refusing(w.PutScalingPolicy), "PolicyName", "ServiceNamespace", "ResourceId", "ScalableDimension")
	wire.JSON11(s.wire, scaling, "DeleteScalingPolicy", refusing(w.DeleteScalingPolicy), "PolicyName", "ServiceNamespace", "ResourceId", "ScalableDimension")
	metricAction(s, "DescribeAlarms", w.DescribeAlarms)
	metricAction(s, "GetMetricData", w.GetMetricData)
	metricAction(s, "ListMetrics", w.ListMetrics)
}

// metricAction registers one action of CloudWatch, which has learned a protocol after the other and still speaks them
// all: RPC v2 in CBOR, JSON 1.0, and Query.
func metricAction[I, O any](s *Server, name string, act func(*I) (*O, error)) {
	wire.RPC2(s.wire, wire.Service{Name: "cloudwatch", Address: "GraniteServiceVersion20100801"}, name, refusing(act))
	wire.Query(s.wire, wire.Service{Name: "cloudwatch", Address: "2010-08-01", Space: "http://monitoring.amazonaws.com/doc/2010-08-01/"}, name, refusing(act))
}
