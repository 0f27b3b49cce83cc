package world

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// jobTakes is how long a command takes that does not say so itself.
const jobTakes = 20 * time.Second

// ofJob is the fate of a task that is run with a command of its own: unless something else befalls it, the command ends. How
// it ends can be read in it: exit 3 and false do what they say, and sleep 90 takes as long.
func ofJob(f Fate, o *types.TaskOverride) Fate {
	if o == nil || f.Unplaced != nil || f.Fail != nil || f.Exit != nil || f.Unhealthy != nil {
		return f
	}
	for _, k := range o.ContainerOverrides {
		if len(k.Command) == 0 {
			continue
		}
		words := strings.FieldsFunc(strings.Join(k.Command, " "), func(r rune) bool { return strings.ContainsRune(" ;&|'\"", r) })
		e := Exit{Container: value(k.Name), After: jobTakes}
		if n, ok := after(words, "sleep"); ok {
			e.After = time.Duration(n) * time.Second
		}
		if n, ok := after(words, "exit"); ok {
			e.Code = int32(n)
		} else if slices.Contains(words, "false") {
			e.Code = 1
		}
		f.Exit = &e
		return f
	}
	return f
}

// after is the number that follows a word, and whether there is one.
func after(words []string, word string) (int, bool) {
	i := slices.Index(words, word)
	if i < 0 || i+1 >= len(words) {
		return 0, false
	}
	n, err := strconv.Atoi(words[i+1])
	return n, err == nil && n >= 0
}
