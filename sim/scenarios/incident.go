package scenarios

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// incident is a scenario on its way into a world.
type incident struct {
	world   *world.World
	faults  *wire.Faults
	start   time.Time // the trigger
	stopped string    // the stoppedReason of tasks that do not start
}

// The revisions that matter: the one that has served well, and the one that
// the trigger deploys.
const (
	good = 41
	bad  = 42
)

// service is the service of the incident before anything happens to it.
func (i incident) service() blueprint.Service {
	return blueprint.Service{
		Cluster: Cluster, Name: Service, Desired: 2, CPU: 256, Memory: 512, Revisions: good, Days: 3, Exec: true, Sidecars: []string{"envoy"},
		Env: map[string]string{"LOG_LEVEL": "info", "PORT": "8080", "FEATURE_X": "on", "UPSTREAM": "http://orders.internal"},
	}
}

// fate decides over the service's tasks of one revision, 0 for all.
func (i incident) fate(revision int32, f world.Fate) {
	i.world.SetFate(world.FateMatch{Cluster: Cluster, Service: Service, Revision: revision}, f)
}

// later changes what fate decided some seconds after the trigger.
func (i incident) later(seconds int, revision int32, f world.Fate) {
	i.at(seconds, func(w *world.World) {
		w.SetFate(world.FateMatch{Cluster: Cluster, Service: Service, Revision: revision}, f)
	})
}

// at plans what happens some seconds after the trigger.
func (i incident) at(seconds int, act func(*world.World)) {
	i.world.At(i.start.Add(time.Duration(seconds)*time.Second), act)
}

// deploy registers the bad revision, with the given image, and updates the
// service to it at the trigger.
func (i incident) deploy(b blueprint.Service, image string) error {
	if _, err := i.world.RegisterTaskDefinition(b.Definition(image)); err != nil {
		return err
	}
	_, err := i.world.UpdateService(&ecs.UpdateServiceInput{
		Cluster: new(Cluster), Service: new(Service), TaskDefinition: new(Service + ":42")})
	return err
}

// scale changes the desired count at the trigger.
func (i incident) scale(desired int32) error {
	_, err := i.world.UpdateService(&ecs.UpdateServiceInput{Cluster: new(Cluster), Service: new(Service), DesiredCount: new(desired)})
	return err
}

// announce plans a service event.
func (i incident) announce(seconds int, text string) {
	i.at(seconds, func(w *world.World) { w.Announce(Cluster, Service, text) })
}
