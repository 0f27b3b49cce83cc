package aws

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

func tags(list []types.Tag) []Tag {
	return each(list, func(t types.Tag) Tag { return Tag{text(t.Key), text(t.Value)} })
}

func pairs(list []types.KeyValuePair) []Tag {
	return each(list, func(p types.KeyValuePair) Tag { return Tag{text(p.Name), text(p.Value)} })
}

func shares(list []types.CapacityProviderStrategyItem) []CapacityShare {
	return each(list, func(s types.CapacityProviderStrategyItem) CapacityShare {
		return CapacityShare{Provider: text(s.CapacityProvider), Base: int(s.Base), Weight: int(s.Weight)}
	})
}
