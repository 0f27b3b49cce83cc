package world

import (
	"math/rand/v2"
	"sync"
)

// parts are what the calls of a World act on; doc.go tells who knows whom.
type parts struct {
	timeline    *timeline
	clusters    *directory
	definitions *registry
	providers   *providers
	fates       *fates
	journal     *journal
	services    *serviceActions
	history     *history
	sets        *taskSets
	tasks       *taskActions
	fleet       *fleet
	tags        *tagging
	settings    *settings
	outputs     *outputs
	metrics     *metrics
	alarms      *alarms
	balancing   *balancing
	seeder      *seeder
}

// assemble makes the parts of an account that holds nothing but the capacity providers of Fargate.
func assemble(o Options) *parts {
	where := origin{o.Region, o.Account}
	time := &timeline{now: o.Start.UTC()}
	luck := &chance{rng: rand.New(rand.NewPCG(o.Seed, 0x5ec5_c09e))}
	accepted := &acceptance{}
	p := &parts{timeline: time, providers: newProviders(where, time, accepted), outputs: &outputs{map[string][]output{}}}
	p.clusters = &directory{origin: where, timeline: time, providers: p.providers, named: map[string]*cluster{}}
	p.definitions = &registry{origin: where, timeline: time, accepted: accepted, families: map[string]*family{}, used: p.clusters.uses}
	wake := &waker{timeline: time, clusters: p.clusters}
	p.fates = &fates{timeline: time, waker: wake}
	p.journal = &journal{wake, luck}
	deploy := &deployer{where, wake, luck}
	move := &progress{wake}
	stop := &stopper{progress: move, chance: luck}
	stop.outcome = &breaker{p.journal, deploy, stop}
	start := &starter{where, move, luck, p.journal, &network{chance: luck, region: o.Region, zones: map[string]string{}}, p.outputs, stop}
	place := &placement{p.journal, p.fates, start, stop}
	staging := &stages{p.journal, stop.outcome}
	wake.look = (&scheduler{p.journal, place, &rollout{p.journal, place, staging}}).look

	p.services = &serviceActions{deploy, p.definitions, p.providers, accepted, stop, map[string]creation{}}
	p.history = &history{where, time, p.clusters, staging}
	p.sets = &taskSets{deploy, p.definitions, p.providers, accepted, stop}
	p.tasks = &taskActions{where, move, p.definitions, p.providers, accepted, p.fates, start, stop, map[string]run{}}
	p.fleet = &fleet{where, luck, wake, p.providers, stop}
	p.tags = &tagging{where, p.clusters, p.definitions, p.providers}
	p.settings = &settings{where, defaultSettings()}
	p.seeder = &seeder{p.journal, p.services, start, deploy, p.definitions, p.fates}
	load := &gauge{time, o.Seed, o.Start.UTC()}
	p.alarms = &alarms{where, load, &scaling{origin: where, gauge: load, clusters: p.clusters, services: p.services},
		&bells{where, time, p.clusters, stop.outcome, nil}}
	p.balancing = &balancing{origin: where, timeline: time, chance: luck, clusters: p.clusters}
	p.metrics = &metrics{load, p.clusters, p.balancing}
	return p
}

// open makes the calls that act on parts, each under the lock.
func open(l sync.Locker, p *parts) *World {
	return &World{
		core: core{l, p},
		ECSCalls: ECSCalls{
			AccountCalls:    AccountCalls{l, p.tags, p.settings},
			ClusterCalls:    ClusterCalls{l, p.clusters, p.providers, &capacityActions{p.clusters, p.providers}},
			DefinitionCalls: DefinitionCalls{l, p.definitions},
			InstanceCalls:   InstanceCalls{l, p.fleet},
			ReleaseCalls:    ReleaseCalls{l, p.history},
			ServiceCalls:    ServiceCalls{l, p.services, p.sets},
			TaskCalls:       TaskCalls{l, p.tasks},
		},
		ContainerCalls: ContainerCalls{l, p.clusters, p.outputs},
		WatchCalls:     WatchCalls{l, p.alarms, p.metrics, p.alarms.scaling},
		BalanceCalls:   BalanceCalls{l, p.balancing, &frontActions{p.balancing}},
		Stage:          Stage{l, p.clusters, p.fates, p.tasks, p.journal, p.alarms.scaling, p.fleet, p.alarms.bells},
		Seeds:          Seeds{l, p.seeder, p.definitions, p.fleet, p.providers, p.clusters, p.alarms.scaling},
	}
}
