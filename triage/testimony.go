package triage

import (
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// told is what was found of tasks by what they told of their end: the same, or alike where alike is set.
type told struct {
	known map[string]Diagnosis
	alike bool
}

// testimony is all that a task tells of its end; tasks of one revision with the same died of the same. Where alike is set it
// leaves out what tells such tasks apart.
func testimony(t aws.Task, alike bool) string {
	var b strings.Builder
	add := func(text string) {
		b.WriteString(text)
		b.WriteByte(0)
	}
	for _, text := range []string{t.Revision, t.Service, t.Cluster, t.Zone, t.StopCode} {
		add(text)
	}
	if t.Started.IsZero() {
		add("never ran")
	}
	if slow(t) {
		add("slow")
	}
	for _, k := range t.Containers {
		add(k.Name)
		if k.Exited {
			add(strconv.Itoa(k.Exit))
		}
	}
	for _, text := range tells(t) {
		if alike {
			text = likeness(text)
		}
		add(text)
	}
	return b.String()
}

// tells are the texts in which a task tells of its end, one for each place that may hold one.
func tells(t aws.Task) []string {
	all := []string{t.Reason}
	for _, k := range t.Containers {
		all = append(all, k.Reason)
	}
	for _, a := range t.Attachments {
		for _, d := range a.Details {
			if d.Key == "statusReason" {
				all = append(all, d.Value)
			}
		}
	}
	return all
}

// ownWords is the text of a task that is like one of a task that told alike.
func ownWords(t aws.Task, other string) string {
	like := likeness(other)
	for _, text := range tells(t) {
		if likeness(text) == like {
			return text
		}
	}
	return other
}
