package world

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// How many minutes in a row an alarm of target tracking takes, and how far back its last change is looked for.
const (
	highMinutes = 3
	lowMinutes  = 15
	alarmMemory = 3 * time.Hour
)

// alarm is one of the two alarms that a scaling policy keeps: high asks for more tasks, low for fewer.
type alarm struct {
	scaler *scaler
	high   bool
}

func (m alarm) name() string {
	if m.high {
		return m.scaler.alarm("AlarmHigh")
	}
	return m.scaler.alarm("AlarmLow")
}

// rule is when the alarm goes off: for how many minutes the CPU is above or below what.
func (m alarm) rule() (minutes int, threshold float64) {
	if m.high {
		return highMinutes, m.scaler.cpu()
	}
	return lowMinutes, m.scaler.cpu() * 0.9
}

// alarms answer the calls about alarms.
type alarms struct {
	origin
	*gauge
	scaling *scaling
	bells   *bells
}

func (x *alarms) describe(in *cloudwatch.DescribeAlarmsInput) (*cloudwatch.DescribeAlarmsOutput, error) {
	var found []types.MetricAlarm
	for _, s := range x.scaling.scalers {
		if s.cpu() == 0 {
			continue
		}
		for _, m := range []alarm{{s, true}, {s, false}} {
			if len(in.AlarmNames) > 0 && !slices.Contains(in.AlarmNames, m.name()) || !strings.HasPrefix(m.name(), value(in.AlarmNamePrefix)) ||
				len(in.AlarmTypes) > 0 && !slices.Contains(in.AlarmTypes, types.AlarmTypeMetricAlarm) {
				continue
			}
			if v := x.view(m); in.StateValue == "" || v.StateValue == in.StateValue {
				found = append(found, v)
			}
		}
	}
	found = append(found, x.bells.find(in)...)
	slices.SortFunc(found, func(x, y types.MetricAlarm) int { return strings.Compare(*x.AlarmName, *y.AlarmName) })
	page, next, err := list[types.MetricAlarm]{
		query: fmt.Sprint("alarms", in.AlarmNames, value(in.AlarmNamePrefix), in.StateValue), token: in.NextToken, size: in.MaxRecords,
		def: 50, max: 100, items: found, key: func(v types.MetricAlarm) string { return *v.AlarmName },
	}.page()
	if err != nil {
		return nil, err
	}
	return &cloudwatch.DescribeAlarmsOutput{MetricAlarms: append([]types.MetricAlarm{}, page...), CompositeAlarms: []types.CompositeAlarm{}, NextToken: next}, nil
}

func (x *alarms) view(m alarm) types.MetricAlarm {
	minutes, threshold := m.rule()
	v := types.MetricAlarm{
		AlarmName: new(m.name()), AlarmArn: new(x.alarm(m.name())), Namespace: new("AWS/ECS"), MetricName: new("CPUUtilization"),
		AlarmDescription: new("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + x.policy(m.scaler, m.scaler.policy()) + "."),
		ActionsEnabled:   new(true), AlarmActions: []string{x.policy(m.scaler, m.scaler.policy())}, OKActions: []string{}, InsufficientDataActions: []string{},
		Statistic: types.StatisticAverage, Period: new(int32(60)), EvaluationPeriods: new(int32(minutes)), Threshold: new(threshold),
		ComparisonOperator: types.ComparisonOperatorLessThanThreshold, Dimensions: []types.Dimension{}, StateValue: types.StateValueInsufficientData,
		StateReason:                        new("Unchecked: Initial alarm creation"),
		AlarmConfigurationUpdatedTimestamp: clone(m.scaler.target.CreationTime), StateUpdatedTimestamp: clone(m.scaler.target.CreationTime),
	}
	if m.high {
		v.ComparisonOperator = types.ComparisonOperatorGreaterThanThreshold
	}
	s := x.scaling.service(m.scaler)
	if s == nil {
		return v
	}
	v.Dimensions = metric{service: s, name: "CPUUtilization"}.view().Dimensions
	state, reason := x.state(m, s, x.now)
	changed := x.now.Truncate(time.Minute)
	for x.now.Sub(changed) < alarmMemory {
		if before, _ := x.state(m, s, changed.Add(-time.Minute)); before != state {
			break
		}
		changed = changed.Add(-time.Minute)
	}
	v.StateValue, v.StateReason = state, new(reason)
	v.StateUpdatedTimestamp, v.StateTransitionedTimestamp = new(changed), new(changed)
	return v
}

// state is an alarm's state at a moment, and CloudWatch's reason for it.
func (x *alarms) state(m alarm, s *service, at time.Time) (types.StateValue, string) {
	minutes, threshold := m.rule()
	worst, known := 0.0, 0
	beyond := true
	for n := range minutes {
		l, ok := x.over(s, "CPUUtilization", at.Truncate(time.Minute).Add(-time.Duration(n+1)*time.Minute))
		if !ok {
			continue
		}
		if known++; known == 1 {
			worst = l.average
		}
		beyond = beyond && (m.high && l.average > threshold || !m.high && l.average < threshold)
	}
	sign := "less than"
	if m.high {
		sign = "greater than"
	}
	switch {
	case known == 0:
		return types.StateValueInsufficientData, fmt.Sprintf("Insufficient Data: %d datapoints were unknown.", minutes)
	case beyond && known == minutes:
		return types.StateValueAlarm, fmt.Sprintf("Threshold Crossed: %d datapoints were %s the threshold (%.1f). The most recent datapoint: [%.2f].", minutes, sign, threshold, worst)
	}
	return types.StateValueOk, fmt.Sprintf("Threshold Crossed: at least 1 of %d datapoints was not %s the threshold (%.1f). The most recent datapoint: [%.2f].", minutes, sign, threshold, worst)
}
