package aws

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/clean"
)

// documentReader reads things as the documents that AWS answers.
type documentReader struct {
	*call.Caller
	ecs *ecs.Client
}

// Describe fetches the raw description; secrets says not to mask.
func (c *documentReader) Describe(ctx context.Context, r Ref, secrets bool) (Document, error) {
	var raw bytes.Buffer
	op := call.Op("", call.Of("describe "+string(r.Thing)+" "+clean.Text(plain.Short(r.ID)), r.Cluster))
	list, trouble := c.ask(ctx, &op, r, call.Keeping(&raw))
	if trouble != nil && call.KindOf(trouble) != call.Server {
		return Document{}, trouble
	}
	answer, err := taskdef.Parse(raw.Bytes())
	if err != nil {
		answer = &taskdef.Node{}
	}
	object := answer.Member(list)
	if object == nil && trouble != nil { // what the SDK cannot read may still be read
		return Document{}, trouble
	}
	if object.List() {
		object = object.Item(0)
	}
	if !object.Object() {
		return Document{}, call.Absent(op, fmt.Sprintf("no such %s", r.Thing))
	}
	object.Put("tags", answer.Member("tags"))
	d := Document{Ref: r}
	if !secrets {
		d.Masked = object.Mask()
	}
	d.Text = object.Text()
	return d, nil
}

// ask makes the call that describes a thing, and names the member of its answer that holds it.
func (c *documentReader) ask(ctx context.Context, op *call.Operation, r Ref, raw func(*ecs.Options)) (member string, err error) {
	cluster, ids := plain.Optional(r.Cluster), []string{r.ID}
	switch r.Thing {
	case ClusterThing:
		op.Action = "DescribeClusters"
		_, err = call.Read(ctx, c.Caller, *op, c.ecs.DescribeClusters, &ecs.DescribeClustersInput{Clusters: ids, Include: types.ClusterField("").Values()}, raw)
		return "clusters", err
	case ServiceThing:
		op.Action = "DescribeServices"
		_, err = call.Read(ctx, c.Caller, *op, c.ecs.DescribeServices, &ecs.DescribeServicesInput{Cluster: cluster, Services: ids,
			Include: []types.ServiceField{types.ServiceFieldTags}}, raw)
		return "services", err
	case TaskThing:
		op.Action = "DescribeTasks"
		_, err = call.Read(ctx, c.Caller, *op, c.ecs.DescribeTasks, &ecs.DescribeTasksInput{Cluster: cluster, Tasks: ids,
			Include: []types.TaskField{types.TaskFieldTags}}, raw)
		return "tasks", err
	case RevisionThing:
		op.Action = "DescribeTaskDefinition"
		_, err = call.Read(ctx, c.Caller, *op, c.ecs.DescribeTaskDefinition, &ecs.DescribeTaskDefinitionInput{TaskDefinition: &r.ID,
			Include: []types.TaskDefinitionField{types.TaskDefinitionFieldTags}}, raw)
		return "taskDefinition", err
	case InstanceThing:
		op.Action = "DescribeContainerInstances"
		_, err = call.Read(ctx, c.Caller, *op, c.ecs.DescribeContainerInstances, &ecs.DescribeContainerInstancesInput{Cluster: cluster, ContainerInstances: ids,
			Include: types.ContainerInstanceField("").Values()}, raw)
		return "containerInstances", err
	case DeploymentThing:
		op.Action = "DescribeServiceDeployments"
		_, err = call.Read(ctx, c.Caller, *op, c.ecs.DescribeServiceDeployments, &ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: ids}, raw)
		return "serviceDeployments", err
	}
	return "", call.NewError(call.Invalid, op.Words, "", fmt.Errorf("%q has no description", r.Thing))
}
