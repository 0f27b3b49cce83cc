package sim

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecscope/ecscope/sim/demo"
	"github.com/ecscope/ecscope/sim/scenarios"
	"github.com/ecscope/ecscope/sim/timetable"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// play is an account to be put on: how much of its story lies before the
// start, and what fills it.
type play struct {
	before   time.Duration
	hostile  bool
	populate func(*world.World, *timetable.Book, *wire.Faults) error
}

// cast finds the account that the options name.
func cast(o Options) (play, error) {
	if o.Scenario != "" {
		s, err := scenarios.Find(o.Scenario)
		if err != nil {
			return play{}, err
		}
		return play{before: s.Begin + o.Offset, populate: func(w *world.World, _ *timetable.Book, f *wire.Faults) error { return s.Stage(w, f) }}, nil
	}
	p := o.Population
	if known, ok := populations(o.Account); p == nil && ok {
		p = &known
	}
	switch {
	case p != nil:
		return play{hostile: p.Hostile, populate: func(w *world.World, _ *timetable.Book, _ *wire.Faults) error { return p.populate(w) }}, nil
	case o.Account == "" || o.Account == "demo":
		return play{before: demo.Begin + o.Offset, populate: func(w *world.World, b *timetable.Book, _ *wire.Faults) error { return demo.Populate(w, b, o.Seed) }}, nil
	}
	return play{}, fmt.Errorf("no account %q: there are %s", o.Account, strings.Join(Accounts(), ", "))
}

// createCluster makes a cluster, which encrypts its sessions if there is a
// key.
func createCluster(w *world.World, name, key string) error {
	in := &ecs.CreateClusterInput{ClusterName: new(name)}
	if key != "" {
		in.Configuration = &types.ClusterConfiguration{ExecuteCommandConfiguration: &types.ExecuteCommandConfiguration{KmsKeyId: &key}}
	}
	if _, err := w.CreateCluster(in); err != nil {
		return fmt.Errorf("cluster %s: %w", name, err)
	}
	return nil
}
