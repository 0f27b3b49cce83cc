// Package logrow is a line of a log as JSON: the same whether it is printed or copied.
package logrow

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/logline"
)

// Row is a line of a log, or a note. Link is where CloudWatch's console shows the line; it is left out where that is not known.
// LinkNote says where the account is read, if that is no endpoint of AWS, and so the link may lead to another one.
type Row struct {
	Time      Instant                    `json:"time"`
	Ingested  Instant                    `json:"ingested"`
	Group     string                     `json:"group"`
	Stream    string                     `json:"stream"`
	Cluster   string                     `json:"cluster"`
	Service   string                     `json:"service"`
	Task      string                     `json:"task"`
	Container string                     `json:"container"`
	Revision  string                     `json:"revision"`
	Unproven  bool                       `json:"unproven"`
	Level     string                     `json:"level"`
	Message   string                     `json:"message"`
	Fields    map[string]json.RawMessage `json:"fields"`
	Note      string                     `json:"note"`
	Gap       float64                    `json:"gap"`
	Link      string                     `json:"link,omitempty"`
	LinkNote  string                     `json:"link_note,omitempty"`
}

// Instant is a time to the millisecond: RFC 3339, UTC; null where it is empty.
type Instant string

// Exactly is the layout of an instant.
const Exactly = "2006-01-02T15:04:05.000Z"

// InstantOf is a time as an instant; empty where it is none.
func InstantOf(t time.Time) Instant {
	if t.IsZero() {
		return ""
	}
	return Instant(t.UTC().Format(Exactly))
}

// MarshalJSON is the text, or null.
func (i Instant) MarshalJSON() ([]byte, error) {
	if i == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(i))
}

// Of is the row of an event.
func Of(e tail.Event) Row {
	row := Row{Time: InstantOf(e.Time), Ingested: InstantOf(e.Ingested), Group: e.Group, Stream: e.Stream, Cluster: e.Cluster, Service: e.Service,
		Task: e.Task, Container: e.Container, Revision: e.Revision, Unproven: e.Unproven, Message: e.Message, Fields: map[string]json.RawMessage{},
		Note: string(e.Note), Gap: e.Gap.Seconds()}
	if e.Note == "" {
		row.Level, row.Fields = strings.ToLower(logline.LevelIn(e.Message).String()), logline.FieldsJSON(e.Message)
	}
	return row
}

// Append appends the row as a line of JSON.
func (r Row) Append(b *bytes.Buffer) error {
	j := json.NewEncoder(b)
	j.SetEscapeHTML(false)
	return j.Encode(r)
}
