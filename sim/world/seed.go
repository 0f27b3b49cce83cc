package world

import (
	"strings"
	"sync"
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

// InstanceSeed describes container instances that join a cluster.
type InstanceSeed struct {
	Cluster          string // created when missing
	Count            int
	Type             string // e.g. m5.large, the default
	CPU, Memory      int32  // units and MiB; default 2048 and 7680
	CapacityProvider string // default none
	Age              time.Duration
}

// Seeds make an account that has been there for a while.
type Seeds struct {
	lock        sync.Locker
	services    *seeder
	definitions *registry
	fleet       *fleet
	providers   *providers
	clusters    *directory
	scaling     *scaling
}

// SeedService creates a service that is already in its steady state: its tasks RUNNING, its deployment COMPLETED, its
// events and service deployments written. It validates as CreateService does, creates the cluster when it is missing,
// and costs well under a tenth of a millisecond for a few tasks. It returns the service's ARN.
func (s Seeds) SeedService(in *ecs.CreateServiceInput, past Past) (string, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.services.seed(arrive(s.lock, in), past)
}

// SeedRevisions registers n revisions of a family, the newest now and each one `every` older than the next. vary may
// change a revision's definition (its image tag, say) before it is stored; nil keeps them all alike. It returns the
// newest revision's ARN.
func (s Seeds) SeedRevisions(in *ecs.RegisterTaskDefinitionInput, n int, every time.Duration,
	vary func(revision int32, in *ecs.RegisterTaskDefinitionInput)) (string, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if m := moving(s.lock); m != nil && vary != nil {
		alter := vary
		vary = func(revision int32, in *ecs.RegisterTaskDefinitionInput) {
			alter(revision, in)
			*in = arrive(s.lock, *in)
		}
	}
	return s.definitions.seed(arrive(s.lock, in), n, every, vary)
}

// SeedInstances registers container instances, spread over the Region's three zones, and returns their ARNs.
func (s Seeds) SeedInstances(in InstanceSeed) ([]string, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.fleet.seed(in)
}

// SeedProvider adds a capacity provider to the account; ARN and status are filled in when empty.
func (s Seeds) SeedProvider(p types.CapacityProvider) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.providers.add(arrive(s.lock, p))
}

// SeedLoad says how much of their CPU and memory, in percent, the tasks of a service (cluster/name) use on average while
// there are as many of them as at its creation; otherwise that is left to the seed. An unknown service is ignored.
func (s Seeds) SeedLoad(service string, cpu, memory float64) {
	s.lock.Lock()
	defer s.lock.Unlock()
	cluster, name, _ := strings.Cut(service, "/")
	if c := s.clusters.named[cluster]; c != nil && c.serviceNamed[name] != nil {
		c.serviceNamed[name].cpu, c.serviceNamed[name].memory = cpu, memory
	}
}

// SeedScalable registers a service (cluster/name) with Application Auto Scaling, which then keeps its desired count
// between least and most, and its CPU at 60 %. The world itself does not scale anything for it: [World.Scale] does.
func (s Seeds) SeedScalable(service string, least, most int32) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.scaling.register(service, least, most, 60)
}

// SeedSchedule has the limits of a registered service (cluster/name) change at times: schedule is at(…), rate(…) or
// cron(…), in the time zone named. They do not come about; the world only tells of them.
func (s Seeds) SeedSchedule(service, name, schedule, zone string, least, most int32) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.scaling.schedule(service, name, schedule, zone, least, most)
}
