package cli

import (
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/triage"
)

// caseRow is what `ecscope why` prints: how a service or a task is, why, since when, and what to do.
type caseRow struct {
	Thing    string `json:"thing"`
	Region   string `json:"region"`
	Cluster  string `json:"cluster"`
	Service  string `json:"service"`
	Task     string `json:"task"`
	ARN      string `json:"arn"`
	Revision string `json:"revision"`
	Desired  int    `json:"desired"`
	Running  int    `json:"running"`
	Pending  int    `json:"pending"`
	State    string `json:"state"`
	Headline string `json:"headline"`
	Since    moment `json:"since"`
	blamed
	Serves     string             `json:"serves"`
	Rollout    *standingRow       `json:"rollout"`
	Diagnosis  *diagnosisRow      `json:"diagnosis"`
	Evidence   list[factRow]      `json:"evidence"`
	Remedies   list[remedyRow]    `json:"remedies"`
	Missing    texts              `json:"missing"`
	Timeline   list[entryRow]     `json:"timeline"`
	Stopped    list[groupRow]     `json:"stopped"`
	Containers list[containerRow] `json:"containers"`
	Made       moment             `json:"made"`

	// bad says that somebody should look, known that it was found out how the thing is, tone how it is drawn.
	bad, known bool
	tone       state
}

// blamed is why a thing is as it is, in short.
type blamed struct {
	Rule   string `json:"rule"`
	Cause  string `json:"cause"`
	Fix    string `json:"fix"`
	Kind   string `json:"kind"`
	Source string `json:"source"`
	Text   string `json:"text"`
}

// factRow is something that supports what is said.
type factRow struct {
	Time moment `json:"time"`
	From string `json:"from"`
	Text string `json:"text"`
	ID   string `json:"id"`
}

// remedyRow is something to do, with the key and the command lines that do it.
type remedyRow struct {
	Action   string `json:"action"`
	Key      string `json:"key"`
	Text     string `json:"text"`
	Revision string `json:"revision"`
	Commands texts  `json:"commands"`
}

// name is what to do, and the key that does it on the screen.
func (r remedyRow) name() string {
	if r.Key == "" {
		return r.Action
	}
	return r.Action + " (" + r.Key + ")"
}

// groupRow is a number of tasks that stopped alike.
type groupRow struct {
	Count     int    `json:"count"`
	Revision  string `json:"revision"`
	StopCode  string `json:"stop_code"`
	Container string `json:"container"`
	ExitCode  *int   `json:"exit_code"`
	Reason    string `json:"reason"`
	Rule      string `json:"rule"`
	Cause     string `json:"cause"`
	Kind      string `json:"kind"`
	Lived     int    `json:"lived"`
	First     moment `json:"first"`
	Last      moment `json:"last"`
	Tasks     texts  `json:"tasks"`
}

// blame fills in why.
func (c *caseRow) blame(d triage.Diagnosis) {
	if d.Rule == "" {
		return
	}
	row := newDiagnosisRow(d)
	c.Diagnosis = &row
	c.blamed = blamed{row.Rule, row.Cause, row.Fix, row.Kind, row.Source, row.Text}
}

func newServiceCase(s aws.Service, v inspect.Verdict) caseRow {
	c := caseRow{
		Thing: "service", Cluster: s.Cluster, Service: s.Name, ARN: s.ARN, Revision: s.Revision,
		Desired: s.Desired, Running: s.Running, Pending: s.Pending,
		State: string(v.State), Headline: v.Headline, Since: moment{v.Since}, Serves: v.Serves, Missing: v.Missing,
		bad: v.State.Bad(), known: v.Sure(), tone: tone(v.Level()),
	}
	c.blame(v.Diagnosis)
	for _, f := range v.Evidence {
		c.Evidence = append(c.Evidence, factRow{moment{f.Time}, f.From, f.Text, f.ID})
	}
	return c
}

func newGroupRow(g triage.Group) groupRow {
	row := groupRow{
		Count: len(g.Tasks), Revision: g.Revision, StopCode: g.StopCode, Container: g.Container, Reason: g.Reason,
		Rule: g.Diagnosis.Rule, Cause: g.Diagnosis.Cause, Kind: string(g.Diagnosis.Kind), Lived: int(g.Lived.Seconds()),
		First: moment{g.First}, Last: moment{g.Last},
	}
	if g.Exited {
		row.ExitCode = &g.Exit
	}
	for _, t := range g.Tasks {
		row.Tasks = append(row.Tasks, t.ID)
	}
	return row
}
