package world

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// tagging answers the calls about tags.
type tagging struct {
	origin
	clusters    *directory
	definitions *registry
	providers   *providers
}

// find finds the tags of whatever an ARN names.
func (x *tagging) find(ref *string) (*[]types.Tag, error) {
	arn := value(ref)
	rest, ok := strings.CutPrefix(arn, x.arn("", "")[:len(x.arn("", ""))-1])
	kind, path, _ := strings.Cut(rest, "/")
	if !ok {
		return nil, invalid("Invalid ARN: %s", arn)
	}
	name, _, _ := strings.Cut(path, "/")
	c := x.clusters.named[name]
	switch {
	case kind == "task-definition":
		if d := x.definitions.find(arn); d != nil {
			return &d.tags, nil
		}
	case kind == "capacity-provider":
		if p := x.providers.find(arn); p != nil {
			return &p.tags, nil
		}
	case c == nil:
		return nil, fault("ClusterNotFoundException", "Cluster not found.")
	case kind == "cluster":
		return &c.tags, nil
	case kind == "service":
		if s := c.service(arn); s != nil && s.status != "INACTIVE" {
			return &s.tags, nil
		}
	case kind == "task":
		if t := c.task(arn); t != nil {
			return &t.tags, nil
		}
	case kind == "container-instance":
		if i := c.instance(arn); i != nil {
			return &i.tags, nil
		}
	}
	return nil, invalid("The specified %s could not be found. Specify an active %[1]s and try again.", kind)
}

func (x *tagging) list(in *ecs.ListTagsForResourceInput) (*ecs.ListTagsForResourceOutput, error) {
	tags, err := x.find(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	return &ecs.ListTagsForResourceOutput{Tags: append([]types.Tag{}, clone(*tags)...)}, nil
}

func (x *tagging) add(in *ecs.TagResourceInput) (*ecs.TagResourceOutput, error) {
	tags, err := x.find(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	if reserved(in.Tags) {
		return nil, invalid("Tag keys must not be empty or begin with aws:.")
	}
	if err := x.providers.accepted.part("tag-", &ecs.RunTaskInput{Tags: in.Tags}); err != nil {
		return nil, err
	}
	next := slices.Clone(*tags)
	for _, tag := range in.Tags {
		if i := slices.IndexFunc(next, func(o types.Tag) bool { return *o.Key == *tag.Key }); i >= 0 {
			next = slices.Delete(next, i, i+1)
		}
		next = append(next, tag)
	}
	if len(next) > 50 {
		return nil, invalid("A resource can have at most 50 tags.")
	}
	*tags = next
	return &ecs.TagResourceOutput{}, nil
}

// reserved says whether a key is empty or AWS's own, of which TagResource says something else than the calls that create.
func reserved(tags []types.Tag) bool {
	return slices.ContainsFunc(tags, func(t types.Tag) bool { return value(t.Key) == "" || own(*t.Key) })
}

// own says whether a tag's key is one that only AWS may write.
func own(key string) bool { return strings.HasPrefix(strings.ToLower(key), "aws:") }

func (x *tagging) remove(in *ecs.UntagResourceInput) (*ecs.UntagResourceOutput, error) {
	tags, err := x.find(in.ResourceArn)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(in.TagKeys, own) {
		return nil, invalid("Tags whose keys begin with aws: can't be removed. (the simulator's wording)")
	}
	*tags = slices.DeleteFunc(slices.Clone(*tags), func(t types.Tag) bool { return slices.Contains(in.TagKeys, *t.Key) })
	return &ecs.UntagResourceOutput{}, nil
}
