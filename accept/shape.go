package accept

import (
	"fmt"
	"strings"
)

// shapes are the requests' members and their types.
type shapes struct {
	structs map[string][]field
	enums   map[string][]string
	// output are the members that only the answer of an operation has.
	output map[string][]string
}

// field is one member of a shape.
type field struct {
	name     string
	required bool
	kind     kind
}

// kind is a type: a list or a map of one, a structure, an enumeration or a plain type.
type kind struct {
	list, table bool
	name        string
}

func parseShapes(s string) (shapes, error) {
	out := shapes{map[string][]field{}, map[string][]string{}, map[string][]string{}}
	of := ""
	for line := range strings.Lines(s) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case words[0] == "enum" && len(words) > 1:
			out.enums[words[1]] = words[2:]
		case words[0] == "output" && len(words) > 1:
			out.output[words[1]] = words[2:]
		case line[0] != '\t':
			of = words[0]
			out.structs[of] = []field{}
		case len(words) == 2:
			name, required := strings.CutSuffix(words[0], "!")
			t, list := strings.CutPrefix(words[1], "[]")
			t, table := strings.CutPrefix(t, "{}")
			out.structs[of] = append(out.structs[of], field{name, required, kind{list, table, t}})
		default:
			return out, fmt.Errorf("shapes: %q", line)
		}
	}
	return out, nil
}

// field is a member of a structure by its name.
func (s shapes) field(of, name string) (field, bool) {
	for _, f := range s.structs[of] {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

// names are the members of a structure.
func (s shapes) names(of string) []string {
	var all []string
	for _, f := range s.structs[of] {
		all = append(all, f.name)
	}
	return all
}
