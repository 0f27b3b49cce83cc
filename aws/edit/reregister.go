package edit

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// registrar registers revisions of task definitions.
type registrar struct{ *sender }

// Reregister registers a copy of a revision that is INACTIVE or being deleted, as the newest of its family. What it is
// done for is the receipt's Next: then, given the new revision (family:number); then may be nil.
func (c *registrar) Reregister(revision string, then func(revision string) change.Change) change.Change {
	title := "Re-register " + clean.Text(plain.Short(revision))
	return &edit{sender: c.sender, title: title, plan: func(ctx context.Context) (change.Plan, *pendingCall, error) {
		old, err := c.account.RawDefinition(ctx, revision)
		if call.KindOf(err) == call.NotFound {
			return change.Plan{}, nil, &change.Refused{Reason: "no revision " + clean.Text(plain.Short(revision)), Way: c.account.Neighbours(ctx, plain.Short(revision))}
		}
		if err != nil {
			return change.Plan{}, nil, err
		}
		if old.Status == "ACTIVE" {
			r := &change.Refused{Reason: old.Name() + " is ACTIVE and needs no copy"}
			if then != nil {
				r.Instead = then(old.Name())
			}
			return change.Plan{}, nil, r
		}
		body, err := old.Members.Registered().JSON()
		if err != nil {
			return change.Plan{}, nil, call.NewError(call.Server, title, "", call.Plainly(err))
		}
		values, err := old.Fields()
		if err != nil {
			return change.Plan{}, nil, err
		}
		where := c.where(ctx, old.ARN)
		where.Thing, where.Name, where.Revision = "task definition", old.Family, old.Name()
		var warnings []string
		if old.Tagless != nil {
			warnings = append(warnings, "the copy has no tags, because those of "+old.Name()+" could not be read: "+call.Reason(old.Tagless))
		}
		warnings = append(warnings, doubts(old)...)
		return change.Plan{Title: title, Verb: "Re-register", Warnings: warnings, Where: where, Same: len(values), Command: c.copying(old),
			Fields:  []change.Field{{Path: "taskDefinition", Before: old.Name() + " (" + old.Status + ")", After: old.Family + ", its next revision"}},
			Effects: []string{"registers a new revision with the same contents; this changes no service"},
			NoUndo:  "a revision that no service runs has no effect; deregister it if you don't need it",
		}, c.registration(title, old, old, body, then), nil
	}}
}

// copying is the copy as a shell command. It names what it copies instead of holding it, so that no secret is in it.
func (c *registrar) copying(old *aws.RawDefinition) string {
	query := ""
	for _, name := range slices.Sorted(maps.Keys(old.Members.Registered())) {
		of := "taskDefinition."
		if name == "tags" {
			of = ""
		}
		query += "," + name + ":" + of + name
	}
	words := []string{"describe-task-definition", "--task-definition", old.Name()}
	if old.Tagless == nil {
		words = append(words, "--include", "TAGS")
	}
	inner := c.Command(append(words, "--output", "json", "--query", "{"+query[1:]+"}")...)
	return c.Command("register-task-definition", "--cli-input-json", `"$(`+inner+`)"`)
}

// registration is the order to register body, after a revision. want is what comes of it.
func (c *registrar) registration(title string, old, want *aws.RawDefinition, body []byte, then func(string) change.Change) *pendingCall {
	told := func(arn string) change.Receipt {
		r := change.Receipt{At: c.Stamp(), Before: old.Name(), After: clean.Text(plain.Short(arn)), Revision: clean.Text(plain.Short(arn))}
		if then != nil {
			r.Next = then(r.After)
		}
		return r
	}
	latest := 0
	return &pendingCall{Operation: call.Op("RegisterTaskDefinition", title),
		moved: func(ctx context.Context) (moved []change.Field, err error) {
			latest, err = c.account.LatestRevision(ctx, want.Family)
			return nil, err
		},
		send: func(ctx context.Context, options ...func(*ecs.Options)) (change.Receipt, error) {
			out, err := c.ECS.RegisterTaskDefinition(ctx, &ecs.RegisterTaskDefinitionInput{
				Family: &want.Family, ContainerDefinitions: []types.ContainerDefinition{},
			}, append(options, instead(body))...)
			if err == nil {
				err = call.Whole("RegisterTaskDefinition", out)
			}
			if err != nil {
				return change.Receipt{}, err
			}
			if plain.Text(out.TaskDefinition.TaskDefinitionArn) == "" {
				return change.Receipt{}, &call.Incomplete{Action: "RegisterTaskDefinition", Member: "taskDefinitionArn"}
			}
			return told(*out.TaskDefinition.TaskDefinitionArn), nil
		},
		trace: func(ctx context.Context) (change.Receipt, bool, error) {
			n, err := c.account.LatestRevision(ctx, want.Family)
			if err != nil || n <= latest {
				return change.Receipt{}, false, err
			}
			name := want.Family + ":" + strconv.Itoa(n)
			fresh, err := c.account.RawDefinition(ctx, name)
			if err != nil {
				return change.Receipt{}, false, err
			}
			fields, _, err := bare(want).Diff(bare(fresh), taskdef.ByPath)
			return told(name), err == nil && len(fields) == 0, err
		},
	}
}

// instead sends a body in place of the one that the SDK made: members that the SDK does not know pass, too.
func instead(body []byte) func(*ecs.Options) {
	step := middleware.SerializeMiddlewareFunc("instead", func(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (
		middleware.SerializeOutput, middleware.Metadata, error,
	) {
		r, ok := in.Request.(*smithyhttp.Request)
		if !ok {
			return middleware.SerializeOutput{}, middleware.Metadata{}, fmt.Errorf("a request of type %T", in.Request)
		}
		r, err := r.SetStream(bytes.NewReader(body))
		if err != nil {
			return middleware.SerializeOutput{}, middleware.Metadata{}, err
		}
		in.Request = r
		return next.HandleSerialize(ctx, in)
	})
	return func(o *ecs.Options) {
		o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error { return s.Serialize.Add(step, middleware.After) })
	}
}
