package call

import "slices"

// Purpose is what a permission is for.
type Purpose string

// The uses: to look; to change services, tasks and instances; to open sessions in containers.
const (
	ToRead    Purpose = "read"
	ToOperate Purpose = "operate"
	ToExec    Purpose = "exec"
)

// Permission is an action of IAM that an operation of the API takes. A policy that allows what is ToRead is enough to look at
// everything; what is ToOperate or ToExec comes on top.
type Permission struct {
	Operation, Action string
	Purpose           Purpose
	// For is what does not work without it.
	For string
}

// Permissions are all that ecscope makes use of. Operations that take no permission, because they carry a token of their own
// or are open to all, are not among them: see WithoutPermission.
func Permissions() []Permission {
	return slices.Concat([]Permission{
		{"ListClusters", "ecs:ListClusters", ToRead, "clusters"},
		{"DescribeClusters", "ecs:DescribeClusters", ToRead, "clusters"},
		{"ListServices", "ecs:ListServices", ToRead, "services"},
		{"DescribeServices", "ecs:DescribeServices", ToRead, "services"},
		{"ListTasks", "ecs:ListTasks", ToRead, "tasks"},
		{"DescribeTasks", "ecs:DescribeTasks", ToRead, "tasks"},
		{"GetTaskProtection", "ecs:GetTaskProtection", ToRead, "task protection"},
		{"ListTaskDefinitions", "ecs:ListTaskDefinitions", ToRead, "revisions"},
		{"ListTaskDefinitionFamilies", "ecs:ListTaskDefinitionFamilies", ToRead, "revisions"},
		{"DescribeTaskDefinition", "ecs:DescribeTaskDefinition", ToRead, "revisions"},
		{"ListServiceDeployments", "ecs:ListServiceDeployments", ToRead, "deployments"},
		{"DescribeServiceDeployments", "ecs:DescribeServiceDeployments", ToRead, "deployments"},
		{"DescribeServiceRevisions", "ecs:DescribeServiceRevisions", ToRead, "deployments"},
		{"ListContainerInstances", "ecs:ListContainerInstances", ToRead, "instances"},
		{"DescribeContainerInstances", "ecs:DescribeContainerInstances", ToRead, "instances"},
		{"DescribeTargetGroups", "elasticloadbalancing:DescribeTargetGroups", ToRead, "targets"},
		{"DescribeTargetGroupAttributes", "elasticloadbalancing:DescribeTargetGroupAttributes", ToRead, "targets"},
		{"DescribeTargetHealth", "elasticloadbalancing:DescribeTargetHealth", ToRead, "targets"},
		{"DescribeScalableTargets", "application-autoscaling:DescribeScalableTargets", ToRead, "scaling"},
		{"DescribeScalingPolicies", "application-autoscaling:DescribeScalingPolicies", ToRead, "scaling"},
		{"DescribeScalingActivities", "application-autoscaling:DescribeScalingActivities", ToRead, "scaling"},
		{"DescribeScheduledActions", "application-autoscaling:DescribeScheduledActions", ToRead, "scaling"},
		{"ListRuleNamesByTarget", "events:ListRuleNamesByTarget", ToRead, "scheduled tasks"},
		{"DescribeRule", "events:DescribeRule", ToRead, "scheduled tasks"},
		{"ListTargetsByRule", "events:ListTargetsByRule", ToRead, "scheduled tasks"},
		{"ListRules", "events:ListRules", ToRead, "scheduled tasks"},
		{"ListSchedules", "scheduler:ListSchedules", ToRead, "scheduled tasks"},
		{"GetSchedule", "scheduler:GetSchedule", ToRead, "scheduled tasks"},
		{"GetMetricData", "cloudwatch:GetMetricData", ToRead, "metrics"},
		{"DescribeLogGroups", "logs:DescribeLogGroups", ToRead, "logs"},
		{"DescribeLogStreams", "logs:DescribeLogStreams", ToRead, "logs"},
		{"FilterLogEvents", "logs:FilterLogEvents", ToRead, "logs"},
		{"GetLogEvents", "logs:GetLogEvents", ToRead, "logs"},
		{"StartQuery", "logs:StartQuery", ToRead, "log queries"},
		{"GetQueryResults", "logs:GetQueryResults", ToRead, "log queries"},
		{"StopQuery", "logs:StopQuery", ToRead, "log queries"},
		{"StartLiveTail", "logs:StartLiveTail", ToRead, "Live Tail"},
	}, changing())
}

// changing are the permissions to change something or to open a session.
func changing() []Permission {
	return []Permission{
		{"UpdateService", "ecs:UpdateService", ToOperate, "redeploy, pin, roll back, scale, configure, ECS Exec on or off"},
		{"StopServiceDeployment", "ecs:StopServiceDeployment", ToOperate, "roll back a deployment in progress"},
		{"ContinueServiceDeployment", "ecs:ContinueServiceDeployment", ToOperate, "continue or roll back a paused deployment"},
		{"StopTask", "ecs:StopTask", ToOperate, "stop a task"},
		{"RunTask", "ecs:RunTask", ToOperate, "run a one-off task"},
		{"RegisterTaskDefinition", "ecs:RegisterTaskDefinition", ToOperate, "register a revision"},
		{"UpdateTaskProtection", "ecs:UpdateTaskProtection", ToOperate, "protect a task"},
		{"UpdateContainerInstancesState", "ecs:UpdateContainerInstancesState", ToOperate, "drain an instance"},
		{"RegisterScalableTarget", "application-autoscaling:RegisterScalableTarget", ToOperate, "auto scaling limits"},
		{"EnableRule", "events:EnableRule", ToOperate, "enable a rule that runs tasks"},
		{"DisableRule", "events:DisableRule", ToOperate, "disable a rule that runs tasks"},
		{"UpdateSchedule", "scheduler:UpdateSchedule", ToOperate, "enable or disable a schedule"},
		{"", "iam:PassRole", ToOperate, "run, register and deploy revisions that name roles; enable or disable a schedule"},
		{"ExecuteCommand", "ecs:ExecuteCommand", ToExec, "a shell, a command, a copy"},
		{"StartSession", "ssm:StartSession", ToExec, "port forwards"},
		{"ResumeSession", "ssm:ResumeSession", ToExec, "resuming a session after a lost connection"},
		{"TerminateSession", "ssm:TerminateSession", ToExec, "ending a session at once"},
		{"GenerateDataKey", "kms:GenerateDataKey", ToExec, "sessions encrypted with a KMS key"},
	}
}

// WithoutPermission are the operations that take no permission: the caller's identity, those of a login, which carry its token, and roles,
// which the role's own policy opens.
func WithoutPermission() []string {
	return []string{"GetCallerIdentity", "CreateToken", "RegisterClient", "StartDeviceAuthorization", "GetRoleCredentials", "AssumeRole",
		"OpenDataChannel"}
}
