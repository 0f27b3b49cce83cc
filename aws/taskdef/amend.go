package taskdef

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/clean"
)

// Setting is a value to set in a form, or to take out of it. Path is a member of the task definition (cpu), or of one of its
// containers (app.image, app.env.LOG_LEVEL, app.logConfiguration.options.awslogs-group).
type Setting struct {
	Path, Value string
	Unset       bool
}

// ReadSets reads values to set as one types them: member=value or container.member=value.
func ReadSets(words []string) (all []Setting, err error) {
	for _, s := range words {
		path, value, ok := strings.Cut(s, "=")
		if !ok || path == "" {
			return nil, fmt.Errorf("%s has no value: write member=value or container.member=value", s)
		}
		all = append(all, Setting{Path: path, Value: value})
	}
	return all, nil
}

// Amend is a form with values set. Values are text, numbers or truth values as the member takes them, and JSON for lists and
// objects.
func Amend(text string, settings []Setting) (string, error) {
	doc, err := Decode([]byte(text))
	if err != nil {
		return "", err
	}
	root, _ := doc.(map[string]any)
	for _, s := range settings {
		if err := amend(root, s); err != nil {
			return "", fmt.Errorf("%s: %w", clean.Text(s.Path), err)
		}
	}
	return indented(Pruned(root))
}

func amend(root map[string]any, s Setting) error {
	at, rest, kind := root, s.Path, reflect.TypeFor[ecs.RegisterTaskDefinitionInput]()
	first, inner, deeper := strings.Cut(s.Path, ".")
	containers, _ := root["containerDefinitions"].([]any)
	if i := slices.IndexFunc(containers, func(k any) bool { return Identified(k) == first }); i >= 0 && deeper {
		at, rest, kind = containers[i].(map[string]any), inner, reflect.TypeFor[types.ContainerDefinition]()
	}
	member, below, nested := strings.Cut(rest, ".")
	member = spelledOut(member)
	if !hasMember(kind, member) {
		var names []string
		for _, k := range containers {
			names = append(names, Identified(k))
		}
		return fmt.Errorf("no member or container is called %s; the containers are %s", clean.Text(member), clean.Text(strings.Join(names, ", ")))
	}
	switch {
	case nested && (member == "environment" || member == "secrets" || member == "tags"):
		setNamed(at, member, below, s)
		return nil
	case nested && member == "dockerLabels":
		return setIn(child(at, member), []string{below}, s)
	case nested:
		return setIn(at, append([]string{member}, strings.Split(below, ".")...), s)
	}
	return setIn(at, []string{member}, s)
}

// spelledOut is the member that a short word of a difference stands for.
func spelledOut(word string) string {
	for _, member := range []string{"environment", "portMappings", "mountPoints"} {
		if called(member) == word {
			return member
		}
	}
	return word
}

func hasMember(kind reflect.Type, name string) bool {
	if name == "" {
		return false
	}
	_, ok := kind.FieldByName(strings.ToUpper(name[:1]) + name[1:])
	return ok
}

// child is an object in an object, made where it is missing.
func child(at map[string]any, name string) map[string]any {
	m, ok := at[name].(map[string]any)
	if !ok {
		m = map[string]any{}
		at[name] = m
	}
	return m
}

// setNamed sets a variable, a secret or a tag by its name.
func setNamed(at map[string]any, member, name string, s Setting) {
	by, value := "name", "value"
	switch member {
	case "secrets":
		value = "valueFrom"
	case "tags":
		by = "key"
	}
	items, _ := at[member].([]any)
	items = slices.DeleteFunc(items, func(item any) bool { return s.Unset && Identified(item) == name })
	i := slices.IndexFunc(items, func(item any) bool { return Identified(item) == name })
	switch {
	case s.Unset:
	case i >= 0:
		items[i].(map[string]any)[value] = s.Value
	default:
		items = append(items, map[string]any{by: name, value: s.Value})
	}
	at[member] = items
}

// setIn sets a value under a path of members, names and numbers of items.
func setIn(at map[string]any, path []string, s Setting) error {
	name := path[0]
	if len(path) > 1 {
		list, ok := at[name].([]any)
		if !ok {
			return setIn(child(at, name), path[1:], s)
		}
		i := slices.IndexFunc(list, func(item any) bool { return Identified(item) == path[1] })
		if n, err := strconv.Atoi(path[1]); i < 0 && err == nil && n < len(list) && n >= 0 {
			i = n
		}
		if i < 0 {
			return fmt.Errorf("%s has no item %s", name, clean.Text(path[1]))
		}
		item, ok := list[i].(map[string]any)
		if !ok || len(path) < 3 {
			return fmt.Errorf("%s is a list: pass the whole list as JSON", name)
		}
		return setIn(item, path[2:], s)
	}
	if s.Unset {
		delete(at, name)
		return nil
	}
	if _, container := at["image"]; container && (name == "cpu" || name == "memory") && at[name] == nil {
		at[name] = json.Number("0")
	}
	v, err := typed(at[name], name, s.Value)
	at[name] = v
	return err
}

// typed is a value as a member takes it: like the one that is there or, for a new one, like AWS has it.
func typed(now any, name, text string) (any, error) {
	_, isText := now.(string)
	structured := strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{")
	switch now.(type) {
	case []any, map[string]any:
		if !structured {
			return now, errors.New("it is a list or an object: pass all of it as JSON")
		}
	}
	if structured && !isText {
		v, err := decodeAny(text)
		if err != nil {
			return now, fmt.Errorf("%s is not JSON: %s", clean.Text(text), clean.Sentence(err.Error()))
		}
		return v, nil
	}
	_, isNumber := now.(json.Number)
	_, isTruth := now.(bool)
	switch {
	case isNumber || now == nil && slices.Contains(numbers(), name):
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return now, fmt.Errorf("%q is not a number", clean.Text(text))
		}
		return json.Number(text), nil
	case isTruth || now == nil && slices.Contains(truths(), name):
		v, err := strconv.ParseBool(text)
		if err != nil {
			return now, fmt.Errorf("%q is neither true nor false", clean.Text(text))
		}
		return v, nil
	}
	return text, nil
}

func decodeAny(text string) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

// numbers are the members that are numbers wherever they are. cpu and memory are text of a task, and numbers of a container.
func numbers() []string {
	return []string{"memoryReservation", "startTimeout", "stopTimeout", "interval", "timeout", "retries", "startPeriod", "containerPort", "hostPort",
		"softLimit", "hardLimit", "sizeInGiB", "sharedMemorySize", "maxSwap", "swappiness"}
}

func truths() []string {
	return []string{"essential", "readonlyRootFilesystem", "privileged", "interactive", "pseudoTerminal", "disableNetworking", "initProcessEnabled",
		"enableFaultInjection", "readOnly", "enabled"}
}

// MainContainer is the container of a form that is meant where none is named: the only one, or the only essential one.
func MainContainer(text string) (string, error) {
	doc, err := Decode([]byte(text))
	if err != nil {
		return "", err
	}
	var all, essential []string
	root, _ := doc.(map[string]any)
	containers, _ := root["containerDefinitions"].([]any)
	for _, k := range containers {
		all = append(all, Identified(k))
		if m, _ := k.(map[string]any); m["essential"] != false && m["firelensConfiguration"] == nil {
			essential = append(essential, Identified(k))
		}
	}
	switch {
	case len(all) == 1:
		return all[0], nil
	case len(essential) == 1:
		return essential[0], nil
	}
	return "", fmt.Errorf("there are %d containers: %s", len(all), clean.Text(strings.Join(all, ", ")))
}
