package aws

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/lock"
)

// registry tells the programs of one user of each other's sessions: in a folder, each has a file that says what it has open,
// and another one that is locked while it runs. There is no token, URL or id of a session in it. It is a convenience:
// where it cannot be written or read, each program knows its own sessions only.
type registry struct {
	folder string   // empty for none
	file   string   // of this program; empty while it has no session
	lock   *os.File // locked as long as there is a file
}

// entry is a session of a process.
type entry struct {
	holding
	process int
}

const (
	registered = ".json"
	locked     = ".lock"
	// registryMost is how many bytes no sensible file has.
	registryMost = 1 << 20
)

// write says what this program has open.
func (r *registry) write(all []holding) {
	if r.folder == "" || r.file == "" && (len(all) == 0 || !r.begin()) {
		return
	}
	if len(all) == 0 {
		r.end()
		return
	}
	text, err := json.Marshal(all)
	if err != nil {
		return
	}
	draft := r.file + ".new"
	if os.WriteFile(draft, text, 0o600) != nil || os.Rename(draft, r.file+registered) != nil {
		_ = os.Remove(draft)
	}
}

// begin takes a name for this program's files. It is false where that is not possible.
func (r *registry) begin() bool {
	if os.MkdirAll(r.folder, 0o700) != nil {
		return false
	}
	file := filepath.Join(r.folder, strconv.Itoa(os.Getpid())+"-"+rand.Text()[:8])
	f, err := os.OpenFile(file+locked, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return false
	}
	if lock.Take(f) != nil {
		_ = f.Close()
		_ = os.Remove(file + locked)
		return false
	}
	r.file, r.lock = file, f
	return true
}

func (r *registry) end() {
	_ = os.Remove(r.file + registered)
	_ = r.lock.Close() // Windows removes no open file
	_ = os.Remove(r.file + locked)
	r.file, r.lock = "", nil
}

// others are the sessions of other programs that run. What is left of those that do not is removed.
func (r *registry) others() []entry {
	if r.folder == "" {
		return nil
	}
	files, _ := os.ReadDir(r.folder)
	var all []entry
	for _, f := range files {
		name := filepath.Join(r.folder, f.Name())
		file, ok := strings.CutSuffix(name, registered)
		if !ok || file == r.file {
			continue
		}
		if abandoned(file) {
			_ = os.Remove(name)
			_ = os.Remove(file + locked)
			continue
		}
		pid, _, _ := strings.Cut(filepath.Base(file), "-")
		process, _ := strconv.Atoi(pid)
		for _, h := range registeredIn(name) {
			all = append(all, entry{h, process})
		}
	}
	return all
}

// abandoned says whether nobody has locked a program's file.
func abandoned(file string) bool {
	f, err := os.OpenFile(file+locked, os.O_RDWR, 0)
	if err != nil {
		return os.IsNotExist(err)
	}
	defer func() { _ = f.Close() }()
	return lock.Take(f) == nil
}

func registeredIn(name string) (all []holding) {
	f, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	_ = json.NewDecoder(io.LimitReader(f, registryMost)).Decode(&all) // what makes no sense says nothing
	return all
}
