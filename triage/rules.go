// Package triage says what went wrong with a task, a service or a container, and what to do about it. It is pure: it
// looks at values of package aws and at the time that is handed in, and reads its knowledge from rule files inside the
// program. What no rule knows is reported as unknown, with its text, and never guessed.
package triage

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed rules/stopped.yaml
var stoppedFile []byte

//go:embed rules/platform.yaml
var platformFile []byte

//go:embed rules/calls.yaml
var callFile []byte

//go:embed rules/exits.yaml
var exitFile []byte

//go:embed rules/events.yaml
var eventFile []byte

// Rules is the program's knowledge. It does not change and may be shared by goroutines.
type Rules struct {
	stopped []*rule // text, exitCode, stopCode and managedAgent, in the order of their priority
	events  []*rule
	named   map[string]*rule
	shapes  shapes
}

// ruleFile is a rule file as it is written.
type ruleFile struct {
	name          string
	set           set
	Words         map[string]string
	Rules, Events []*rule
}

// New reads the rule files. An error is a mistake in one of them and names the rule.
func New() (*Rules, error) {
	r := &Rules{named: map[string]*rule{}, shapes: newShapes()}
	files := []*ruleFile{{name: "platform", set: ofPlatform}, {name: "stopped", set: ofTasks}, {name: "calls", set: ofCalls}, {name: "exits", set: ofTasks}, {name: "events", set: ofEvents}}
	words := map[string]string{}
	for i, text := range [][]byte{platformFile, stoppedFile, callFile, exitFile, eventFile} {
		if err := strict(text, files[i]); err != nil {
			return nil, fmt.Errorf("rules/%s.yaml: %w", files[i].name, err)
		}
		maps.Copy(words, files[i].Words)
	}
	for _, f := range files {
		for _, e := range f.Events {
			e.Field = fieldEvent
		}
		for _, one := range append(f.Rules, f.Events...) {
			one.set = f.set
			if err := add(r, one, words); err != nil {
				return nil, fmt.Errorf("rule %q: %w", one.ID, err)
			}
		}
	}
	return r, nil
}

// add prepares a rule and puts it after the others.
func add(r *Rules, one *rule, words map[string]string) error {
	if err := one.prepare(words); err != nil {
		return err
	}
	if r.named[one.ID] != nil {
		return errors.New("there are two of that name")
	}
	r.named[one.ID] = one
	if one.Field == fieldEvent {
		r.events = append(r.events, one)
	} else {
		r.stopped = append(r.stopped, one)
	}
	return nil
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
