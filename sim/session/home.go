package session

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecscope/ecscope/sim/world"
)

// home is the directory of a container. It stays while the container runs,
// over all its sessions.
type home struct {
	dir, target string
	line        *lifeline
}

// The tools that show the variables of the container, which no process has in
// its environment.
const (
	envTool = `#!/bin/sh
# Lists the variables of the container beside those of this process. They are not set here.
[ $# -gt 0 ] || cat "${0%/*}/environ"
exec /usr/bin/env "$@"
`
	printenvTool = `#!/bin/sh
# Prints variables of the container, or else of this process.
[ $# -gt 0 ] || exec "${0%/*}/env"
code=0
for name in "$@"; do
	found=
	while IFS= read -r line; do
		case $line in "$name="*) printf '%s\n' "${line#*=}"; found=1 ;; esac
	done <"${0%/*}/environ"
	[ -n "$found" ] || /usr/bin/env -- sh -c 'command -p printenv "$1"' sh "$name" || code=1
done
exit $code
`
)

// tools is the directory of env and printenv.
func (h home) tools() string { return h.dir + ".tools" }

// furnish writes the tools, and the list of the variables that they show.
func (h home) furnish(variables []types.KeyValuePair) error {
	var list strings.Builder
	for _, v := range variables {
		name := value(v.Name)
		if !slices.Contains([]string{"", "HOSTNAME", "PATH", "HOME", "TERM", "LANG"}, name) {
			list.WriteString(name + "=" + value(v.Value) + "\n")
		}
	}
	if err := os.Mkdir(h.tools(), 0o700); err != nil {
		return fmt.Errorf("tools of the container: %w", err)
	}
	for name, text := range map[string]string{"env": envTool, "printenv": printenvTool, "environ": list.String()} {
		if err := os.WriteFile(filepath.Join(h.tools(), name), []byte(text), 0o700); err != nil { //nolint:gosec // they are programs
			return fmt.Errorf("tools of the container: %w", err)
		}
	}
	return nil
}

// homes are the directories of the containers.
type homes struct {
	world *world.World

	mu      sync.Mutex
	scratch *scratch        // in which they are; nil until one is needed
	known   map[string]home // by runtime id
}

// of is the directory of a container, made when it is first asked for.
func (h *homes) of(t world.ExecTarget) (home, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if known, ok := h.known[t.Runtime]; ok {
		return known, nil
	}
	if h.scratch == nil {
		made, err := newScratch(os.TempDir())
		if err != nil {
			return home{}, fmt.Errorf("directory of the containers: %w", err)
		}
		h.scratch = made
	}
	made := home{filepath.Join(h.scratch.dir, t.Runtime), t.String(), h.scratch.line}
	if err := os.Mkdir(made.dir, 0o700); err != nil {
		return home{}, fmt.Errorf("directory of the container: %w", err)
	}
	if err := made.furnish(t.Definition.Environment); err != nil {
		return home{}, errors.Join(err, removeAll(made.dir), removeAll(made.tools()))
	}
	h.known[t.Runtime] = made
	return made, nil
}

// clear kills what still runs in containers that have stopped, and removes
// their directories.
func (h *homes) clear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for runtime, home := range h.known {
		if !h.world.Runs(home.target) {
			sweep(home.dir)
			_ = removeAll(home.dir) // Close tries again
			_ = removeAll(home.tools())
			delete(h.known, runtime)
		}
	}
}

// close removes the directories, and ends what runs in them.
func (h *homes) close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.scratch == nil {
		return nil
	}
	return h.scratch.close()
}

// removeAll removes a directory, whatever the modes of what is in it.
func removeAll(dir string) error {
	if os.RemoveAll(dir) == nil {
		return nil
	}
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, _ error) error {
		if d != nil && d.IsDir() {
			_ = os.Chmod(path, 0o700)
		}
		return nil
	})
	return os.RemoveAll(dir)
}
