package taskdef

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// listKey is what tells the items of a list in a task definition apart.
type listKey struct {
	// keys are the members that make an item's name; the first that it has counts.
	keys []string
	// value is the member that an item comes down to besides its name, empty where it has more than one.
	value string
	// line says that the other members read well in one line.
	line bool
}

func listKeyOf(list string) listKey {
	switch list {
	case "environment", "systemControls", "resourceRequirements", "properties", "tags":
		return listKey{keys: []string{"name", "key", "namespace", "type"}, value: "value"}
	case "secrets", "secretOptions":
		return listKey{keys: []string{"name"}, value: "valueFrom"}
	case "dependsOn":
		return listKey{keys: []string{"containerName"}, value: "condition"}
	case "extraHosts":
		return listKey{keys: []string{"hostname"}, value: "ipAddress"}
	case "portMappings":
		return listKey{keys: []string{"containerPort", "containerPortRange"}, line: true}
	case "mountPoints", "tmpfs":
		return listKey{keys: []string{"containerPath"}, line: true}
	case "volumesFrom":
		return listKey{keys: []string{"sourceContainer"}, line: true}
	case "ulimits":
		return listKey{keys: []string{"name"}, line: true}
	case "volumes", "requiresAttributes":
		return listKey{keys: []string{"name"}}
	case "inferenceAccelerators":
		return listKey{keys: []string{"deviceName"}, value: "deviceType"}
	case "devices":
		return listKey{keys: []string{"hostPath"}}
	}
	return listKey{}
}

// name is the name of an item, or another where it has none.
func (n listKey) name(item map[string]any, other string) string {
	for _, k := range n.keys {
		if v, ok := item[k]; ok && v != nil && !nested(v) {
			if protocol, ok := item["protocol"]; ok && !nested(protocol) && strings.HasPrefix(k, "containerPort") {
				return scalar(v) + "/" + scalar(protocol)
			}
			return scalar(v)
		}
	}
	return other
}

// take adds an item without what its name says already. That it is there is a value, too.
func (n listKey) take(l Fields, at Field, key string, item any) {
	object, ok := item.(map[string]any)
	if !ok || len(n.keys) == 0 {
		l.take(at, key, "", item)
		return
	}
	rest := maps.Clone(object)
	for _, k := range n.keys {
		if v, ok := rest[k]; ok && v != nil && !nested(v) {
			if strings.HasPrefix(k, "containerPort") && !nested(rest["protocol"]) {
				delete(rest, "protocol")
			}
			delete(rest, k)
			break
		}
	}
	if n.line && !slices.ContainsFunc(slices.Collect(maps.Values(rest)), nested) {
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(rest)) {
			if rest[k] != nil {
				parts = append(parts, k+"="+scalar(rest[k]))
			}
		}
		l.add(at, key, cmp.Or(strings.Join(parts, " "), "present"))
		return
	}
	if v, ok := rest[n.value]; ok && !nested(v) && v != nil {
		l.add(at, key, scalar(v))
		delete(rest, n.value)
	} else if len(rest) == 0 {
		l.add(at, key, "present")
	}
	for _, k := range slices.Sorted(maps.Keys(rest)) {
		l.take(at.below(k, at.list), key+"\x00"+k, k, rest[k])
	}
}

func nested(v any) bool {
	switch v.(type) {
	case map[string]any, []any:
		return true
	}
	return false
}
