package world

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Past is the history that SeedService invents for a service.
type Past struct {
	Age         time.Duration // since the service was created; zero: 3 days
	Deployed    time.Duration // since the last deployment completed; zero: Age, less a few minutes
	Deployments int           // service deployments recorded, the last one included; zero: 1
}

// SeedService creates a service that is already in its steady state: its tasks RUNNING, its deployment COMPLETED, its
// events and service deployments written. It validates as CreateService does, creates the cluster when it is missing,
// and costs well under a tenth of a millisecond for a few tasks. It returns the service's ARN.
func (w *World) SeedService(in *ecs.CreateServiceInput, past Past) (string, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.seedService(in, past)
}

// SeedRevisions registers n revisions of a family, the newest now and each one `every` older than the next. vary may
// change a revision's definition (its image tag, say) before it is stored; nil keeps them all alike. It returns the
// newest revision's ARN.
func (w *World) SeedRevisions(in *ecs.RegisterTaskDefinitionInput, n int, every time.Duration,
	vary func(revision int32, in *ecs.RegisterTaskDefinitionInput)) (string, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.seedRevisions(in, n, every, vary)
}

// InstanceSeed describes container instances that join a cluster.
type InstanceSeed struct {
	Cluster          string // created when missing
	Count            int
	Type             string // e.g. m5.large, the default
	CPU, Memory      int32  // units and MiB; default 2048 and 7680
	CapacityProvider string // default none
	Age              time.Duration
}

// SeedInstances registers container instances, spread over the Region's three zones, and returns their ARNs.
func (w *World) SeedInstances(in InstanceSeed) ([]string, error) {
	w.lock.Lock()
	defer w.lock.Unlock()
	return w.seedInstances(in)
}

// SeedProvider adds a capacity provider to the account; ARN and status are filled in when empty.
func (w *World) SeedProvider(p types.CapacityProvider) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.seedProvider(p)
}

// SetAgent connects or disconnects the agent of a container instance (ARN or id); no task is placed on an instance
// whose agent is gone. An unknown instance is ignored.
func (w *World) SetAgent(cluster, instance string, connected bool) {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.setAgent(cluster, instance, connected)
}
