package aws

import (
	"bytes"
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go/middleware"

	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/clean"
)

// documentReader reads things as the documents that AWS answers.
type documentReader struct {
	*caller
	ecs *ecs.Client
}

// Describe fetches the raw description; secrets says not to mask.
func (c *documentReader) Describe(ctx context.Context, r Ref, secrets bool) (Document, error) {
	var raw bytes.Buffer
	op := Op("", of("describe "+string(r.Thing)+" "+clean.Text(plain.Short(r.ID)), r.Cluster))
	list, trouble := c.ask(ctx, &op, r, func(o *ecs.Options) {
		o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error {
			return s.Deserialize.Add(capture{"description", &raw}, middleware.After)
		})
	})
	if trouble != nil && KindOf(trouble) != Server {
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
		return Document{}, absent(op, fmt.Sprintf("no such %s", r.Thing))
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
func (c *documentReader) ask(ctx context.Context, op *operation, r Ref, raw func(*ecs.Options)) (member string, err error) {
	cluster, ids := plain.Optional(r.Cluster), []string{r.ID}
	switch r.Thing {
	case ClusterThing:
		op.action = "DescribeClusters"
		_, err = read(ctx, c.caller, *op, c.ecs.DescribeClusters, &ecs.DescribeClustersInput{Clusters: ids, Include: types.ClusterField("").Values()}, raw)
		return "clusters", err
	case ServiceThing:
		op.action = "DescribeServices"
		_, err = read(ctx, c.caller, *op, c.ecs.DescribeServices, &ecs.DescribeServicesInput{Cluster: cluster, Services: ids,
			Include: []types.ServiceField{types.ServiceFieldTags}}, raw)
		return "services", err
	case TaskThing:
		op.action = "DescribeTasks"
		_, err = read(ctx, c.caller, *op, c.ecs.DescribeTasks, &ecs.DescribeTasksInput{Cluster: cluster, Tasks: ids,
			Include: []types.TaskField{types.TaskFieldTags}}, raw)
		return "tasks", err
	case RevisionThing:
		op.action = "DescribeTaskDefinition"
		_, err = read(ctx, c.caller, *op, c.ecs.DescribeTaskDefinition, &ecs.DescribeTaskDefinitionInput{TaskDefinition: &r.ID,
			Include: []types.TaskDefinitionField{types.TaskDefinitionFieldTags}}, raw)
		return "taskDefinition", err
	case InstanceThing:
		op.action = "DescribeContainerInstances"
		_, err = read(ctx, c.caller, *op, c.ecs.DescribeContainerInstances, &ecs.DescribeContainerInstancesInput{Cluster: cluster, ContainerInstances: ids,
			Include: types.ContainerInstanceField("").Values()}, raw)
		return "containerInstances", err
	case DeploymentThing:
		op.action = "DescribeServiceDeployments"
		_, err = read(ctx, c.caller, *op, c.ecs.DescribeServiceDeployments, &ecs.DescribeServiceDeploymentsInput{ServiceDeploymentArns: ids}, raw)
		return "serviceDeployments", err
	}
	return "", NewError(Invalid, op.words, "", fmt.Errorf("%q has no description", r.Thing))
}
