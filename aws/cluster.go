package aws

import (
	"context"
	"iter"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
)

// Cluster is one ECS cluster.
type Cluster struct {
	ARN, Name string
	// Status is ACTIVE, PROVISIONING, DEPROVISIONING, FAILED or INACTIVE; empty until described.
	Status                                string
	Services, Running, Pending, Instances int
	CapacityProviders                     []string
	// Insights is the containerInsights setting: disabled, enabled or enhanced; empty if not told.
	Insights string
	Tags     []Tag
	// Described is false while only the name is known.
	Described bool
	// Seen is when the account said this.
	Seen time.Time
}

// Tag is a key and a value the account's owner attached to a resource.
type Tag struct{ Key, Value string }

// clusterReader reads clusters and their container instances.
type clusterReader struct {
	*call.Caller
	ecs *ecs.Client
}

// Clusters yields all clusters, names before details.
func (c *clusterReader) Clusters(ctx context.Context) iter.Seq2[[]Cluster, error] {
	s := listing[Cluster]{words: "list clusters", size: 100,
		list: c.listClusters,
		describe: func(ctx context.Context, _ string, rows []Cluster) ([]Cluster, error) {
			return c.describeClusters(ctx, rows)
		},
		key:      func(r Cluster) string { return r.ARN },
		complete: func(r Cluster) bool { return r.Described },
	}
	return s.pages(ctx, []string{""}, nil)
}

// Cluster reads one cluster by name or ARN.
func (c *clusterReader) Cluster(ctx context.Context, name string) (Cluster, error) {
	op := call.Op("DescribeClusters", "describe cluster "+clean.Text(plain.Short(name)))
	found, err := c.describeClusters(ctx, []Cluster{{ARN: name, Name: plain.Short(name)}})
	if err != nil || len(found) > 0 && found[0].Status != "INACTIVE" {
		return append(found, Cluster{})[0], err
	}
	return Cluster{}, call.Absent(op, "no such cluster")
}

func (c *clusterReader) listClusters(ctx context.Context, _ string, at cursor) ([]Cluster, *cursor, error) {
	out, err := call.Read(ctx, c.Caller, call.Op("ListClusters", "list clusters"), c.ecs.ListClusters, &ecs.ListClustersInput{NextToken: at.at()})
	if err != nil {
		return nil, nil, err
	}
	return plain.Each(out.ClusterArns, func(arn string) Cluster {
		arn = clean.Text(arn)
		return Cluster{ARN: arn, Name: plain.Short(arn), Seen: c.Stamp()}
	}), at.next(out.NextToken, 1), nil
}

func (c *clusterReader) describeClusters(ctx context.Context, rows []Cluster) ([]Cluster, error) {
	op := call.Op("DescribeClusters", "describe clusters")
	if len(rows) == 1 {
		op.Words = "describe cluster " + clean.Text(rows[0].Name)
	}
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeClusters, &ecs.DescribeClustersInput{
		Clusters: plain.Each(rows, func(r Cluster) string { return r.ARN }),
		Include:  []types.ClusterField{types.ClusterFieldSettings, types.ClusterFieldTags},
	})
	if err != nil {
		return nil, err
	}
	return plain.Each(out.Clusters, c.cluster), call.Failed(op, out.Failures)
}

// scopes are the clusters to look into: the one named or, without a name, all of them.
func (c *clusterReader) scopes(ctx context.Context, cluster string) ([]string, error) {
	if cluster != "" {
		return []string{cluster}, nil
	}
	var names []string
	pages := call.Paging{}
	for at := (&cursor{}); at != nil; {
		rows, next, err := c.listClusters(ctx, "", *at)
		if err != nil {
			return nil, err
		}
		if err := next.follow(&pages, "list clusters", len(rows)); err != nil {
			return nil, err
		}
		names, at = append(names, plain.Each(rows, func(r Cluster) string { return r.Name })...), next
	}
	return names, nil
}

// across runs a listing over one cluster or, without a name, over all of them.
func across[T any](ctx context.Context, c *clusterReader, cluster string, s listing[T], first Wanted) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		scopes, err := c.scopes(ctx, cluster)
		if err != nil {
			yield(nil, err)
			return
		}
		s.pages(ctx, scopes, first)(yield)
	}
}

func (c *clusterReader) cluster(k types.Cluster) Cluster {
	out := Cluster{
		ARN: plain.Text(k.ClusterArn), Name: plain.Text(k.ClusterName), Status: plain.Text(k.Status),
		Services: int(k.ActiveServicesCount), Running: int(k.RunningTasksCount), Pending: int(k.PendingTasksCount),
		Instances: int(k.RegisteredContainerInstancesCount), CapacityProviders: plain.Texts(k.CapacityProviders),
		Tags: tags(k.Tags), Described: true, Seen: c.Stamp(),
	}
	if out.Name == "" {
		out.Name = plain.Short(out.ARN)
	}
	for _, s := range k.Settings {
		if s.Name == types.ClusterSettingNameContainerInsights {
			out.Insights = plain.Text(s.Value)
		}
	}
	return out
}
