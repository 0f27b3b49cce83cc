package world

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// register takes a container instance in, or one that it knows back.
func (f *fleet) register(in *ecs.RegisterContainerInstanceInput) (*ecs.RegisterContainerInstanceOutput, error) {
	c, err := f.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	i := c.instance(value(in.ContainerInstanceArn))
	switch {
	case i != nil:
		i.agent, i.version = true, i.version+1
	case in.ContainerInstanceArn != nil:
		return nil, invalid("The referenced container instance was not found.")
	default:
		i = f.join(c, in)
	}
	if in.Attributes != nil {
		i.custom = in.Attributes
	}
	f.relieve(c)
	return &ecs.RegisterContainerInstanceOutput{ContainerInstance: new(i.view([]types.ContainerInstanceField{types.ContainerInstanceFieldTags}))}, nil
}

// image is the AMI of the account's container instances.
const image = "ami-0a1b2c3d4e5f60718"

// join adds a container instance to a cluster: what its identity document says of it, and what it has.
func (f *fleet) join(c *cluster, in *ecs.RegisterContainerInstanceInput) *instance {
	var identity struct{ InstanceID, InstanceType, AvailabilityZone, ImageID string }
	_ = json.Unmarshal([]byte(value(in.InstanceIdentityDocument)), &identity) // what it does not say is made up
	id := f.hex(32)
	host := machine{either(identity.InstanceID, "i-0"+f.hex(16)), either(identity.InstanceType, "m5.large"),
		either(identity.AvailabilityZone, f.region+string(rune('a'+len(c.instances)%3))), either(identity.ImageID, image)}
	i := &instance{seq: f.seq(), id: id, arn: f.arn("container-instance", c.name(), id), machine: host, cluster: c, status: "ACTIVE", agent: true, room: room{2048, 7680}, registered: f.now, version: 1, tags: in.Tags}
	for _, r := range in.TotalResources {
		switch value(r.Name) {
		case "CPU":
			i.cpu = r.IntegerValue
		case "MEMORY":
			i.ram = r.IntegerValue
		}
	}
	c.instances = append(c.instances, i)
	return i
}

// deregister takes a container instance out of its cluster; with force also one that has tasks, which ECS then knows no more of.
func (f *fleet) deregister(in *ecs.DeregisterContainerInstanceInput) (*ecs.DeregisterContainerInstanceOutput, error) {
	c, err := f.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	i := c.instance(value(in.ContainerInstance))
	if i == nil {
		return nil, invalid("The referenced container instance was not found.")
	}
	if len(i.tasks) > 0 && !value(in.Force) {
		return nil, invalid("Found running tasks on the instance.")
	}
	c.instances = slices.DeleteFunc(c.instances, func(o *instance) bool { return o == i })
	i.status, i.agent, i.version = "INACTIVE", false, i.version+1
	for _, t := range slices.Clone(i.tasks) {
		f.stopper.lose(t, "Container instance deregistration forced by user.")
	}
	f.relieve(c)
	return &ecs.DeregisterContainerInstanceOutput{ContainerInstance: new(i.view(nil))}, nil
}

// targets finds the container instance that each attribute is of.
func (f *fleet) targets(cluster *string, attributes []types.Attribute) ([]*instance, error) {
	c, err := f.clusters.active(cluster)
	if err != nil {
		return nil, err
	}
	if n := len(attributes); n < 1 || n > 10 {
		return nil, invalid("Attributes must have 1 to 10 items. (the simulator's wording)")
	}
	var all []*instance
	for _, a := range attributes {
		if value(a.Name) == "" {
			return nil, invalid("Attribute name cannot be empty.")
		}
		if !attributable(*a.Name, "") || !attributable(value(a.Value), "@: ") {
			return nil, invalid("The attribute %s has a name or a value that is too long or has a character that isn't allowed. (the simulator's wording)", *a.Name)
		}
		i := c.instance(value(a.TargetId))
		if i == nil {
			return nil, fault("TargetNotFoundException", "The specified target %s was not found. (the simulator's wording)", value(a.TargetId))
		}
		all = append(all, i)
	}
	return all, nil
}

// attributable says whether the API reference allows a name, or with more characters a value, of an attribute.
func attributable(s, more string) bool {
	return len(s) <= 128 && strings.IndexFunc(s, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(`-_./\`+more, r)
	}) < 0
}

// put sets attributes of container instances.
func (f *fleet) put(in *ecs.PutAttributesInput) (*ecs.PutAttributesOutput, error) {
	of, err := f.targets(in.Cluster, in.Attributes)
	if err != nil {
		return nil, err
	}
	out := &ecs.PutAttributesOutput{}
	for n, i := range of {
		a := in.Attributes[n]
		i.custom = append(without(i.custom, a), types.Attribute{Name: a.Name, Value: a.Value})
		a.TargetId, a.TargetType = new(i.arn), types.TargetTypeContainerInstance
		out.Attributes = append(out.Attributes, a)
	}
	return out, nil
}

// drop takes attributes of container instances away.
func (f *fleet) drop(in *ecs.DeleteAttributesInput) (*ecs.DeleteAttributesOutput, error) {
	of, err := f.targets(in.Cluster, in.Attributes)
	if err != nil {
		return nil, err
	}
	out := &ecs.DeleteAttributesOutput{Attributes: []types.Attribute{}}
	for n, i := range of {
		a := in.Attributes[n]
		left := without(i.custom, a)
		if len(left) < len(i.custom) {
			a.TargetId, a.TargetType = new(i.arn), types.TargetTypeContainerInstance
			out.Attributes = append(out.Attributes, a)
		}
		i.custom = left
	}
	return out, nil
}

// without leaves out the attribute of that name.
func without(all []types.Attribute, a types.Attribute) []types.Attribute {
	return slices.DeleteFunc(slices.Clone(all), func(o types.Attribute) bool { return value(o.Name) == *a.Name })
}
