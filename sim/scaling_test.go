package sim_test

import (
	"testing"

	awssdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"
	"github.com/ecscope/ecscope/sim"
)

func TestScalableTargets(t *testing.T) {
	t.Parallel()
	s, _ := start(t, sim.Options{Clock: sim.NewManualClock(noon())})
	client := applicationautoscaling.New(applicationautoscaling.Options{Region: "us-east-1", BaseEndpoint: awssdk.String(s.URL()),
		Retryer: awssdk.NopRetryer{}, Credentials: keys(s)})
	ask := func(ids ...string) []types.ScalableTarget {
		var all []types.ScalableTarget
		pages := applicationautoscaling.NewDescribeScalableTargetsPaginator(client, &applicationautoscaling.DescribeScalableTargetsInput{
			ServiceNamespace: types.ServiceNamespaceEcs, ResourceIds: ids, MaxResults: awssdk.Int32(2)})
		for pages.HasMorePages() {
			p, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, p.ScalableTargets...)
		}
		return all
	}
	if one := ask("service/prod/checkout", "service/prod/none"); len(one) != 1 || *one[0].MinCapacity != 2 || *one[0].MaxCapacity != 12 {
		t.Errorf("checkout: %+v", one)
	}
	if all := ask(); len(all) != 6 || *all[5].ResourceId != "service/staging/api" {
		t.Errorf("%d targets", len(all))
	}
	own := &applicationautoscaling.RegisterScalableTargetInput{ServiceNamespace: types.ServiceNamespaceEcs, ResourceId: awssdk.String("service/prod/cart"),
		ScalableDimension: types.ScalableDimensionECSServiceDesiredCount, MinCapacity: awssdk.Int32(1), MaxCapacity: awssdk.Int32(4)}
	if len(ask("service/prod/cart")) != 0 {
		t.Fatal("cart is registered")
	}
	if _, err := client.RegisterScalableTarget(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	own.MinCapacity, own.MaxCapacity = nil, awssdk.Int32(6)
	if _, err := client.RegisterScalableTarget(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	if one := ask("service/prod/cart"); len(one) != 1 || *one[0].MinCapacity != 1 || *one[0].MaxCapacity != 6 {
		t.Errorf("cart: %+v", one)
	}
	policies, err := client.DescribeScalingPolicies(t.Context(), &applicationautoscaling.DescribeScalingPoliciesInput{ServiceNamespace: types.ServiceNamespaceEcs, ResourceId: own.ResourceId})
	if err != nil || len(policies.ScalingPolicies) != 0 {
		t.Errorf("policies of cart: %+v, %v", policies, err)
	}
	forget := &applicationautoscaling.DeregisterScalableTargetInput{ServiceNamespace: own.ServiceNamespace, ResourceId: own.ResourceId, ScalableDimension: own.ScalableDimension}
	if _, err := client.DeregisterScalableTarget(t.Context(), forget); err != nil || len(ask("service/prod/cart")) != 0 {
		t.Errorf("cart is registered still: %v", err)
	}
	_, err = client.DeregisterScalableTarget(t.Context(), forget)
	wantCode(t, err, "ObjectNotFoundException", "service/prod/cart")
	_, err = client.DescribeScalableTargets(t.Context(), &applicationautoscaling.DescribeScalableTargetsInput{
		ServiceNamespace: types.ServiceNamespaceEcs, MaxResults: awssdk.Int32(99)})
	wantCode(t, err, "InvalidParameterException", "MaxResults")
}
