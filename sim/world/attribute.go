package world

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func (f *fleet) attributes(in *ecs.ListAttributesInput) (*ecs.ListAttributesOutput, error) {
	c, err := f.clusters.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if in.TargetType != types.TargetTypeContainerInstance {
		return nil, invalid("Target type must be container-instance.")
	}
	if in.AttributeValue != nil && in.AttributeName == nil {
		return nil, invalid("An attribute value needs an attribute name.")
	}
	var found []types.Attribute
	keys := map[string]string{}
	for _, i := range c.instances {
		for n, at := range i.attributes() {
			if (in.AttributeName == nil || *in.AttributeName == *at.Name) &&
				(in.AttributeValue == nil || *in.AttributeValue == value(at.Value)) {
				at.TargetId, at.TargetType = new(i.arn), types.TargetTypeContainerInstance
				keys[i.arn+*at.Name] = fmt.Sprintf("%s %02d", ordinal(i.seq), n)
				found = append(found, at)
			}
		}
	}
	page, next, err := list[types.Attribute]{
		query: fmt.Sprint("attributes", c.name(), value(in.AttributeName), value(in.AttributeValue)),
		token: in.NextToken, size: in.MaxResults, def: 100, max: 100, items: found,
		key: func(at types.Attribute) string { return keys[*at.TargetId+*at.Name] },
	}.page()
	if err != nil {
		return nil, err
	}
	return &ecs.ListAttributesOutput{Attributes: append([]types.Attribute{}, page...), NextToken: next}, nil
}
