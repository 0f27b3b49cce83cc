package world

import (
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// cluster is a cluster and what lives in it, each in the order of creation.
type cluster struct {
	data      types.Cluster // name, ARN, status, settings, configuration, providers
	tags      []types.Tag
	seq       uint64
	services  []*service
	tasks     []*task
	instances []*instance

	serviceNamed map[string]*service
	taskNamed    map[string]*task // by id
}

func (c *cluster) name() string { return *c.data.ClusterName }

// directory knows the clusters, and finds what is in them.
type directory struct {
	origin
	*timeline
	providers *providers
	named     map[string]*cluster
	order     []*cluster // of creation
}

// active finds an ACTIVE cluster by name or ARN; nil means "default".
func (d *directory) active(ref *string) (*cluster, error) {
	c := d.find(ref)
	if c == nil {
		return nil, fault("ClusterNotFoundException", "Cluster not found.")
	}
	if *c.data.Status != "ACTIVE" {
		return nil, fault("ClusterNotFoundException", "The referenced cluster was inactive.")
	}
	return c, nil
}

func (d *directory) find(ref *string) *cluster {
	name := either(value(ref), "default")
	c := d.named[tail(name)]
	if c == nil || name != c.name() && name != *c.data.ClusterArn {
		return nil
	}
	return c
}

func (d *directory) create(in *ecs.CreateClusterInput) (*ecs.CreateClusterOutput, error) {
	name := either(value(in.ClusterName), "default")
	if !named(name) {
		return nil, invalid("Invalid identifier: Identifier is for %s. Your input: %s", "CLUSTER", name)
	}
	if err := d.providers.accepted.part("tag", &ecs.RunTaskInput{Tags: in.Tags}); err != nil {
		return nil, err
	}
	providers, err := d.providers.strategy(in.CapacityProviders, in.DefaultCapacityProviderStrategy)
	if err != nil {
		return nil, err
	}
	if err := settable(in.Settings, in.Configuration); err != nil {
		return nil, err
	}
	c := d.named[name]
	if c == nil || *c.data.Status != "ACTIVE" {
		c = d.add(name)
		c.data.CapacityProviders = providers
		c.data.DefaultCapacityProviderStrategy = in.DefaultCapacityProviderStrategy
		c.data.Configuration = in.Configuration
		c.connect(in.ServiceConnectDefaults)
		c.tags = in.Tags
		c.set(in.Settings)
	}
	return &ecs.CreateClusterOutput{Cluster: new(c.view(types.ClusterField("").Values()))}, nil
}

func (d *directory) add(name string) *cluster {
	c := &cluster{
		seq:          d.seq(),
		serviceNamed: map[string]*service{},
		taskNamed:    map[string]*task{},
		data: types.Cluster{
			ClusterName: new(name), ClusterArn: new(d.arn("cluster", name)), Status: new("ACTIVE"),
			Settings: []types.ClusterSetting{{Name: types.ClusterSettingNameContainerInsights, Value: new("disabled")}},
		},
	}
	if old := d.named[name]; old != nil {
		d.order = slices.DeleteFunc(d.order, func(o *cluster) bool { return o == old })
	}
	d.named[name] = c
	d.order = append(d.order, c)
	return c
}

// ensure is the cluster of that name, made if there is none, with Fargate's capacity providers, as the console does.
func (d *directory) ensure(ref *string) *cluster {
	if c := d.find(ref); c != nil && *c.data.Status == "ACTIVE" {
		return c
	}
	c := d.add(tail(either(value(ref), "default")))
	c.data.CapacityProviders = []string{"FARGATE", "FARGATE_SPOT"}
	return c
}

// connect makes a namespace the cluster's default for Service Connect; an empty one takes it back.
func (c *cluster) connect(in *types.ClusterServiceConnectDefaultsRequest) {
	switch {
	case in == nil:
	case value(in.Namespace) == "":
		c.data.ServiceConnectDefaults = nil
	default:
		c.data.ServiceConnectDefaults = &types.ClusterServiceConnectDefaults{Namespace: in.Namespace}
	}
}

func (c *cluster) set(settings []types.ClusterSetting) {
	for _, s := range settings {
		i := slices.IndexFunc(c.data.Settings, func(o types.ClusterSetting) bool { return o.Name == s.Name })
		if i < 0 {
			c.data.Settings = append(c.data.Settings, s)
		} else {
			c.data.Settings[i] = s
		}
	}
}

func (d *directory) remove(in *ecs.DeleteClusterInput) (*ecs.DeleteClusterOutput, error) {
	c, err := d.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	for _, s := range c.services {
		if s.status != "INACTIVE" {
			return nil, fault("ClusterContainsServicesException", "The Cluster cannot be deleted while Services are active.")
		}
	}
	for _, t := range c.tasks {
		if t.status != stopped {
			return nil, fault("ClusterContainsTasksException", "The Cluster cannot be deleted while Tasks are active.")
		}
	}
	if len(c.instances) > 0 {
		return nil, fault("ClusterContainsContainerInstancesException",
			"The Cluster cannot be deleted while Container Instances are active or draining.")
	}
	if d.providers.belongTo(c.name()) { // https://github.com/ekristen/aws-nuke/issues/990
		return nil, refused("The Cluster cannot be deleted while Cluster Scoped Capacity Providers are attached to the cluster.")
	}
	c.data.Status = new("INACTIVE")
	return &ecs.DeleteClusterOutput{Cluster: new(c.view(nil))}, nil
}

func (d *directory) update(in *ecs.UpdateClusterInput) (*ecs.UpdateClusterOutput, error) {
	c, err := d.active(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := settable(in.Settings, in.Configuration); err != nil {
		return nil, err
	}
	c.set(in.Settings)
	if in.Configuration != nil {
		c.data.Configuration = in.Configuration
	}
	c.connect(in.ServiceConnectDefaults)
	return &ecs.UpdateClusterOutput{Cluster: new(c.view(types.ClusterField("").Values()))}, nil
}

func (d *directory) updateSettings(in *ecs.UpdateClusterSettingsInput) (*ecs.UpdateClusterSettingsOutput, error) {
	if len(in.Settings) == 0 {
		return nil, invalid("Settings cannot be empty.")
	}
	out, err := d.update(&ecs.UpdateClusterInput{Cluster: in.Cluster, Settings: in.Settings})
	if err != nil {
		return nil, err
	}
	return &ecs.UpdateClusterSettingsOutput{Cluster: out.Cluster}, nil
}

func (d *directory) list(in *ecs.ListClustersInput) (*ecs.ListClustersOutput, error) {
	var active []*cluster
	for _, c := range d.order {
		if *c.data.Status == "ACTIVE" {
			active = append(active, c)
		}
	}
	page, next, err := list[*cluster]{
		query: "clusters", token: in.NextToken, size: in.MaxResults, def: 100, max: 100,
		items: active, key: func(c *cluster) string { return ordinal(c.seq) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListClustersOutput{ClusterArns: []string{}, NextToken: next}
	for _, c := range page {
		out.ClusterArns = append(out.ClusterArns, *c.data.ClusterArn)
	}
	return out, nil
}

func (d *directory) describe(in *ecs.DescribeClustersInput) (*ecs.DescribeClustersOutput, error) {
	if len(in.Clusters) == 0 {
		in.Clusters = []string{"default"}
	}
	if len(in.Clusters) > 100 {
		return nil, invalid("Clusters cannot have more than 100 items.")
	}
	out := &ecs.DescribeClustersOutput{Clusters: []types.Cluster{}, Failures: []types.Failure{}}
	for _, ref := range in.Clusters {
		if c := d.find(&ref); c != nil {
			out.Clusters = append(out.Clusters, c.view(in.Include))
		} else {
			name := tail(ref)
			out.Failures = append(out.Failures, missing(d.arn("cluster", name)))
		}
	}
	return out, nil
}

func missing(arn string) types.Failure { return types.Failure{Arn: &arn, Reason: new("MISSING")} }

func (c *cluster) view(include []types.ClusterField) types.Cluster {
	v := clone(c.data)
	if !slices.Contains(include, types.ClusterFieldSettings) {
		v.Settings = []types.ClusterSetting{}
	}
	if !slices.Contains(include, types.ClusterFieldConfigurations) {
		v.Configuration = nil
	}
	v.Tags = []types.Tag{}
	if slices.Contains(include, types.ClusterFieldTags) {
		v.Tags = append(v.Tags, clone(c.tags)...)
	}
	n := c.census()
	v.ActiveServicesCount = n["activeEC2ServiceCount"] + n["activeFargateServiceCount"]
	v.RunningTasksCount = n["runningEC2TasksCount"] + n["runningFargateTasksCount"]
	v.PendingTasksCount = n["pendingEC2TasksCount"] + n["pendingFargateTasksCount"]
	v.RegisteredContainerInstancesCount = int32(len(c.instances))
	v.Statistics = []types.KeyValuePair{}
	if slices.Contains(include, types.ClusterFieldStatistics) {
		for _, k := range []string{"runningEC2TasksCount", "runningFargateTasksCount", "pendingEC2TasksCount",
			"pendingFargateTasksCount", "activeEC2ServiceCount", "activeFargateServiceCount",
			"drainingEC2ServiceCount", "drainingFargateServiceCount"} {
			v.Statistics = append(v.Statistics, types.KeyValuePair{Name: new(k), Value: new(strconv.Itoa(int(n[k])))})
		}
	}
	return v
}

// census counts tasks and services under the names of a cluster's statistics.
func (c *cluster) census() map[string]int32 {
	n := map[string]int32{}
	for _, t := range c.tasks {
		where := "FargateTasksCount"
		if t.instance != nil {
			where = "EC2TasksCount"
		}
		switch {
		case t.status == running:
			n["running"+where]++
		case t.pending():
			n["pending"+where]++
		}
	}
	for _, s := range c.services {
		where := "FargateServiceCount"
		if s.spec.onInstances() {
			where = "EC2ServiceCount"
		}
		switch s.status {
		case "ACTIVE":
			n["active"+where]++
		case "DRAINING":
			n["draining"+where]++
		}
	}
	return n
}

// uses reports whether a task, or a service that is not gone, is of a task definition.
func (d *directory) uses(def *definition) bool {
	return slices.ContainsFunc(d.order, func(c *cluster) bool {
		return slices.ContainsFunc(c.tasks, func(t *task) bool { return t.def == def }) ||
			slices.ContainsFunc(c.services, func(s *service) bool { return s.status != "INACTIVE" && s.spec.def == def })
	})
}
