package session

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/ecscope/ecscope/sim/world"
)

// home is the directory of a container. It stays while the container runs,
// over all its sessions.
type home struct{ dir, target string }

// home is the directory of a container, made when it is first asked for.
func (h *Host) home(t world.ExecTarget) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if known, ok := h.homes[t.Runtime]; ok {
		return known.dir, nil
	}
	if h.scratch == "" {
		dir, err := os.MkdirTemp("", "ecscope-sim-")
		if err != nil {
			return "", fmt.Errorf("directory of the containers: %w", err)
		}
		h.scratch = dir
	}
	dir := filepath.Join(h.scratch, t.Runtime)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return "", fmt.Errorf("directory of the container: %w", err)
	}
	h.homes[t.Runtime] = home{dir, t.String()}
	return dir, nil
}

// clear kills what still runs in containers that have stopped, and removes
// their directories.
func (h *Host) clear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for runtime, home := range h.homes {
		if !h.world.Runs(home.target) {
			sweep(home.dir)
			_ = removeAll(home.dir) // Close tries again
			delete(h.homes, runtime)
		}
	}
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
