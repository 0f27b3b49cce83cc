package cli

import (
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/triage"
)

// remedies are what a verdict advises, each with the key and the command line that do it.
func (o *choices) remedies(s aws.Service, v inspect.Verdict) []remedyRow {
	var all []remedyRow
	for _, r := range v.Remedies {
		row := remedyRow{Action: string(r.Action), Text: r.Text, Revision: r.Revision}
		if k, ok := boundKeys(o).Named(r.Name()); ok {
			row.Key = k.Help().Key
		}
		if words := r.Words(s.Cluster, s.Name); words != nil {
			row.Commands = texts{o.own(words...)}
		}
		all = append(all, row)
	}
	return all
}

// boundKeys is all the keys as the settings bind them; settings that cannot be read were refused before.
func boundKeys(o *choices) keymap.Map {
	s, _ := o.settings()
	return s.Keymap()
}

// care is what helps with a task: its service's case, and what it wrote.
func (o *choices) care(t aws.Task) []remedyRow {
	var all []remedyRow
	if t.Service != "" {
		all = append(all, remedyRow{Action: string(triage.Show), Text: "how its service is", Commands: texts{o.own("why", t.Cluster+"/"+t.Service)}})
	}
	if !t.Started.IsZero() {
		all = append(all, remedyRow{Action: string(triage.Show), Text: "its last lines", Commands: texts{o.own("logs", t.Cluster+"/"+t.ID)}})
	}
	return all
}
