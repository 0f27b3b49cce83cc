package call

import (
	"reflect"
	"strings"
)

// Incomplete is an answer without the member that AWS always sends.
type Incomplete struct{ Action, Member string }

func (i *Incomplete) Error() string { return "the answer to " + i.Action + " has no " + i.Member }

// Lacking is the error of an operation whose answer has no such member.
func Lacking(op Operation, member string) error {
	return NewError(Server, op.Words, "", &Incomplete{op.Action, member})
}

// Whole says what an answer of the SDK lacks of what AWS always sends. AWS sends empty lists, too: where the list itself is
// missing nothing is known, and least of all that there are none. Of a row without what tells it from the others, or by which it is
// judged, nothing can be said either.
func Whole(action string, answer any) error {
	v, member := reflect.ValueOf(answer), Needed(action)
	if member == "" || v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return nil
	}
	f := v.Elem().FieldByName(upper(member))
	switch {
	case !f.IsValid():
		return nil
	case f.IsNil():
		return &Incomplete{action, member}
	case f.Kind() != reflect.Slice:
		return nil
	}
	for _, path := range rows(action) {
		names := strings.Split(path, ".")
		for i := range f.Len() {
			if !has(f.Index(i), names) {
				return &Incomplete{action, path}
			}
		}
	}
	return nil
}

func upper(member string) string { return strings.ToUpper(member[:1]) + member[1:] }

// has says that a row has a member, which may be one of its members' own, or of each row of its own lists. Only a message may be empty.
func has(row reflect.Value, names []string) bool {
	if row.Kind() == reflect.Pointer {
		if row.IsNil() {
			return false
		}
		row = row.Elem()
	}
	switch {
	case len(names) > 0 && row.Kind() == reflect.Slice:
		for i := range row.Len() {
			if !has(row.Index(i), names) {
				return false
			}
		}
		return true
	case len(names) > 0:
		inner := row.FieldByName(upper(names[0]))
		return names[0] == "message" && !inner.IsNil() || names[0] != "message" && has(inner, names[1:])
	case row.Kind() == reflect.String:
		return row.Len() > 0
	case row.Kind() == reflect.Slice:
		return !row.IsNil()
	}
	return true
}

// rows are the members that AWS sends with each row of the list that an action needs, as AWS spells them.
func rows(action string) []string {
	switch action {
	case "DescribeTasks":
		return []string{"taskArn"}
	case "DescribeTargetGroups":
		return []string{"TargetGroupArn"}
	case "DescribeTargetHealth":
		return []string{"Target.Id"}
	case "DescribeScalableTargets":
		return []string{"ResourceId", "MinCapacity", "MaxCapacity"}
	case "DescribeScalingActivities":
		return []string{"ResourceId", "StartTime", "StatusCode", "NotScaledReasons.Code"}
	case "GetMetricData":
		return []string{"Id", "StatusCode", "Timestamps", "Values"}
	case "DescribeLogGroups":
		return []string{"logGroupName"}
	case "FilterLogEvents":
		return []string{"logStreamName", "timestamp", "message"}
	case "GetLogEvents":
		return []string{"timestamp", "message"}
	}
	return nil
}

// Needed is the member that AWS's answer to an action always carries, as AWS spells it; empty where there is none, or where
// the caller looks for it.
func Needed(action string) string {
	switch action {
	case "ListClusters":
		return "clusterArns"
	case "DescribeClusters":
		return "clusters"
	case "ListServices":
		return "serviceArns"
	case "DescribeServices":
		return "services"
	case "UpdateService":
		return "service"
	case "ListTasks":
		return "taskArns"
	case "DescribeTasks":
		return "tasks"
	case "StopTask":
		return "task"
	case "GetTaskProtection", "UpdateTaskProtection":
		return "protectedTasks"
	case "UpdateContainerInstancesState":
		return "containerInstances"
	case "RunTask":
		return "tasks"
	case "ListContainerInstances":
		return "containerInstanceArns"
	case "DescribeContainerInstances":
		return "containerInstances"
	case "ListTaskDefinitionFamilies":
		return "families"
	case "ListTaskDefinitions":
		return "taskDefinitionArns"
	case "DescribeTaskDefinition", "RegisterTaskDefinition":
		return "taskDefinition"
	case "ListServiceDeployments", "DescribeServiceDeployments":
		return "serviceDeployments"
	case "StopServiceDeployment", "ContinueServiceDeployment":
		return "serviceDeploymentArn"
	case "DescribeServiceRevisions":
		return "serviceRevisions"
	case "GetCallerIdentity":
		return "Account"
	}
	return beside(action)
}

// beside is needed for what is read beside ECS.
func beside(action string) string {
	switch action {
	case "DescribeTargetGroups":
		return "TargetGroups"
	case "DescribeTargetGroupAttributes":
		return "Attributes"
	case "DescribeTargetHealth":
		return "TargetHealthDescriptions"
	case "DescribeScalableTargets":
		return "ScalableTargets"
	case "DescribeScalingActivities":
		return "ScalingActivities"
	case "DescribeScalingPolicies":
		return "ScalingPolicies"
	case "DescribeScheduledActions":
		return "ScheduledActions"
	case "GetMetricData":
		return "MetricDataResults"
	case "DescribeLogGroups":
		return "logGroups"
	case "DescribeLogStreams":
		return "logStreams"
	case "FilterLogEvents", "GetLogEvents":
		return "events"
	case "StartQuery":
		return "queryId"
	case "GetQueryResults":
		return "results"
	case "GenerateDataKey":
		return "CiphertextBlob"
	case "DescribeRule":
		return "Name"
	case "ListRules":
		return "Rules"
	case "ListRuleNamesByTarget":
		return "RuleNames"
	case "ListTargetsByRule":
		return "Targets"
	case "ListSchedules":
		return "Schedules"
	case "GetSchedule":
		return "ScheduleExpression"
	case "UpdateSchedule":
		return "ScheduleArn"
	}
	return ""
}
