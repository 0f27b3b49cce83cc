package change

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Journal is the local record of what was done: a file of JSON lines that only its owner can read. It holds no secrets:
// of a task definition it has the name, never the contents.
type Journal struct {
	// Path is the file; its folder is made when the first line is written.
	Path string

	mu sync.Mutex
}

// Entry is one line of the journal. Result is "sent", "refused" or the error.
type Entry struct {
	Time     time.Time `json:"time"`
	Identity string    `json:"identity"`
	Account  string    `json:"account"`
	Region   string    `json:"region"`
	Profile  string    `json:"profile"`
	Cluster  string    `json:"cluster"`
	Thing    string    `json:"thing"`
	Name     string    `json:"name"`
	What     string    `json:"what"`
	Before   string    `json:"before"`
	After    string    `json:"after"`
	Result   string    `json:"result"`
	Note     string    `json:"note,omitempty"`
}

func entry(at time.Time, who string, p Plan, r Receipt, err error) Entry {
	e := Entry{
		Time: at.UTC(), Identity: who, Account: p.Where.Account, Region: p.Where.Region, Profile: p.Where.Profile,
		Cluster: p.Where.Cluster, Thing: p.Where.Thing, Name: p.Where.Name,
		What: p.Title, Before: r.Before, After: r.After, Result: "sent", Note: r.Note,
	}
	if err != nil {
		e.Result = err.Error()
	}
	return e
}

// Write appends a line.
func (j *Journal) Write(e Entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write %s: %w", j.Path, err)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := os.MkdirAll(filepath.Dir(j.Path), 0o700); err != nil {
		return fmt.Errorf("write %s: %w", j.Path, err)
	}
	f, err := os.OpenFile(j.Path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", j.Path, err)
	}
	if _, err := f.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("write %s: %w", j.Path, errors.Join(err, f.Close()))
	}
	return f.Close()
}
