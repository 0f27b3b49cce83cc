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
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/words"
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

// Rules is the program's knowledge. It does not change and may be shared by goroutines. It is read beside what else a start does:
// reading it first was two fifths of the time of a short command.
type Rules struct{ book func() *book }

// book is what the rule files say.
type book struct {
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

// inside is the book that is in the program. It is read once, and nobody changes it.
var inside = sync.OnceValue(readBook)

// New begins to read the rule files. A mistake in one of them panics and names the rule: they are inside the program.
func New() *Rules {
	go inside()
	return &Rules{inside}
}

func readBook() *book {
	b := &book{named: map[string]*rule{}, shapes: newShapes()}
	files := []*ruleFile{{name: "platform", set: ofPlatform}, {name: "stopped", set: ofTasks}, {name: "calls", set: ofCalls}, {name: "exits", set: ofTasks}, {name: "events", set: ofEvents}}
	spelled := map[string]string{}
	for i, text := range [][]byte{platformFile, stoppedFile, callFile, exitFile, eventFile} {
		if err := strict(text, files[i]); err != nil {
			panic(fmt.Errorf("rules/%s.yaml: %w", files[i].name, err))
		}
		maps.Copy(spelled, files[i].Words)
	}
	for _, f := range files {
		for _, e := range f.Events {
			e.Field = fieldEvent
		}
		for _, one := range append(f.Rules, f.Events...) {
			one.set = f.set
			if err := b.add(one, spelled); err != nil {
				panic(fmt.Errorf("rule %q: %w", one.ID, err))
			}
		}
	}
	return b
}

// add prepares a rule and puts it after the others.
func (b *book) add(one *rule, spelled map[string]string) error {
	if err := one.prepare(spelled); err != nil {
		return err
	}
	if b.named[one.ID] != nil {
		return errors.New("there are two of that name")
	}
	b.named[one.ID] = one
	if one.Field == fieldEvent {
		b.events = append(b.events, one)
	} else {
		b.stopped = append(b.stopped, one)
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

// pattern is a regular expression that ignores case, and is compiled at its first use: few rules come near to a given text.
type pattern struct {
	text string
	made func() *regexp.Regexp
}

// patternOf makes one; an empty text makes none.
func patternOf(text string, named map[string]string) *pattern {
	if text == "" {
		return nil
	}
	text = "(?i)" + spell(text, named)
	return &pattern{text, words.Pattern(text)}
}

func (p *pattern) matches(line string) bool { return p.made().MatchString(line) }
