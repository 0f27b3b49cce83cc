package aws

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/clean"
)

// rawDefinition is a task definition with every member that AWS answered, those included that the SDK does not know, as they
// came: uncleaned. Its tags are a member as well.
type rawDefinition struct {
	Revision
	members taskdef.Members
	// tagless is why the tags could not be read; nil where they were.
	tagless error
}

// rawDefinition reads a task definition by ARN, family:number or, for the newest ACTIVE one, family.
func (c *revisionReader) rawDefinition(ctx context.Context, name string) (*rawDefinition, error) {
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
	p := &rawDefinition{Revision: d.revision(), members: answer.TaskDefinition, tagless: c.RefusedExtra(op.Action, string(types.TaskDefinitionFieldTags))}
	if len(out.Tags) > 0 {
		p.members["tags"] = answer.Tags
	}
	if p.ARN != "" {
		c.kept.put(plain.Short(p.ARN), d)
	}
	return p, nil
}

// name is family:number.
func (p *rawDefinition) name() string { return p.Family + ":" + strconv.Itoa(p.Number) }

// container is the container definition of a name, and whether there is one.
func (p *rawDefinition) container(name string) (ContainerDefinition, bool) {
	i := slices.IndexFunc(p.Containers, func(k ContainerDefinition) bool { return k.Name == name })
	if i < 0 {
		return ContainerDefinition{}, false
	}
	return p.Containers[i], true
}

// port says whether any container has a port mapping of that name.
func (p *rawDefinition) port(name string) bool {
	return slices.ContainsFunc(p.Containers, func(k ContainerDefinition) bool {
		return slices.ContainsFunc(k.Ports, func(m Port) bool { return m.Name == name })
	})
}

// tagged is the tag of an image; it is empty for one that is named by digest.
func tagged(image string) string {
	if strings.Contains(image, "@") {
		return ""
	}
	name := image[strings.LastIndexByte(image, '/')+1:]
	if _, tag, ok := strings.Cut(name, ":"); ok {
		return tag
	}
	return "latest"
}

// floating says whether a tag is of the sort that is moved to new images: no digit in it, or just a version's first or
// first two numbers.
func floating(tag string) bool {
	digits := strings.Trim(strings.TrimPrefix(tag, "v"), "0123456789")
	return tag != "" && (!strings.ContainsAny(tag, "0123456789") || digits == "" && len(tag) <= 4 || digits == "." && len(tag) <= 7)
}
