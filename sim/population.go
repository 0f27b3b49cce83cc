package sim

import (
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/world"
)

// Population is an account made to measure, for tests. Everything in it is
// healthy and stays as it is.
type Population struct {
	Clusters           int // default 1: "cluster-1", "cluster-2", …
	ServicesPerCluster int // "service-0001", "service-0002", …
	TasksPerService    int32
	Revisions          int      // of each service's family, default 1; all clusters share the families
	Instances          int      // container instances in each cluster
	Prefix             string   // of service names, default "service"; padded to 255 characters if Long
	Long               bool     // every service name has 255 characters
	Exec               bool     // ECS Exec is on
	Key                string   // KMS key that sessions are encrypted with
	ReadOnly           bool     // root file systems are read-only, so that ECS Exec cannot work
	Sidecars           []string // of each task: envoy, datadog, router
	Hostile            bool     // wide characters in names, escape sequences and bidi controls in every text
}

// Accounts are the names that Options.Account takes.
func Accounts() []string { return []string{"demo", "empty", "one", "large", "hostile"} }

// populations are the accounts that are nothing but a Population.
func populations(name string) (Population, bool) {
	switch name {
	case "empty":
		return Population{Clusters: -1}, true
	case "one":
		return Population{}, true
	case "large":
		return Population{Clusters: 20, ServicesPerCluster: 250, TasksPerService: 2, Revisions: 5}, true
	case "hostile":
		return Population{Clusters: 3, ServicesPerCluster: 12, TasksPerService: 3, Revisions: 4, Hostile: true, Exec: true}, true
	}
	return Population{}, false
}

// populate fills the world.
func (p Population) populate(w *world.World) error {
	if p.Clusters == 0 {
		p.Clusters = 1
	}
	for c := 1; c <= p.Clusters; c++ {
		cluster := fmt.Sprintf("cluster-%d", c)
		if p.Hostile {
			cluster = fmt.Sprintf("%scluster-%d", hostileMark, c)
		}
		if err := createCluster(w, cluster, p.Key); err != nil {
			return err
		}
		if p.Instances > 0 {
			if _, err := w.SeedInstances(world.InstanceSeed{Cluster: cluster, Count: p.Instances, Age: 240 * time.Hour}); err != nil {
				return fmt.Errorf("instances of %s: %w", cluster, err)
			}
		}
		for n := 1; n <= p.ServicesPerCluster; n++ {
			if err := p.service(w, cluster, n, c == 1); err != nil {
				return fmt.Errorf("service %d of %s: %w", n, cluster, err)
			}
		}
	}
	return nil
}

// service seeds the nth service of a cluster; the first cluster's registers
// the family.
func (p Population) service(w *world.World, cluster string, n int, register bool) error {
	b := blueprint.Service{
		Cluster: cluster, Name: p.name(n), Desired: p.TasksPerService, Revisions: p.Revisions,
		Env: map[string]string{"FEATURE_A": "1", "FEATURE_B": "1", "LOG_LEVEL": "info"}, Tags: map[string]string{"team": "red"},
		Exec: p.Exec, ReadOnly: p.ReadOnly, Sidecars: p.Sidecars,
	}
	if register {
		return b.Seed(w)
	}
	_, err := w.SeedService(b.Create(b.Name), world.Past{})
	return err
}

func (p Population) name(n int) string {
	prefix := p.Prefix
	if prefix == "" {
		prefix = "service"
	}
	name := fmt.Sprintf("%s-%04d", prefix, n)
	if p.Hostile {
		name = hostileMark + name
	}
	if p.Long {
		name = strings.Repeat("x", 255-len(name)) + name
	}
	return name
}
