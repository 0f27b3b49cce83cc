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
	_, err := client.DescribeScalableTargets(t.Context(), &applicationautoscaling.DescribeScalableTargetsInput{
		ServiceNamespace: types.ServiceNamespaceEcs, MaxResults: awssdk.Int32(99)})
	wantCode(t, err, "InvalidParameterException", "MaxResults")
}
