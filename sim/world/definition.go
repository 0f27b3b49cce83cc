package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// family is a task definition family; revision n is revisions[n-1], nil once it is deleted.
type family struct {
	name      string
	revisions []*definition
}

// definition is one revision of a family.
type definition struct {
	family   string
	revision int32
	arn      string
	data     *types.TaskDefinition // what was registered; never changed, possibly shared by revisions
	tags     []types.Tag
	status   types.TaskDefinitionStatus

	registered, deregistered, deleteRequested time.Time
}

// name is family:revision.
func (d *definition) name() string { return d.family + ":" + strconv.Itoa(int(d.revision)) }

// container is the container definition of that name, or nil.
func (d *definition) container(name string) *types.ContainerDefinition {
	i := slices.IndexFunc(d.data.ContainerDefinitions, func(c types.ContainerDefinition) bool { return *c.Name == name })
	if i < 0 {
		return nil
	}
	return &d.data.ContainerDefinitions[i]
}

func (d *definition) vpc() bool { return d.data.NetworkMode == types.NetworkModeAwsvpc }

func (d *definition) view() types.TaskDefinition {
	v := clone(*d.data)
	v.TaskDefinitionArn, v.Revision, v.Status = new(d.arn), d.revision, d.status
	v.RegisteredAt = moment(d.registered)
	v.DeregisteredAt = moment(d.deregistered)
	v.DeleteRequestedAt = moment(d.deleteRequested)
	return v
}

// latest is the newest ACTIVE revision, or nil.
func (f *family) latest() *definition {
	for _, d := range slices.Backward(f.revisions) {
		if d != nil && d.status == types.TaskDefinitionStatusActive {
			return d
		}
	}
	return nil
}

// registry keeps the task definitions.
type registry struct {
	origin
	*timeline
	accepted *acceptance
	families map[string]*family     // by name
	used     func(*definition) bool // by a task or a service
}

// find finds a revision by family (the newest ACTIVE one), family:revision or ARN; nil when there is none.
func (r *registry) find(ref string) *definition {
	if strings.HasPrefix(ref, "arn:") && !strings.HasPrefix(ref, r.arn("task-definition", "")) {
		return nil
	}
	name, number, exact := strings.Cut(tail(ref), ":")
	f := r.families[name]
	if f == nil {
		return nil
	}
	if !exact {
		return f.latest()
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(f.revisions) {
		return nil
	}
	return f.revisions[n-1]
}

// usable finds a revision for new tasks; code is the exception that the action throws for an inactive one.
func (r *registry) usable(ref *string, code string) (*definition, error) {
	if value(ref) == "" {
		return nil, invalid("TaskDefinition can not be blank.")
	}
	d := r.find(*ref)
	if d == nil {
		return nil, refused("TaskDefinition not found.")
	}
	if d.status != types.TaskDefinitionStatusActive {
		return nil, fault(code, "TaskDefinition is inactive")
	}
	return d, nil
}

func (r *registry) describe(in *ecs.DescribeTaskDefinitionInput) (*ecs.DescribeTaskDefinitionOutput, error) {
	d := r.find(value(in.TaskDefinition))
	if d == nil {
		return nil, refused("Unable to describe task definition.")
	}
	out := &ecs.DescribeTaskDefinitionOutput{TaskDefinition: new(d.view()), Tags: []types.Tag{}}
	if slices.Contains(in.Include, types.TaskDefinitionFieldTags) {
		out.Tags = append(out.Tags, clone(d.tags)...)
	}
	return out, nil
}

func (r *registry) deregister(in *ecs.DeregisterTaskDefinitionInput) (*ecs.DeregisterTaskDefinitionOutput, error) {
	ref := value(in.TaskDefinition)
	_, number, exact := strings.Cut(tail(ref), ":")
	if !exact {
		return nil, refused("Revision is missing.")
	}
	if _, err := strconv.Atoi(number); err != nil {
		return nil, refused("Invalid revision number. Number: %s", number)
	}
	d := r.find(ref)
	if d == nil {
		return nil, refused("Unable to describe task definition.")
	}
	if d.status == types.TaskDefinitionStatusActive {
		d.status, d.deregistered = types.TaskDefinitionStatusInactive, r.now
	}
	return &ecs.DeregisterTaskDefinitionOutput{TaskDefinition: new(d.view())}, nil
}

func (r *registry) remove(in *ecs.DeleteTaskDefinitionsInput) (*ecs.DeleteTaskDefinitionsOutput, error) {
	if n := len(in.TaskDefinitions); n == 0 || n > 10 {
		return nil, invalid("Specify between 1 and 10 task definitions.")
	}
	out := &ecs.DeleteTaskDefinitionsOutput{TaskDefinitions: []types.TaskDefinition{}, Failures: []types.Failure{}}
	for _, ref := range in.TaskDefinitions {
		d := r.find(ref)
		switch {
		case d == nil || !strings.Contains(tail(ref), ":"):
			out.Failures = append(out.Failures, types.Failure{Arn: new(ref), Reason: new(undeletable(ref))})
		case d.status == types.TaskDefinitionStatusActive:
			out.Failures = append(out.Failures, types.Failure{Arn: new(d.arn),
				Reason: new("The specified task definition is still in ACTIVE status. Please deregister the target and try again.")})
		default:
			if d.deleteRequested.IsZero() {
				d.status, d.deleteRequested = types.TaskDefinitionStatusDeleteInProgress, r.now
				r.after(time.Hour, func() { r.purge(d) })
			}
			out.TaskDefinitions = append(out.TaskDefinitions, d.view())
		}
	}
	return out, nil
}

// undeletable is why a reference that names no revision cannot be deleted.
func undeletable(ref string) string {
	if !strings.Contains(tail(ref), ":") {
		return "The specified task definition identifier is invalid. Specify a valid name or ARN and try again."
	}
	return "The specified task definition does not exist. Specify a valid account, family, revision and try again."
}

// purge removes a deleted revision as soon as nothing refers to it.
func (r *registry) purge(d *definition) {
	if r.used(d) {
		r.after(time.Hour, func() { r.purge(d) })
		return
	}
	r.families[d.family].revisions[d.revision-1] = nil
}

func (r *registry) list(in *ecs.ListTaskDefinitionsInput) (*ecs.ListTaskDefinitionsOutput, error) {
	status := either(in.Status, types.TaskDefinitionStatusActive)
	desc := in.Sort == types.SortOrderDesc
	var found []*definition
	for _, name := range r.names() {
		if p := value(in.FamilyPrefix); p != "" && p != name {
			continue
		}
		for _, d := range r.families[name].revisions {
			if d != nil && d.status == status {
				found = append(found, d)
			}
		}
	}
	if desc {
		slices.Reverse(found)
	}
	page, next, err := list[*definition]{
		query: fmt.Sprint("definitions", status, value(in.FamilyPrefix)), token: in.NextToken, size: in.MaxResults,
		def: 100, max: 100, desc: desc, items: found,
		key: func(d *definition) string { return fmt.Sprintf("%s\x00%010d", d.family, d.revision) },
	}.page()
	if err != nil {
		return nil, err
	}
	out := &ecs.ListTaskDefinitionsOutput{TaskDefinitionArns: []string{}, NextToken: next}
	for _, d := range page {
		out.TaskDefinitionArns = append(out.TaskDefinitionArns, d.arn)
	}
	return out, nil
}

// names are the names of all families, sorted so that family and revision order agree with the list's keys.
func (r *registry) names() []string {
	names := make([]string, 0, len(r.families))
	for name := range r.families {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (r *registry) listFamilies(in *ecs.ListTaskDefinitionFamiliesInput) (*ecs.ListTaskDefinitionFamiliesOutput, error) {
	status := either(in.Status, types.TaskDefinitionFamilyStatusAll)
	var names []string
	for _, name := range r.names() {
		active := r.families[name].latest() != nil
		if strings.HasPrefix(name, value(in.FamilyPrefix)) && (status == types.TaskDefinitionFamilyStatusAll ||
			active == (status == types.TaskDefinitionFamilyStatusActive)) {
			names = append(names, name)
		}
	}
	page, next, err := list[string]{
		query: fmt.Sprint("families", status, value(in.FamilyPrefix)), token: in.NextToken, size: in.MaxResults,
		def: 100, max: 100, items: names, key: func(n string) string { return n },
	}.page()
	if err != nil {
		return nil, err
	}
	return &ecs.ListTaskDefinitionFamiliesOutput{Families: append([]string{}, page...), NextToken: next}, nil
}

// named are the roles and the secrets that the revisions name, each once and in order.
func namedBy(r *registry) (roles, secrets []string) {
	seen := map[string]bool{"": true}
	note := func(list *[]string, text *string) {
		if t := value(text); !seen[t] {
			seen[t] = true
			*list = append(*list, t)
		}
	}
	for _, f := range r.families {
		for _, d := range f.revisions {
			if d == nil {
				continue
			}
			note(&roles, d.data.TaskRoleArn)
			note(&roles, d.data.ExecutionRoleArn)
			for _, k := range d.data.ContainerDefinitions {
				for _, s := range k.Secrets {
					note(&secrets, s.ValueFrom)
				}
			}
		}
	}
	slices.Sort(roles)
	slices.Sort(secrets)
	return roles, secrets
}
