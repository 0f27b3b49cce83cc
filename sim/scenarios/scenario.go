// Package scenarios plays ECS incidents: what happens, when, and in
// which words, is written in scenarios.yaml; here is what makes the world do
// it.
package scenarios

import (
	_ "embed"
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/sim/blueprint"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
	"go.yaml.in/yaml/v3"
)

//go:embed scenarios.yaml
var file []byte

// Cluster is where every scenario takes place; Healthy are the services that
// have no part in it, and Service is the one that it happens to.
const (
	Cluster = "prod"
	Service = "api"
)

// Scenario is one incident.
type Scenario struct {
	ID       string `yaml:"id"` // "s01-bad-image-tag"
	Title    string `yaml:"title"`
	Operator string `yaml:"operator"` // what the operator should do
	Steps    []Step `yaml:"steps"`

	// Begin is where in the timeline a simulation begins unless it is told
	// otherwise: at the trigger, but for what takes hours to come.
	Begin time.Duration `yaml:"-"`
}

// Step is what the operator sees at one moment. Texts hold the placeholders
// {S} service, {OLD} {NEW} {RB} deployment ids, {T1}… task ids, {TG} target
// group.
type Step struct {
	T         int    `yaml:"t"`         // seconds after the trigger
	Event     string `yaml:"event"`     // service event
	Task      string `yaml:"task"`      // what becomes of tasks, in words
	Stopped   string `yaml:"stopped"`   // the task's stoppedReason
	Container string `yaml:"container"` // the container's reason
	Exit      *int32 `yaml:"exit"`
	Error     string `yaml:"error"` // what an SDK says
	// Rows are the service's deployments: status, rolloutState, desired,
	// running, pending, failedTasks, note.
	Rows [][]any `yaml:"dep"`
}

// All lists the scenarios.
func All() ([]Scenario, error) {
	var in struct{ Scenarios []Scenario }
	if err := yaml.Unmarshal(file, &in); err != nil {
		return nil, fmt.Errorf("scenarios.yaml: %w", err)
	}
	for i := range in.Scenarios {
		switch s := &in.Scenarios[i]; s.short() {
		case "s12":
			s.Begin = sessionEnds - 20*time.Second
		case "s14":
			s.Begin = pauseBegins
		}
	}
	return in.Scenarios, nil
}

// Find returns the scenario of that id, "s01-bad-image-tag", or short id,
// "s01".
func Find(id string) (Scenario, error) {
	all, err := All()
	if err != nil {
		return Scenario{}, err
	}
	for _, s := range all {
		if id == s.ID || id == s.short() {
			return s, nil
		}
	}
	return Scenario{}, fmt.Errorf("no scenario %q", id)
}

func (s Scenario) short() string { return s.ID[:strings.IndexByte(s.ID+"-", '-')] }

// stopped is the stoppedReason that the scenario's tasks end with, or else
// the first scenario's: s10 has the same image as s01 and does not repeat it.
func (s Scenario) stopped() (string, error) {
	first, err := Find("s01")
	if err != nil {
		return "", err
	}
	for _, step := range append(s.Steps, first.Steps...) {
		if step.Stopped != "" {
			return step.Stopped, nil
		}
	}
	return "", fmt.Errorf("%s: no stopped reason", s.ID)
}

// Stage fills an empty world, whose now is the trigger, with some healthy
// services and the scenario, and plans all that is to happen.
func (s Scenario) Stage(w *world.World, f *wire.Faults) error {
	for _, b := range []blueprint.Service{
		{Cluster: Cluster, Name: "web", Desired: 3, CPU: 512, Memory: 1024, Balanced: true, Revisions: 12, Days: 2},
		{Cluster: Cluster, Name: "worker", Desired: 2, Revisions: 7, Days: 9},
	} {
		if err := b.Seed(w); err != nil {
			return fmt.Errorf("seed %s: %w", b.Name, err)
		}
	}
	stage := map[string]func(incident) error{
		"s01": badTag, "s02": crashLoop, "s03": outOfMemory, "s04": unhealthy, "s05": missingSecret, "s06": noCapacity,
		"s07": noAddress, "s08": interruption, "s09": stuck, "s10": badTagRollback, "s11": throttled, "s12": expired,
		"s13": canaryAlarm, "s14": pausedHook, "s15": breakerFirst,
		"s16": protectedTask, "s17": fullDrain, "s18": failedMigration,
	}[s.short()]
	reason, err := s.stopped()
	if err != nil {
		return err
	}
	if err := stage(incident{world: w, faults: f, start: w.Now(), stopped: reason}); err != nil {
		return fmt.Errorf("stage %s: %w", s.ID, err)
	}
	return nil
}
