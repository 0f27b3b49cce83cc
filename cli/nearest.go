package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// shown is how many names a message lists.
const shown = 3

// unknown says that a name is not known, or that what it names is on its way out: that it is listed, but was not found.
func unknown(sort, name string, known []string) error {
	for _, k := range known {
		if k == name || strings.HasSuffix(k, "/"+name) {
			return fmt.Errorf("%s is being deleted or was just deleted: ECS still lists it but doesn't describe it", k)
		}
	}
	return misnamed(sort, name, known)
}

// misnamed says that no thing of this sort is called name, and which names come nearest: "nearest is prod".
func misnamed(sort, name string, known []string) error {
	return &usage{text: fmt.Sprintf("unknown %s %q%s", sort, name, suggestion(name, known))}
}

func suggestion(name string, known []string) string {
	near := slip(name, known)
	if near != "" || len(known) == 0 {
		return near
	}
	if len(known) == 1 {
		return ": there is only " + known[0]
	}
	return ": there are " + few(slices.SortedFunc(slices.Values(known), words.Natural))
}

// few are the first of some names, and how many more there are.
func few(names []string) string {
	if more := len(names) - shown; more > 1 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:shown], ", "), more)
	}
	return strings.Join(names, ", ")
}

// slip says which known names come nearest, and nothing where none is near.
func slip(name string, known []string) string {
	near := words.NearestPath(name, known)
	if len(near) == 0 {
		return ""
	}
	return ": nearest is " + strings.Join(near, ", ")
}
