package edit

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// unchecked says that a plan goes on without the check, and why.
const unchecked = "not checked against what ECS accepts: "

// judged is what ECS would answer to an update: a refusal that it is known to give, and what else it may refuse. What the
// update names counts and, where it changes the revision, what does not fit that one and fits the one that runs.
func judged(s *planContext, in *ecs.UpdateServiceInput) (*change.Refused, []string) {
	if in == nil {
		return nil, nil
	}
	t, err := accept.New()
	if err != nil {
		return nil, []string{unchecked + err.Error()} //nolint:nilerr // the plan goes on, and says so
	}
	r := accept.Request{Operation: "UpdateService", Root: t.Encode("UpdateService", in), Service: aws.ServiceDocument(t, s.raw), Task: document(s.chosen)}
	r.Service.Set("status", tree.New(plain.Text(s.raw.Status)))
	var found []accept.Finding
	for _, f := range t.Check(r) {
		if named, _, _ := strings.Cut(f.Path, "."); r.Root.Get(named) != nil {
			found = append(found, f)
		}
	}
	if in.TaskDefinition != nil && s.chosen != nil {
		found = append(found, worsened(s, t)...)
	}
	var warnings []string
	for _, f := range found {
		if f.Stage == "client" {
			continue
		}
		if f.Severity == accept.Error && f.Wording.Sourced() {
			return &change.Refused{Reason: "ECS would refuse it: " + clean.Text(f.Says) + " (" + f.ID + ")", Way: wayOf(f.Fix)}, nil
		}
		warnings = append(warnings, mayRefuse(f))
	}
	return nil, warnings
}

// worsened is what ECS would refuse if the service were created with the chosen revision, and not with the one that it runs.
func worsened(s *planContext, t *accept.Table) []accept.Finding {
	with := func(p *aws.RawDefinition) []accept.Finding {
		root := aws.ServiceDocument(t, s.raw)
		root.Set("taskDefinition", tree.New(p.Name()))
		if s.service.Scheduling == "DAEMON" {
			root.Members = slices.DeleteFunc(root.Members, func(m tree.Member) bool { return m.Name == "desiredCount" })
		}
		return t.Check(accept.Request{Operation: "CreateService", Root: root, Task: document(p)})
	}
	if s.running == nil {
		return nil
	}
	before := with(s.running)
	return slices.DeleteFunc(with(s.chosen), func(f accept.Finding) bool {
		return slices.ContainsFunc(before, func(o accept.Finding) bool { return o.ID == f.ID && o.Path == f.Path })
	})
}

// doubts are what ECS may refuse of a copy of a task definition.
func doubts(p *aws.RawDefinition) (warnings []string) {
	t, err := accept.New()
	root := p.Members.Registered().Document()
	switch {
	case err != nil:
		return []string{unchecked + err.Error()} //nolint:nilerr // the plan goes on, and says so
	case root == nil:
		return []string{unchecked + "the task definition is invalid"}
	}
	for _, f := range t.Check(accept.Request{Operation: "RegisterTaskDefinition", Root: root}) {
		if f.Severity == accept.Error && f.Stage != "client" {
			warnings = append(warnings, mayRefuse(f))
		}
	}
	return warnings
}

// mayRefuse words what ECS may refuse. The rule's name leads to docs/lint.md.
func mayRefuse(f accept.Finding) string {
	return "ECS may refuse it: " + clean.Text(f.Says) + " (" + f.ID + "). " + clean.Text(f.Fix)
}

// wayOf is a sentence of a rule as the way out of a refusal.
func wayOf(fix string) string { return words.Small(clean.Sentence(fix)) }

// document is the whole task definition as it is described; nil where there is none, or where it makes no sense.
func document(p *aws.RawDefinition) *tree.Node {
	if p == nil {
		return nil
	}
	return p.Members.Document()
}
