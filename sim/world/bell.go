package world

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	ecs "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// bell is an alarm that somebody made, of whatever metric: the story says when it goes off.
type bell struct {
	name    string
	on      bool
	created time.Time
	changed time.Time
}

// bells are the alarms that watch deployments.
type bells struct {
	origin
	*timeline
	clusters *directory
	breaker  *breaker
	all      []*bell
}

// set turns an alarm on or off; one that is not there is made. Deployments that it watches, and that began while it was
// off, fail when it goes off.
func (x *bells) set(name string, on bool) {
	i := slices.IndexFunc(x.all, func(b *bell) bool { return b.name == name })
	if i < 0 {
		i, x.all = len(x.all), append(x.all, &bell{name: name, created: x.now})
	}
	if b := x.all[i]; b.on != on {
		b.on, b.changed = on, x.now
	}
	if !on {
		return
	}
	for _, c := range x.clusters.order {
		for _, s := range c.services {
			for _, r := range s.releases {
				if r.listens(name) {
					x.breaker.ring(r, name)
				}
			}
		}
	}
}

// listens says whether an alarm may still end a deployment.
func (r *release) listens(name string) bool {
	a := r.config.Alarms
	return a != nil && a.Enable && r.ongoing() && r.rollback == nil && slices.Contains(a.AlarmNames, name)
}

// ring fails a deployment because one of its alarms went off.
func (x *breaker) ring(r *release, name string) {
	r.watch.triggered = append(r.watch.triggered, name)
	s := r.service
	x.say(s, "", "deployment "+s.deployments[0].id+" deployment failed: alarm detected.")
	if r.config.Alarms.Rollback {
		x.back(r, "Service deployment rolled back because an alarm went off: "+name+".")
		return
	}
	x.give(s, s.deployments[0], "ECS deployment failed: alarm detected.")
	r.end(ecs.ServiceDeploymentStatusStopped, "Service deployment stopped because an alarm went off: "+name+".", x.now)
	r.stopped = x.now
}

// back rolls a deployment back, or ends it where there is nothing to go back to.
func (x *breaker) back(r *release, reason string) {
	if r.service.good != nil {
		x.rollBack(r, reason, "ECS deployment rolling back to deploymentId %s.")
		return
	}
	x.give(r.service, r.service.deployments[0], "ECS deployment stopped.")
	r.end(ecs.ServiceDeploymentStatusStopped, strings.Replace(reason, "rolled back", "stopped", 1), x.now)
	r.stopped = x.now
}

// find are the alarms that are asked for.
func (x *bells) find(in *cloudwatch.DescribeAlarmsInput) (found []types.MetricAlarm) {
	if len(in.AlarmTypes) > 0 && !slices.Contains(in.AlarmTypes, types.AlarmTypeMetricAlarm) {
		return nil
	}
	for _, b := range x.all {
		v := x.view(b)
		if (len(in.AlarmNames) == 0 || slices.Contains(in.AlarmNames, b.name)) && strings.HasPrefix(b.name, value(in.AlarmNamePrefix)) &&
			(in.StateValue == "" || v.StateValue == in.StateValue) {
			found = append(found, v)
		}
	}
	return found
}

func (x *bells) view(b *bell) types.MetricAlarm {
	v := types.MetricAlarm{
		AlarmName: new(b.name), AlarmArn: new(x.alarm(b.name)), Namespace: new("AWS/ApplicationELB"), MetricName: new("HTTPCode_Target_5XX_Count"),
		ActionsEnabled: new(true), AlarmActions: []string{}, OKActions: []string{}, InsufficientDataActions: []string{},
		Statistic: types.StatisticSum, Period: new(int32(60)), EvaluationPeriods: new(int32(1)), Threshold: new(10.0),
		ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold, Dimensions: []types.Dimension{}, StateValue: types.StateValueOk,
		StateReason:                        new("Threshold Crossed: 1 datapoint [0.0] was not greater than the threshold (10.0)."),
		AlarmConfigurationUpdatedTimestamp: moment(b.created), StateUpdatedTimestamp: moment(either(b.changed, b.created)),
	}
	if b.on {
		v.StateValue, v.StateReason = types.StateValueAlarm, new("Threshold Crossed: 1 datapoint [31.0] was greater than the threshold (10.0).")
	}
	return v
}
