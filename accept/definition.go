package accept

import (
	"fmt"
	"strings"
)

// definitions are what a file of rules defines: names that expressions may use, and rules.
type definitions struct {
	names []definition
	rules []*Rule
}

// definition is a fact of the requests of some operations or, without any, a macro.
type definition struct {
	name, is   string
	operations []string
}

// read reads a file of rules: what is defined begins a line, its members follow it, indented, each on one line.
func read(s string) (in definitions, err error) {
	var set func(key, value string) bool
	line := 0
	for text := range strings.Lines(s) {
		line++
		key, value, _ := strings.Cut(strings.TrimSpace(text), " ")
		known := true
		switch {
		case key == "" || key[0] == '#':
		case text[0] == '\t':
			known = set != nil && set(key, value)
		case key == "rule":
			r := &Rule{ID: value}
			in.rules, set = append(in.rules, r), setOf(r)
		case key == "fact" || key == "macro":
			at := len(in.names)
			in.names = append(in.names, definition{name: value})
			set = func(key, value string) bool { return in.names[at].set(key, value) }
		default:
			known = false
		}
		if !known {
			return in, fmt.Errorf("rules, line %d: unknown %q", line, key)
		}
	}
	return in, nil
}

func (d *definition) set(key, value string) bool {
	switch key {
	case "for":
		d.operations = strings.Fields(value)
	case "is":
		d.is = value
	default:
		return false
	}
	return true
}

// setOf gives a rule one of its members.
func setOf(r *Rule) func(key, value string) bool {
	return func(key, value string) bool {
		switch key {
		case "operations":
			r.Operations = strings.Fields(value)
		case "aliases":
			r.Aliases = strings.Fields(value)
		case "checks":
			r.Checks = strings.Fields(value)
		case "level":
			r.Level = Severity(value)
		case "wording":
			r.Wording = Wording(value)
		default:
			into := textOf(r, key)
			if into == nil {
				return false
			}
			*into = value
		}
		return true
	}
}

// textOf is where a text of a rule belongs.
func textOf(r *Rule, key string) *string {
	switch key {
	case "applies":
		return &r.Applies
	case "path":
		return &r.Path
	case "condition":
		return &r.Condition
	case "at":
		return &r.At
	case "when":
		return &r.When
	case "refuse":
		return &r.Refuse
	case "warn":
		return &r.Warn
	case "mark":
		return &r.Mark
	case "says":
		return &r.Says
	case "fix":
		return &r.Fix
	case "code":
		return &r.Code
	case "message":
		return &r.Message
	case "stage":
		return &r.Stage
	case "source":
		return &r.Source
	}
	return nil
}
