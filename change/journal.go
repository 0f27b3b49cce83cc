package change

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/ecscope/ecscope/lock"
)

// Journal is the local record of what was done: a file of JSON lines that only its owner can read. Each change has two
// lines with the same id: its intent, on disk before anything is sent, and its outcome. It holds no secrets: of a task
// definition it has the name, never the contents.
type Journal struct {
	// Path is the file; its folder is made when the first line is written.
	Path string

	mu sync.Mutex
}

// What a line can say besides an error: that a change is about to be sent, that it was accepted, or that nobody knows.
const (
	Intended       = "intent"
	Accepted       = "sent"
	OutcomeUnknown = "sent; outcome unknown"
)

// Entry is one line of the journal. Result is Intended, Accepted, OutcomeUnknown or the error. ID is the same for the
// lines of one change; lines of older versions have none, and are whole changes.
type Entry struct {
	ID       string    `json:"id,omitempty"`
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
	// Token is what AWS knows the request by, where it takes one.
	Token string `json:"token,omitempty"`
	// Undo are the words of ecscope's command line that take it back, and Undoes is the id of the change that it takes back.
	Undo   string `json:"undo,omitempty"`
	Undoes string `json:"undoes,omitempty"`
}

func entry(at time.Time, id string, p Plan) Entry {
	return Entry{
		ID: id, Time: at.UTC(), Identity: p.Where.Identity, Account: p.Where.Account, Region: p.Where.Region, Profile: p.Where.Profile,
		Cluster: p.Where.Cluster, Thing: p.Where.Thing, Name: p.Where.Name, What: p.Title, Result: Intended,
		Token: p.Token, Undoes: p.Undoes,
	}
}

// ended is the outcome of what an entry intended.
func (e Entry) ended(at time.Time, r Receipt, err error) Entry {
	e.Time, e.Before, e.After, e.Note, e.Undo, e.Result = at.UTC(), r.Before, r.After, r.Note, r.Back, Accepted
	if _, unknown := errors.AsType[*Unknown](err); unknown {
		e.Result, e.Note = OutcomeUnknown, err.Error()
	} else if err != nil {
		e.Result = err.Error()
	}
	return e
}

// Write appends a line and returns when it is on the disk. Other processes may write at the same time.
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
	f, err := os.OpenFile(j.Path, os.O_APPEND|os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", j.Path, err)
	}
	line = append(line, '\n')
	if torn(f) {
		line = append([]byte{'\n'}, line...)
	}
	_, err = f.Write(line)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", j.Path, err)
	}
	return nil
}

// torn says whether the last line has no end, because its writer was cut off.
func torn(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 || !info.Mode().IsRegular() {
		return false
	}
	last := make([]byte, 1)
	_, err = f.ReadAt(last, info.Size()-1)
	return err == nil && last[0] != '\n'
}

// held is the path of the file that is locked while a change runs.
func (j *Journal) held(id string) string { return j.Path + "." + id + ".lock" }

// hold locks the file of a change until release is called. The lock ends with the process, however that ends.
func (j *Journal) hold(id string) (release func(), err error) {
	f, err := os.OpenFile(j.held(id), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock.Take(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		_ = os.Remove(j.held(id)) // one that is left is harmless: nobody holds it
		_ = f.Close()
	}, nil
}
