package aws

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling"
	"github.com/aws/aws-sdk-go-v2/service/applicationautoscaling/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// Most rows that one call describes.
const (
	ServicesAtOnce = 10
	ClustersAtOnce = 100
	limitsAtOnce   = 50
)

// Pieces reads parts of lists: the names alone, or some rows again. What it answers is exactly one step of what the
// client's sequences do as a whole.
type Pieces struct{ client *Client }

// PiecesOf reads parts of lists of a client's account.
func PiecesOf(c *Client) Pieces { return Pieces{c} }

// Requests are the calls that the client has made, by action, the most frequent of the last minute first.
func (p Pieces) Requests() []call.Requests { return p.client.Requests() }

// ServiceNames lists the services of a cluster without describing them.
func (p Pieces) ServiceNames(ctx context.Context, cluster string) ([]Service, error) {
	var all []Service
	for at := (&cursor{}); at != nil; {
		rows, next, err := p.client.listServices(ctx, cluster, *at)
		if err != nil {
			return nil, err
		}
		if next != nil && *next == *at {
			return nil, call.NewError(call.Server, call.Of("list services", cluster), "", errors.New("the server sends the same page again"))
		}
		all, at = append(all, rows...), next
	}
	return all, nil
}

// DescribeServices describes services of one cluster in one call, at most ServicesAtOnce. Those that it leaves out are gone.
func (p Pieces) DescribeServices(ctx context.Context, cluster string, rows []Service) ([]Service, error) {
	return p.client.describeServices(ctx, cluster, rows)
}

// DescribeClusters describes clusters in as few calls as possible. Those that it leaves out are gone.
func (p Pieces) DescribeClusters(ctx context.Context, rows []Cluster) ([]Cluster, error) {
	var all []Cluster
	for batch := range slices.Chunk(rows, ClustersAtOnce) {
		found, err := p.client.describeClusters(ctx, batch)
		all = append(all, found...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// Limits reads within which limits auto scaling keeps services of one cluster, and nothing else of it: a call for each fifty.
// The map is by service name; services that are not registered are in it, too, and say so.
func (p Pieces) Limits(ctx context.Context, cluster string, services []string) (map[string]Scaling, error) {
	c, found := p.client, map[string]Scaling{}
	for batch := range slices.Chunk(services, limitsAtOnce) {
		targets, err := c.targets(ctx, call.Of("describe auto scaling", cluster), plain.Each(batch, func(name string) string { return "service/" + cluster + "/" + name }))
		if err != nil {
			return found, err
		}
		for _, name := range batch {
			found[name] = Scaling{Service: clean.Text(name), Cluster: clean.Text(cluster), Seen: c.Stamp()}
		}
		for _, t := range targets {
			name := plain.Short(plain.Text(t.ResourceId))
			if _, asked := found[name]; asked {
				found[name] = limits(t, cluster, name, c.Stamp())
			}
		}
	}
	return found, nil
}

// targets reads what is registered under ids: a call takes up to fifty.
func (c *scalingReader) targets(ctx context.Context, words string, ids []string) ([]types.ScalableTarget, error) {
	out, err := call.Retry(ctx, c.Caller, call.Op("DescribeScalableTargets", words), func(ctx context.Context) (*applicationautoscaling.DescribeScalableTargetsOutput, error) {
		return c.api.DescribeScalableTargets(ctx, &applicationautoscaling.DescribeScalableTargetsInput{
			ServiceNamespace: types.ServiceNamespaceEcs, ScalableDimension: types.ScalableDimensionECSServiceDesiredCount, ResourceIds: ids,
		})
	})
	if err != nil {
		return nil, err
	}
	return out.ScalableTargets, nil
}

func limits(t types.ScalableTarget, cluster, service string, seen time.Time) Scaling {
	s := Scaling{Service: clean.Text(service), Cluster: clean.Text(cluster), Registered: true, Min: plain.Number(t.MinCapacity), Max: plain.Number(t.MaxCapacity), Seen: seen}
	if p := t.SuspendedState; p != nil {
		s.SuspendedIn, s.SuspendedOut = plain.Yes(p.DynamicScalingInSuspended), plain.Yes(p.DynamicScalingOutSuspended)
		s.SuspendedSchedule = plain.Yes(p.ScheduledScalingSuspended)
	}
	return s
}

// LastScaled is what auto scaling did last to the services of all clusters.
func (p Pieces) LastScaled(ctx context.Context) (map[string]ScalingActivity, error) {
	return p.client.LastScaled(ctx)
}
