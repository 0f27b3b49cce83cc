package aws

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// Revision is one revision of a task definition. While Described is false only ARN, Family and Number are known.
type Revision struct {
	ARN, Family string
	Number      int
	// Status is ACTIVE, INACTIVE or DELETE_IN_PROGRESS.
	Status                   string
	Registered, Deregistered time.Time
	RegisteredBy             string
	CPU, Memory              string
	NetworkMode, PID, IPC    string
	TaskRole, ExecutionRole  string
	Compatibilities          []string
	OS, Architecture         string
	EphemeralGiB             int
	Containers               []ContainerDefinition
	Volumes                  []Volume
	Tags                     []Tag
	Described                bool
	Seen                     time.Time
}

// definition is a task definition as it was described. Only its status can change, so it is kept.
type definition struct {
	task *types.TaskDefinition
	tags []types.Tag
	seen time.Time // as values are stamped
	read time.Time // by the clock that ages it
}

// fresh is how old a kept definition may be where its status matters.
const fresh = time.Minute

// revisionReader reads task definitions. A revision never changes but for its status, so that it is kept.
type revisionReader struct {
	*call.Caller
	ecs  *ecs.Client
	kept *cache[definition]
}

// Revisions yields the revisions of a family, newest first, INACTIVE ones after ACTIVE ones: names before details. Only
// those that first names (by ARN, family:number or number) are described, and first is asked again as long as one of
// them is missing; the others stay undescribed, unless they were described before in this session.
func (c *revisionReader) Revisions(ctx context.Context, family string, first Wanted) iter.Seq2[[]Revision, error] {
	s := listing[Revision]{words: "list revisions of " + clean.Text(family), size: 1, lazy: true,
		list: func(ctx context.Context, _ string, at cursor) ([]Revision, *cursor, error) {
			return c.listRevisions(ctx, family, at)
		},
		describe: func(ctx context.Context, _ string, rows []Revision) ([]Revision, error) {
			d, err := c.describeRevision(ctx, rows[0].ARN)
			if call.KindOf(err) == call.NotFound {
				return nil, nil
			}
			return plain.Each(slices.DeleteFunc([]definition{d}, func(definition) bool { return err != nil }), definition.revision), err
		},
		key:      func(r Revision) string { return r.ARN },
		complete: func(r Revision) bool { return r.Described },
		asked: func(r Revision, names map[string]bool) bool {
			return names[r.ARN] || names[plain.Short(r.ARN)] || names[strconv.Itoa(r.Number)]
		},
	}
	return s.pages(ctx, []string{""}, first)
}

// Revision reads one revision by ARN, family:number or, for the newest ACTIVE one, family. An answer may be a minute old.
func (c *revisionReader) Revision(ctx context.Context, name string) (Revision, error) {
	if d, ok := c.kept.get(plain.Short(name)); ok && c.Clock.Now().Sub(d.read) < fresh {
		return d.revision(), nil
	}
	d, err := c.describeRevision(ctx, name)
	if err != nil {
		return Revision{}, err
	}
	return d.revision(), nil
}

// KnownRevision is a revision as it was last described in this session, and read where it never was: for what doesn't change of one.
func (c *revisionReader) KnownRevision(ctx context.Context, name string) (Revision, error) {
	d, known := c.kept.get(plain.Short(name))
	if !known {
		var err error
		if d, err = c.describeRevision(ctx, name); err != nil {
			return Revision{}, err
		}
	}
	return d.revision(), nil
}

func (c *revisionReader) listRevisions(ctx context.Context, family string, at cursor) ([]Revision, *cursor, error) {
	status := []types.TaskDefinitionStatus{types.TaskDefinitionStatusActive, types.TaskDefinitionStatusInactive}[at.part]
	op := call.Op("ListTaskDefinitions", "list revisions of "+clean.Text(family))
	out, err := call.Read(ctx, c.Caller, op, c.ecs.ListTaskDefinitions, &ecs.ListTaskDefinitionsInput{
		FamilyPrefix: plain.Optional(family), Status: status, Sort: types.SortOrderDesc, NextToken: at.at(),
	})
	if err != nil {
		return nil, nil, err
	}
	return plain.Each(out.TaskDefinitionArns, func(arn string) Revision { return c.named(clean.Text(arn), string(status)) }), at.next(out.NextToken, 2), nil
}

// named is a revision of which the list told the ARN and status.
func (c *revisionReader) named(arn, status string) Revision {
	r := Revision{ARN: arn, Status: status, Seen: c.Stamp()}
	r.Family, r.Number = plain.SplitRevision(arn)
	if d, ok := c.kept.get(plain.Short(arn)); ok {
		known := d.revision()
		known.Status, known.Seen = status, r.Seen
		return known
	}
	return r
}

func (c *revisionReader) describeRevision(ctx context.Context, name string) (definition, error) {
	op := call.Op("DescribeTaskDefinition", "describe revision "+clean.Text(plain.Short(name)))
	out, err := call.Read(ctx, c.Caller, op, c.ecs.DescribeTaskDefinition, &ecs.DescribeTaskDefinitionInput{
		TaskDefinition: &name, Include: []types.TaskDefinitionField{types.TaskDefinitionFieldTags},
	})
	if err != nil {
		return definition{}, err
	}
	d := definition{out.TaskDefinition, out.Tags, c.Stamp(), c.Clock.Now()}
	if r := d.revision(); r.ARN != "" {
		c.kept.put(plain.Short(r.ARN), d)
	}
	return d, nil
}

// Families yields the names of the task definition families that have ACTIVE revisions.
func (c *revisionReader) Families(ctx context.Context) iter.Seq2[[]string, error] {
	s := listing[string]{words: "list families",
		list: func(ctx context.Context, _ string, at cursor) ([]string, *cursor, error) {
			out, err := call.Read(ctx, c.Caller, call.Op("ListTaskDefinitionFamilies", "list families"), c.ecs.ListTaskDefinitionFamilies,
				&ecs.ListTaskDefinitionFamiliesInput{Status: types.TaskDefinitionFamilyStatusActive, NextToken: at.at()})
			if err != nil {
				return nil, nil, err
			}
			return plain.Texts(out.Families), at.next(out.NextToken, 1), nil
		},
		key:      func(s string) string { return s },
		complete: func(string) bool { return true },
	}
	return s.pages(ctx, []string{""}, nil)
}

// revision maps a definition. Each call makes values of its own.
func (d definition) revision() Revision {
	t := d.task
	out := Revision{
		ARN: plain.Text(t.TaskDefinitionArn), Family: plain.Text(t.Family), Number: int(t.Revision), Status: plain.Word(t.Status),
		Registered: plain.When(t.RegisteredAt), Deregistered: plain.When(t.DeregisteredAt), RegisteredBy: plain.Text(t.RegisteredBy),
		CPU: plain.Text(t.Cpu), Memory: plain.Text(t.Memory), NetworkMode: plain.Word(t.NetworkMode), PID: plain.Word(t.PidMode), IPC: plain.Word(t.IpcMode),
		TaskRole: plain.Text(t.TaskRoleArn), ExecutionRole: plain.Text(t.ExecutionRoleArn), Compatibilities: plain.Texts(t.Compatibilities),
		Containers: plain.Each(t.ContainerDefinitions, containerDefinition), Volumes: plain.Each(t.Volumes, volume),
		Tags: tags(d.tags), Described: true, Seen: d.seen,
	}
	name, n := plain.SplitRevision(out.ARN)
	out.Family, out.Number = cmp.Or(out.Family, name), cmp.Or(out.Number, n)
	if p := t.RuntimePlatform; p != nil {
		out.OS, out.Architecture = plain.Word(p.OperatingSystemFamily), plain.Word(p.CpuArchitecture)
	}
	if t.EphemeralStorage != nil {
		out.EphemeralGiB = int(t.EphemeralStorage.SizeInGiB)
	}
	return out
}

// Neighbours names the revisions that one which does not exist may be a slip of; empty where none are found.
func (c *revisionReader) Neighbours(ctx context.Context, revision string) string {
	family, n := plain.SplitRevision(revision)
	rows, _, err := c.listRevisions(ctx, family, cursor{})
	if err != nil {
		return ""
	}
	if len(rows) == 0 {
		for names, err := range c.Families(ctx) {
			if near := words.Nearest(family, names); err == nil && len(near) > 0 {
				return "did you mean " + call.Either(near) + "?"
			}
		}
		return ""
	}
	away := func(r Revision) int { return max(r.Number-n, n-r.Number) }
	slices.SortStableFunc(rows, func(a, b Revision) int { return away(a) - away(b) })
	rows = rows[:min(3, len(rows))]
	slices.SortFunc(rows, func(a, b Revision) int { return a.Number - b.Number })
	return "the nearest are " + strings.Join(plain.Each(rows, func(r Revision) string { return plain.Short(r.ARN) }), ", ")
}

// latest is the number of a family's newest ACTIVE revision, 0 where there is none.
func (c *revisionReader) LatestRevision(ctx context.Context, family string) (int, error) {
	rows, _, err := c.listRevisions(ctx, family, cursor{})
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].Number, nil
}
