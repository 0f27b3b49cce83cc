package change

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"time"

	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/words"
)

// Record is a change as the journal tells of it: its last line, and when it began. Open means that the line is the
// intent: it runs still, or its program was cut off.
type Record struct {
	Entry
	Began time.Time
	Open  bool
}

// Service is the service that was changed; empty where something else was.
func (r Record) Service() string {
	if r.Thing == "service" {
		return r.Name
	}
	return ""
}

// Undoable says whether the change was carried out and can be taken back. What took another one back is not taken back.
func (r Record) Undoable() bool {
	return !r.Open && r.Result == Accepted && r.Undo != "" && r.Undoes == ""
}

// Undone are the ids of the changes that others have taken back.
func Undone(all []Record) map[string]bool {
	ids := map[string]bool{}
	for _, r := range all {
		if r.Undoes != "" && !r.Open && r.Result == Accepted {
			ids[r.Undoes] = true
		}
	}
	return ids
}

// Read reads the journal, a record for each change in the order in which they began. Lines that cannot be read are
// counted. A file that does not exist holds none. A nil journal is empty.
func (j *Journal) Read() (records []Record, unreadable int, err error) {
	if j == nil {
		return nil, 0, nil
	}
	text, err := os.ReadFile(j.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read %s: %w", j.Path, err)
	}
	at := map[string]int{}
	s := bufio.NewScanner(bytes.NewReader(text))
	s.Buffer(nil, len(text)+1)
	for s.Scan() {
		var e Entry
		line := bytes.TrimSpace(s.Bytes())
		if len(line) == 0 {
			continue
		}
		if json.Unmarshal(line, &e) != nil || e.Time.IsZero() {
			unreadable++
			continue
		}
		open := e.Result == Intended
		if i, known := at[e.ID]; known && e.ID != "" {
			if !open {
				records[i].Entry, records[i].Open = e, false
			}
			continue
		}
		at[e.ID] = len(records)
		records = append(records, Record{Entry: e, Began: e.Time, Open: open})
	}
	return records, unreadable, s.Err()
}

// All are the records, the oldest first, with an error where lines cannot be read.
func (j *Journal) All() ([]Record, error) {
	records, unreadable, err := j.Read()
	return records, errors.Join(err, j.Illegible(unreadable))
}

// Illegible says that so many lines cannot be read; nil for none.
func (j *Journal) Illegible(lines int) error {
	if lines == 0 {
		return nil
	}
	return fmt.Errorf("can't read %s of %s", words.Count(lines, "line"), j.Path)
}

// Former is the count that a service of this account and region had before it was scaled to none, by the newest record of that, and when that was.
func (j *Journal) Former(s guard.Thing) (count int, when time.Time, known bool) {
	records, _, err := j.Read()
	if err != nil {
		return 0, time.Time{}, false
	}
	for _, r := range slices.Backward(records) {
		n, err := strconv.Atoi(r.Before)
		same := r.Account == s.Account && r.Region == s.Region && r.Cluster == s.Cluster && r.Service() == s.Service
		if same && r.After == "0" && r.Result == Accepted && err == nil && n > 0 {
			return n, r.Time, true
		}
	}
	return 0, time.Time{}, false
}

// Abandoned are the changes whose programs were cut off before they could write the outcome down. They are recorded as
// unknown now, so that each is returned once, to one process.
func (j *Journal) Abandoned(now time.Time) ([]Record, error) {
	all, _, err := j.Read()
	var found []Record
	for _, r := range all {
		if !r.Open {
			continue
		}
		mine, wrong := j.close(r, now)
		err = errors.Join(err, wrong)
		if mine {
			found = append(found, r)
		}
	}
	return found, err
}

// close records that the outcome of an open change is unknown, and says whether it was still to be told.
func (j *Journal) close(r Record, now time.Time) (bool, error) {
	release, err := j.hold(r.ID)
	if err != nil {
		if _, readable := os.Stat(j.held(r.ID)); readable == nil {
			return false, nil // it runs
		}
		return true, nil // nothing can be written here: it is told, again at the next start
	}
	defer release()
	all, _, err := j.Read()
	for _, other := range all {
		if other.ID == r.ID && !other.Open {
			return false, err
		}
	}
	e := r.Entry
	e.Time, e.Result, e.Note = now.UTC(), OutcomeUnknown, "ecscope ended before it could record the outcome"
	return true, j.Write(e)
}

// Unkept says why there is no record where no journal is.
const Unkept = "changes aren't recorded in the demo, or where no home directory is set"

// NoneRecorded says that the record is empty.
const NoneRecorded = "no changes are recorded"
