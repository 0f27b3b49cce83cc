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

// Named is the error of an operation whose answer has rows without the member that tells one from the other; nil where each has it.
func Named[T any](op Operation, member string, rows []T, name func(T) *string) error {
	for _, r := range rows {
		if n := name(r); n == nil || *n == "" {
			return Lacking(op, member)
		}
	}
	return nil
}

// Whole says what an answer of the SDK lacks of what AWS always sends. AWS sends empty lists, too: where the list itself is
// missing nothing is known, and least of all that there are none.
func Whole(action string, answer any) error {
	v, member := reflect.ValueOf(answer), Needed(action)
	if member == "" || v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return nil
	}
	if f := v.Elem().FieldByName(strings.ToUpper(member[:1]) + member[1:]); f.IsValid() && f.IsNil() {
		return &Incomplete{action, member}
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
