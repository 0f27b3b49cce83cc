package aws

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// Service is one ECS service. While Described is false only ARN, Name and Cluster are known.
type Service struct {
	ARN, Name, Cluster, ClusterARN string
	// Status is ACTIVE, DRAINING or INACTIVE.
	Status                    string
	Desired, Running, Pending int
	// LaunchType is EC2, FARGATE, EXTERNAL or MANAGED_INSTANCES; empty where Capacity is used.
	LaunchType string
	Capacity   []CapacityShare
	// Scheduling is REPLICA or DAEMON.
	Scheduling string
	// Controller is ECS, CODE_DEPLOY or EXTERNAL.
	Controller string
	// Revision is the task definition as family:number, TaskDefinition its ARN; both empty for task-set services without one.
	Revision, TaskDefinition string
	Platform                 string
	Exec                     bool
	Created                  time.Time
	Deployments              []Deployment
	TaskSets                 []TaskSet
	// Events are at most the newest 100, newest first.
	Events        []Event
	LoadBalancers []LoadBalancer
	// Untold are the lists of these that ECS's answer does not have: empty here, they say nothing of what there is.
	Untold []ServiceList
	// Grace is the health check grace period; zero if none.
	Grace     time.Duration
	Network   Network
	Rollout   RolloutConfiguration
	Tags      []Tag
	Described bool
	Seen      time.Time
}

// CapacityShare is one entry of a capacity provider strategy.
type CapacityShare struct {
	Provider     string
	Base, Weight int
}

// LoadBalancer says which container and port of a service a target group (or Classic load balancer) sends traffic to.
type LoadBalancer struct {
	TargetGroup, Name, Container string
	Port                         int
	// Alternate is the target group of the other colour, where ECS itself shifts traffic between two; empty elsewhere.
	Alternate string
}

// Network is the awsvpc configuration of a service.
type Network struct {
	Subnets, SecurityGroups []string
	// PublicIP is ENABLED, DISABLED or empty where the network mode is not awsvpc.
	PublicIP string
}

// RolloutConfiguration is how a service replaces its tasks. Percentages are of the desired count.
type RolloutConfiguration struct {
	// Strategy is ROLLING, BLUE_GREEN, LINEAR or CANARY.
	Strategy          string
	MinHealthy, Max   int
	Breaker, Rollback bool
	Alarms            []string
	// AlarmRollback says that an alarm that goes off rolls back.
	AlarmRollback bool
	BakeTime      time.Duration
	// Step is the percent of a canary's first shift or of each of a linear one's, and StepBake how long it is kept.
	Step     float64
	StepBake time.Duration
	Hooks    []HookRule
}

// Bounds are how many tasks of a desired count a rolling deployment keeps healthy at least, and has at most.
func (o RolloutConfiguration) Bounds(desired int) (least, most int) {
	return (desired*o.MinHealthy + 99) / 100, desired * o.Max / 100
}

// HookRule is a lifecycle hook as it is set up: in which stages it runs. Timeout and Action are a PAUSE's.
type HookRule struct {
	Type, ARN, Action string
	Stages            []string
	Timeout           time.Duration
}

// Primary is the deployment that the service is moving to, and whether there is one.
func (s Service) Primary() (Deployment, bool) {
	for i := range s.Deployments { // a deployment is large, and the first is the one nearly always
		if s.Deployments[i].Status == "PRIMARY" {
			return s.Deployments[i], true
		}
	}
	return Deployment{}, false
}

// serviceReader reads services.
type serviceReader struct {
	*call.Caller
	ecs      *ecs.Client
	clusters *clusterReader
}

// Services yields the services of a cluster, "" being all clusters: names before details, and the details of what first
// names (by ARN, name or cluster/name) before the rest. A service of which no details came although the sequence ended
// well is gone. Clusters and batches that fail do not stop the others; their errors end the sequence.
func (c *serviceReader) Services(ctx context.Context, cluster string, first Wanted) iter.Seq2[[]Service, error] {
	s := listing[Service]{words: "list services", size: 10,
		list:     c.listServices,
		describe: c.describeServices,
		key:      func(r Service) string { return r.ARN },
		complete: func(r Service) bool { return r.Described },
		asked: func(r Service, names map[string]bool) bool {
			_, path, _ := strings.Cut(r.ARN, ":service/")
			return names[r.ARN] || names[r.Name] || names[path]
		},
	}
	return across(ctx, c.clusters, cluster, s, first)
}

// Service reads one service by name or ARN.
func (c *serviceReader) Service(ctx context.Context, cluster, name string) (Service, error) {
	found, err := c.describeServices(ctx, cluster, []Service{{ARN: name, Name: plain.Short(name)}})
	if err != nil || len(found) > 0 {
		return append(found, Service{})[0], err
	}
	return Service{}, call.Absent(call.Op("DescribeServices", call.Of("describe service "+clean.Text(plain.Short(name)), cluster)), "no such service")
}

func (c *serviceReader) listServices(ctx context.Context, cluster string, at cursor) ([]Service, *cursor, error) {
	most := int32(100)
	out, err := call.Read(ctx, c.Caller, call.Op("ListServices", call.Of("list services", cluster)), c.ecs.ListServices,
		&ecs.ListServicesInput{Cluster: plain.Optional(cluster), MaxResults: &most, NextToken: at.at()})
	if err != nil {
		return nil, nil, err
	}
	return plain.Each(out.ServiceArns, func(arn string) Service {
		arn = clean.Text(arn)
		return Service{ARN: arn, Name: plain.Short(arn), Cluster: plain.InCluster(arn, cluster), Seen: c.Stamp()}
	}), at.next(out.NextToken, 1), nil
}

func (c *serviceReader) describeServices(ctx context.Context, cluster string, rows []Service) ([]Service, error) {
	op := call.Op("DescribeServices", call.Of("describe services", cluster))
	if len(rows) == 1 {
		op.Words = call.Of("describe service "+clean.Text(rows[0].Name), cluster)
	}
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeServices, &ecs.DescribeServicesInput{
		Cluster: plain.Optional(cluster), Services: plain.Each(rows, func(r Service) string { return r.ARN }),
		Include: []types.ServiceField{types.ServiceFieldTags},
	})
	if err != nil {
		return nil, err
	}
	return plain.Each(out.Services, func(s types.Service) Service { return c.ServiceOf(s, cluster) }), call.Failed(op, out.Failures)
}

func (c *serviceReader) ServiceOf(s types.Service, cluster string) Service {
	out := Service{
		ARN: plain.Text(s.ServiceArn), Name: plain.Text(s.ServiceName), ClusterARN: plain.Text(s.ClusterArn), Status: plain.Text(s.Status),
		Desired: int(s.DesiredCount), Running: int(s.RunningCount), Pending: int(s.PendingCount),
		LaunchType: plain.Word(s.LaunchType), Capacity: CapacityShares(s.CapacityProviderStrategy), Scheduling: plain.Word(s.SchedulingStrategy),
		Controller: "ECS", TaskDefinition: plain.Text(s.TaskDefinition), Platform: plain.Text(s.PlatformVersion),
		Exec: s.EnableExecuteCommand, Created: plain.When(s.CreatedAt),
		Deployments: plain.Each(s.Deployments, deployment), TaskSets: plain.Each(s.TaskSets, taskSet),
		LoadBalancers: plain.Each(s.LoadBalancers, loadBalancer), Grace: plain.Seconds(s.HealthCheckGracePeriodSeconds),
		Network: awsvpc(s.NetworkConfiguration), Rollout: rollout(s.DeploymentConfiguration), Tags: tags(s.Tags),
		Described: true, Seen: c.Stamp(),
	}
	if s.DeploymentController != nil && s.DeploymentController.Type != "" {
		out.Controller = plain.Word(s.DeploymentController.Type)
	}
	out.Untold = untold(s, out.Controller)
	out.Name = cmp.Or(out.Name, plain.Short(out.ARN))
	out.Cluster = cmp.Or(plain.Short(out.ClusterARN), plain.InCluster(out.ARN, cluster))
	out.Revision = plain.Short(out.TaskDefinition)
	out.Events = plain.Each(s.Events, func(e types.ServiceEvent) Event {
		text := plain.Text(e.Message)
		return Event{ID: plain.Text(e.Id), Time: plain.When(e.CreatedAt), Message: text, Service: out.Name, Cluster: out.Cluster, Revision: deployedAs(out, deploymentID().FindString(text))}
	})
	slices.SortStableFunc(out.Events, func(a, b Event) int { return b.Time.Compare(a.Time) })
	return out
}

// Unrevised is that a service runs no task definition of its own; nil where it runs one.
func Unrevised(s Service) error {
	if s.TaskDefinition != "" {
		return nil
	}
	return errors.New("service " + s.Cluster + "/" + s.Name + " has no task definition of its own: its task sets have")
}

// deployedAs is the revision of the deployment or task set with an id; empty where the service lists none.
func deployedAs(s Service, id string) string {
	for _, d := range s.Deployments {
		if d.ID == id {
			return d.Revision
		}
	}
	for _, t := range s.TaskSets {
		if t.ID == id {
			return t.Revision
		}
	}
	return ""
}

func loadBalancer(l types.LoadBalancer) LoadBalancer {
	out := LoadBalancer{TargetGroup: plain.Text(l.TargetGroupArn), Name: plain.Text(l.LoadBalancerName), Container: plain.Text(l.ContainerName), Port: plain.Number(l.ContainerPort)}
	if a := l.AdvancedConfiguration; a != nil {
		out.Alternate = plain.Text(a.AlternateTargetGroupArn)
	}
	return out
}

func awsvpc(n *types.NetworkConfiguration) Network {
	if n == nil || n.AwsvpcConfiguration == nil {
		return Network{}
	}
	v := n.AwsvpcConfiguration
	return Network{Subnets: plain.Texts(v.Subnets), SecurityGroups: plain.Texts(v.SecurityGroups), PublicIP: plain.Word(v.AssignPublicIp)}
}

func rollout(d *types.DeploymentConfiguration) RolloutConfiguration {
	if d == nil {
		return RolloutConfiguration{}
	}
	out := RolloutConfiguration{
		Strategy: plain.Word(d.Strategy), MinHealthy: plain.Number(d.MinimumHealthyPercent), Max: plain.Number(d.MaximumPercent),
		BakeTime: time.Duration(plain.Number(d.BakeTimeInMinutes)) * time.Minute,
	}
	if b := d.DeploymentCircuitBreaker; b != nil {
		out.Breaker, out.Rollback = b.Enable, b.Rollback
	}
	if d.Alarms != nil && d.Alarms.Enable {
		out.Alarms, out.AlarmRollback = plain.Texts(d.Alarms.AlarmNames), d.Alarms.Rollback
	}
	if k := d.CanaryConfiguration; k != nil && out.Strategy == "CANARY" {
		out.Step, out.StepBake = plain.Decimal(k.CanaryPercent), time.Duration(plain.Number(k.CanaryBakeTimeInMinutes))*time.Minute
	}
	if l := d.LinearConfiguration; l != nil && out.Strategy == "LINEAR" {
		out.Step, out.StepBake = plain.Decimal(l.StepPercent), time.Duration(plain.Number(l.StepBakeTimeInMinutes))*time.Minute
	}
	out.Hooks = plain.Each(d.LifecycleHooks, hookRule)
	return out
}

// DescribeService reads a service as the SDK has it, and as a value. One of whose deployments or load balancers ECS's answer says nothing
// is an error: who plans a change has to know them.
func (c *serviceReader) DescribeService(ctx context.Context, cluster, name string, include ...types.ServiceField) (Service, types.Service, error) {
	op := call.Op("DescribeServices", call.Of("describe service "+clean.Text(plain.Short(name)), cluster))
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeServices, &ecs.DescribeServicesInput{Cluster: plain.Optional(cluster), Services: []string{name}, Include: include})
	if err != nil {
		return Service{}, types.Service{}, err
	}
	if err := call.Failed(op, out.Failures); err != nil {
		return Service{}, types.Service{}, err
	}
	if len(out.Services) == 0 {
		return Service{}, types.Service{}, call.Absent(op, "no such service")
	}
	s := c.ServiceOf(out.Services[0], cluster)
	return s, out.Services[0], cmp.Or(s.Lacks(DeploymentList), s.Lacks(LoadBalancerList))
}
