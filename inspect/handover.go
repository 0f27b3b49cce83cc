package inspect

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/words"
)

// day is how far back a hand-over looks for what changed.
const day = 24 * time.Hour

// HandOver is how a service is, in a few lines, for somebody who takes over without having seen it.
type HandOver struct {
	Place   call.Place
	Service aws.Service
	Verdict Verdict
	// Impact is what runs and what still works.
	Impact string
	// Changed is what changed in the last day, the newest first, or why that is not known.
	Changed []string
	Output  Output
	Next    NextStep
	// Link is the service in the AWS console; empty where NoLink says why there is none.
	Link, NoLink string
	Made         time.Time
}

// NextStep is what to do: in words, as the words of ecscope's command line, and how to remove the cause; each may be empty.
type NextStep struct {
	Text  string
	Words []string
	Fix   string
}

// Account is the number of the account, as the ARN of the service has it.
func (h HandOver) Account() string {
	if parts := strings.SplitN(h.Service.ARN, ":", 6); len(parts) == 6 {
		return parts[4]
	}
	return ""
}

// HandOverSource reads what a hand-over says beyond a verdict.
type HandOverSource interface {
	OutputSource
	Diff(ctx context.Context, before, after string) ([]change.Field, int, error)
	Place() call.Place
}

// Reporter makes hand-overs.
type Reporter struct {
	*Inspector
	Source HandOverSource
	// Load reads what a service uses and answers; nil, that is not read.
	Load Load
}

// HandOver reads all there is to know of a service, and its last output, and sums it up.
func (r Reporter) HandOver(ctx context.Context, of aws.Service) (HandOver, error) {
	s, err := Whole(ctx, r.Inspector, r.Load, of)
	if err != nil {
		return HandOver{}, err
	}
	v := r.Judge(s)
	h := HandOver{Place: r.Source.Place(), Service: s.Service, Verdict: v, Impact: impact(s, v), Made: r.now()}
	h.Changed = r.changed(ctx, s)
	h.Output = r.output(ctx, s, v)
	h.Next = nextStep(s.Service, v)
	h.Link, h.NoLink = h.Place.Console("ecs/v2/clusters/" + s.Service.Cluster + "/services/" + s.Service.Name)
	return h, ctx.Err()
}

// impact is how many tasks run and targets are healthy, and what a verdict says of what still works.
func impact(s Snapshot, v Verdict) string {
	one := s.Service
	text := fmt.Sprintf("%d of %s", one.Running, words.Plural(one.Desired, "task runs", "tasks run"))
	if one.Pending > 0 {
		text += fmt.Sprintf(", %d pending", one.Pending)
	}
	healthy, odd, all := 0, 0, 0
	for _, g := range s.Targets.Value {
		for _, t := range g.Targets {
			all++
			switch {
			case t.State == "healthy":
				healthy++
			case !t.Told():
				odd++
			}
		}
	}
	if s.Targets.OK() && all > 0 {
		text += fmt.Sprintf(", %d of %s in its target groups healthy", healthy, words.Plural(all, "target", "targets"))
		if odd > 0 {
			text += fmt.Sprintf(", the health of %d not known", odd)
		}
	}
	if v.Serves != "" && !strings.HasPrefix(v.Serves, fmt.Sprintf("%d of %d tasks", one.Running, one.Desired)) {
		text += ". " + v.Serves
	}
	return text
}

// nextStep is the first change that a verdict advises, else the first thing to look at.
func nextStep(s aws.Service, v Verdict) NextStep {
	next := NextStep{Fix: v.Diagnosis.Fix}
	i := slices.IndexFunc(v.Remedies, func(r triage.Remedy) bool { return r.Action != triage.Show })
	if i < 0 && len(v.Remedies) > 0 {
		i = 0
	}
	switch {
	case i < 0 && v.State.Bad():
		next.Text, next.Words = "look at the evidence:", []string{"why", s.Cluster + "/" + s.Name}
		return next
	case i < 0:
		return next
	}
	r := v.Remedies[i]
	next.Text, next.Words = r.Text+":", r.Words(s.Cluster, s.Name)
	switch {
	case strings.HasPrefix(r.Text, "back to "):
		next.Text = "go " + next.Text
	case r.Action != triage.Show:
		next.Text = string(r.Action) + ", " + next.Text
	}
	return next
}

// changed is what somebody or ECS changed in the last day, the newest two, with what differs in the newest deployment.
func (r Reporter) changed(ctx context.Context, s Snapshot) []string {
	const most = 2
	var all []string
	for _, h := range Past(r.Inspector, s, r.now().Add(-day)) {
		scaled := h.Kind == Scaled && h.Label != "" && h.Mark.Level != Bad
		if h.Kind != "deployment" && h.Kind != RolledBack && !scaled || len(all) == most {
			continue
		}
		form := "15:04 UTC "
		if !sameDay(h.At, r.now()) {
			form = "2006-01-02 15:04 UTC "
		}
		text := h.At.UTC().Format(form) + strings.TrimSuffix(h.Text, ".")
		if h.Kind == "deployment" {
			text += r.differs(ctx, s, h.ID)
		}
		all = append(all, text)
	}
	switch {
	case len(all) > 0:
		return all
	case s.History.Err != nil:
		return []string{"not known: " + s.History.Err.Error()}
	case s.Scaling.why() != "":
		return []string{"no deployment in the last 24 hours; scaling: " + s.Scaling.why()}
	}
	return []string{"no deployment and no scaling in the last 24 hours"}
}

func sameDay(a, b time.Time) bool {
	return a.UTC().Format(time.DateOnly) == b.UTC().Format(time.DateOnly)
}

// differs is what is different between the revision of a deployment and the one before it; empty where there was none.
func (r Reporter) differs(ctx context.Context, s Snapshot, deployment string) string {
	history := s.History.Value
	i := slices.IndexFunc(history, func(d aws.ServiceDeployment) bool { return d.ARN == deployment })
	if i < 0 || history[i].Revision == "" {
		return ""
	}
	before := history[i].BackTo
	for _, d := range history[i+1:] {
		if before == "" && d.Revision != history[i].Revision {
			before = d.Revision
		}
	}
	if before == "" || before == history[i].Revision {
		return ""
	}
	fields, _, err := r.Source.Diff(ctx, before, history[i].Revision)
	if err != nil {
		return " (what differs from " + before + " was not read: " + err.Error() + ")"
	}
	return " (" + cmp.Or(fieldsText(fields), "no field differs") + " from " + before + ")"
}

// fieldsText are the first fields that differ, in short, and how many more do.
func fieldsText(fields []change.Field) string {
	const most = 2
	var all []string
	for i, f := range fields {
		if i == most {
			all = append(all, fmt.Sprintf("%d more", len(fields)-most))
			break
		}
		switch value := func(v string) string { return Cut(tagged(f.Path, v), 60) }; {
		case f.Before == "":
			all = append(all, f.Path+" + "+value(f.After))
		case f.After == "":
			all = append(all, f.Path+" removed")
		default:
			all = append(all, f.Path+" "+value(f.Before)+" → "+value(f.After))
		}
	}
	return strings.Join(all, ", ")
}

// tagged is the value of a field; of an image, its name without the registry.
func tagged(field, value string) string {
	if strings.HasSuffix(field, "image") {
		return path.Base(value)
	}
	return value
}
