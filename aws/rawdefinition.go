package aws

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
)

// RawDefinition is a task definition with every member that AWS answered, those included that the SDK does not know, as they
// came: uncleaned. Its tags are a member as well.
type RawDefinition struct {
	Revision
	Members taskdef.Members
	// Tagless is why the tags could not be read; nil where they were.
	Tagless error
}

// RawDefinition reads a task definition by ARN, family:number or, for the newest ACTIVE one, family.
func (c *revisionReader) RawDefinition(ctx context.Context, name string) (*RawDefinition, error) {
	var raw bytes.Buffer
	op := call.Op("DescribeTaskDefinition", "describe revision "+clean.Text(plain.Short(name)))
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeTaskDefinition, &ecs.DescribeTaskDefinitionInput{
		TaskDefinition: &name, Include: []types.TaskDefinitionField{types.TaskDefinitionFieldTags},
	}, call.Keeping(&raw))
	if err != nil {
		return nil, err
	}
	var answer struct {
		TaskDefinition taskdef.Members
		Tags           json.RawMessage
	}
	if err := json.Unmarshal(raw.Bytes(), &answer); err != nil {
		return nil, call.NewError(call.Server, op.Words, "", call.Plain("the response is invalid", err))
	}
	d := definition{out.TaskDefinition, out.Tags, c.Stamp(), c.Clock.Now()}
	p := &RawDefinition{Revision: d.revision(), Members: answer.TaskDefinition, Tagless: c.RefusedExtra(op.Action, string(types.TaskDefinitionFieldTags))}
	if len(out.Tags) > 0 {
		p.Members["tags"] = answer.Tags
	}
	if p.ARN != "" {
		c.kept.put(plain.Short(p.ARN), d)
	}
	return p, nil
}

// Name is family:number.
func (p *RawDefinition) Name() string { return p.Family + ":" + strconv.Itoa(p.Number) }

// Container is the container definition of a name, and whether there is one.
func (p *RawDefinition) Container(name string) (ContainerDefinition, bool) {
	i := slices.IndexFunc(p.Containers, func(k ContainerDefinition) bool { return k.Name == name })
	if i < 0 {
		return ContainerDefinition{}, false
	}
	return p.Containers[i], true
}

// Port says whether any container has a port mapping of that name.
func (p *RawDefinition) Port(name string) bool {
	return slices.ContainsFunc(p.Containers, func(k ContainerDefinition) bool {
		return slices.ContainsFunc(k.Ports, func(m Port) bool { return m.Name == name })
	})
}

// Main is the container that a run of the revision is about: the named one, else the one that nothing leaves a doubt about.
func (p *RawDefinition) Main(named string, s *Service) (string, error) {
	var all, essential []string
	for _, k := range p.Containers {
		all = append(all, k.Name)
		if k.Essential && k.Router == "" {
			essential = append(essential, k.Name)
		}
	}
	if named != "" && !slices.Contains(all, named) {
		return "", &change.Refused{Reason: p.Name() + " has no container " + clean.Text(named), Way: "it has " + strings.Join(all, ", ")}
	}
	if named != "" || len(essential) == 1 {
		return cmp.Or(named, append(essential, "")[0]), nil
	}
	if s != nil {
		for _, b := range s.LoadBalancers {
			if slices.Contains(essential, b.Container) {
				return b.Container, nil
			}
		}
	}
	return "", &change.Refused{Reason: fmt.Sprintf("%s has %d essential containers: %s", p.Name(), len(essential), strings.Join(essential, ", ")),
		Way: "name the one to run with --container"}
}
