// Package triage says what went wrong with a task, a service or a container, and what to do about it. It is pure: it
// looks at values of package aws and at the time that is handed in, and reads its knowledge from rule files inside the
// program. What no rule knows is reported as unknown, with its text, and never guessed.
package triage

import (
	"bytes"
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed rules/stopped.yaml
var stoppedFile []byte

//go:embed rules/events.yaml
var eventFile []byte

// Rules is the program's knowledge. It does not change and may be shared by goroutines.
type Rules struct {
	stopped []*rule // text, exitCode, stopCode and managedAgent, in the order of their priority
	events  []*rule
	named   map[string]*rule
	lint    map[string]lintRule
	shapes  shapes
}

// New reads the rule files. An error is a mistake in one of them and names the rule.
func New() (*Rules, error) {
	var stopped struct {
		Words map[string]string
		Rules []*rule
	}
	var events struct {
		Words  map[string]string
		Events []*rule
	}
	if err := strict(stoppedFile, &stopped); err != nil {
		return nil, fmt.Errorf("rules/stopped.yaml: %w", err)
	}
	if err := strict(eventFile, &events); err != nil {
		return nil, fmt.Errorf("rules/events.yaml: %w", err)
	}
	lint, err := readLint()
	if err != nil {
		return nil, fmt.Errorf("rules/lint.yaml: %w", err)
	}
	for _, e := range events.Events {
		e.Field = fieldEvent
	}
	r := &Rules{stopped: stopped.Rules, events: events.Events, named: map[string]*rule{}, lint: lint, shapes: newShapes()}
	for _, one := range slices.Concat(r.stopped, r.events) {
		if err := one.prepare(stopped.Words); err != nil {
			return nil, fmt.Errorf("rule %q: %w", one.ID, err)
		}
		if r.named[one.ID] != nil {
			return nil, fmt.Errorf("rule %q: there are two of that name", one.ID)
		}
		r.named[one.ID] = one
	}
	return r, nil
}

func readLint() (map[string]lintRule, error) {
	var in struct{ Findings []lintRule }
	if err := strict(lintFile, &in); err != nil {
		return nil, err
	}
	out := map[string]lintRule{}
	for _, one := range in.Findings {
		if out[one.ID].ID != "" || one.ID == "" || one.Fix == "" {
			return nil, fmt.Errorf("finding %q is there twice, or lacks something", one.ID)
		}
		out[one.ID] = one
	}
	return out, nil
}

// strict decodes a file whose members must all be known.
func strict(file []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(file))
	d.KnownFields(true)
	return d.Decode(into)
}

// spell puts the words of a rule file in for their names in braces.
func spell(pattern string, words map[string]string) string {
	for _, name := range slices.Sorted(maps.Keys(words)) {
		pattern = strings.ReplaceAll(pattern, "{"+name+"}", words[name])
	}
	return pattern
}

// compile makes a regular expression that ignores case; an empty pattern makes none.
func compile(pattern string, words map[string]string) (*regexp.Regexp, error) {
	if pattern == "" {
		return nil, nil
	}
	return regexp.Compile("(?i)" + spell(pattern, words))
}
