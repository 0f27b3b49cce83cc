package edit

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// Form reads a revision by ARN, family:number or, for the newest ACTIVE one, family, as a form that can be edited and registered again.
func (c *registrar) Form(ctx context.Context, revision string) (taskdef.Form, error) {
	old, err := c.account.RawDefinition(ctx, revision)
	if err != nil {
		return taskdef.Form{}, err
	}
	f, err := old.Members.Form(old.Name())
	if err != nil {
		return taskdef.Form{}, call.NewError(call.Server, "read revision "+old.Name(), "", call.Plainly(err))
	}
	return f, nil
}

// Register registers an edited form of a revision as the newest of its family. What it is done for is the receipt's Next:
// then, given the new revision (family:number); then may be nil. Plan refuses, with a *change.Refused, what ECS is known to
// refuse, and what differs in nothing.
// Source: the documentation of RegisterTaskDefinition in aws-sdk-go-v2/service/ecs v1.104.1.
func (c *registrar) Register(f taskdef.Form, then func(revision string) change.Change) change.Change {
	title := "Register a revision after " + clean.Text(f.Base)
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		old, err := c.account.RawDefinition(ctx, f.Base)
		if err != nil {
			return change.Plan{}, nil, err
		}
		fresh, body, err := editedDefinition(old, f.Text)
		if err != nil {
			return change.Plan{}, nil, &change.Refused{Reason: err.Error(), Way: "edit it again"}
		}
		fields, same, err := bare(old).Diff(fresh, taskdef.ByWeight)
		if err != nil {
			return change.Plan{}, nil, err
		}
		if len(fields) == 0 {
			return change.Plan{}, nil, &change.Refused{Reason: "nothing differs from " + old.Name(), Way: "change a value first; to restart the same revision, use ecscope redeploy"}
		}
		refused, warnings := judgedForm(fresh)
		if refused != nil {
			return change.Plan{}, nil, refused
		}
		p := change.Plan{Title: title, Verb: "Register", Fields: fields, Same: same, Warnings: warnings, Where: c.where(ctx, old.ARN),
			Effects: []string{"registers the next revision of " + fresh.Family + "; this changes no service"},
			NoUndo:  "a revision that no service runs has no effect; deregister it if you don't need it"}
		p.Where.Thing, p.Where.Name, p.Where.Revision = "task definition", fresh.Family, old.Name()
		if fresh.Family != old.Family {
			p.Typed = fresh.Family
		}
		var held []string
		if p.Command, held, err = c.registering(body); err != nil {
			return change.Plan{}, nil, call.NewError(call.Invalid, title, "", call.Plainly(err))
		}
		if len(held) > 0 {
			p.Warnings = append(p.Warnings, "the definition contains what looks like "+words.Count(len(held), "secret")+"; the command below takes "+strings.Join(held, ", ")+" from the environment")
		}
		return p, c.registration(title, old, fresh, body, then), nil
	}}
}

// edited is the definition that an edited form stands for, and the registration of it.
func editedDefinition(p *aws.RawDefinition, text string) (*aws.RawDefinition, []byte, error) {
	doc, err := taskdef.Decode([]byte(text))
	if err != nil {
		return nil, nil, err
	}
	if doc, err = p.Members.Unmasked(taskdef.Pruned(doc), p.Name()); err != nil {
		return nil, nil, err
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return nil, nil, err
	}
	fresh := &aws.RawDefinition{}
	if err := json.Unmarshal(body, &fresh.Members); err != nil {
		return nil, nil, err
	}
	family := ""
	if err := json.Unmarshal(fresh.Members["family"], &family); err != nil || family == "" {
		return nil, nil, fmt.Errorf("the task definition has no family: that of %s is %s", p.Name(), p.Family)
	}
	fresh.Family = clean.Text(family)
	return fresh, body, nil
}

// bare is the definition without what ECS adds to what was registered.
func bare(p *aws.RawDefinition) *aws.RawDefinition {
	return &aws.RawDefinition{Revision: p.Revision, Members: p.Members.Bare()}
}

// judgedForm is what ECS is known to refuse of a registration, and what else it may refuse.
func judgedForm(p *aws.RawDefinition) (*change.Refused, []string) {
	t, err := accept.New()
	root := p.Members.Registered().Document()
	switch {
	case err != nil:
		return nil, []string{unchecked + err.Error()} //nolint:nilerr // the plan goes on, and says so
	case root == nil:
		return nil, []string{unchecked + "the task definition is invalid"}
	}
	var warnings []string
	for _, f := range t.Check(accept.Request{Operation: "RegisterTaskDefinition", Root: root}) {
		if f.Severity != accept.Error {
			continue
		}
		if f.Wording.Sourced() || f.Stage == "client" {
			at := cmp.Or(f.Path, "the task definition")
			return &change.Refused{Reason: "ECS would refuse it: " + clean.Text(f.Says) + " (" + f.ID + ", " + clean.Text(at) + ")", Way: wayOf(f.Fix)}, nil
		}
		warnings = append(warnings, mayRefuse(f))
	}
	return nil, warnings
}

// registering is the registration as a shell command, and the names of what it takes from the environment because it looks
// like a secret.
func (c *registrar) registering(body []byte) (command string, held []string, err error) {
	doc, err := taskdef.Decode(body)
	if err != nil {
		return "", nil, err
	}
	variable := regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	doc = taskdef.Visit(doc, "", "", func(l taskdef.Text) string {
		if l.Masked == l.Value {
			return l.Value
		}
		parts := strings.Split(l.Path, "/")
		name := parts[max(0, len(parts)-2)]
		if !variable.MatchString(name) || slices.Contains(held, name) || parts[len(parts)-1] != "value" {
			name = fmt.Sprintf("SECRET_%d", len(held)+1)
		}
		held = append(held, name)
		return stand(name)
	})
	text, err := json.Marshal(doc)
	if err != nil {
		return "", nil, err
	}
	command = c.Command("register-task-definition", "--cli-input-json", string(text))
	for _, name := range held {
		command = strings.ReplaceAll(command, stand(name), `'"$`+name+`"'`)
	}
	return command, held, nil
}
