package aws

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/plain"
)

func tags(list []types.Tag) []Tag {
	return plain.Each(list, func(t types.Tag) Tag { return Tag{plain.Text(t.Key), plain.Text(t.Value)} })
}

func pairs(list []types.KeyValuePair) []Tag {
	return plain.Each(list, func(p types.KeyValuePair) Tag { return Tag{plain.Text(p.Name), plain.Text(p.Value)} })
}

// CapacityShares are the items of a capacity provider strategy.
func CapacityShares(list []types.CapacityProviderStrategyItem) []CapacityShare {
	return plain.Each(list, func(s types.CapacityProviderStrategyItem) CapacityShare {
		return CapacityShare{Provider: plain.Text(s.CapacityProvider), Base: int(s.Base), Weight: int(s.Weight)}
	})
}

// CapacityText is a capacity provider strategy in a line.
func CapacityText(shares []CapacityShare) string {
	var parts []string
	for _, k := range shares {
		parts = append(parts, fmt.Sprintf("%s base %d weight %d", k.Provider, k.Base, k.Weight))
	}
	return strings.Join(parts, ", ")
}
