package cli

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// revisionRow is a revision of a task definition as `ecscope revisions` prints it.
type revisionRow struct {
	Revision        string              `json:"revision"`
	Family          string              `json:"family"`
	Number          int                 `json:"number"`
	ARN             string              `json:"arn"`
	Status          string              `json:"status"`
	Registered      moment              `json:"registered"`
	RegisteredBy    string              `json:"registered_by"`
	Deregistered    moment              `json:"deregistered"`
	Running         texts               `json:"running"`
	Steady          moment              `json:"steady"`
	LastGood        bool                `json:"last_good"`
	CPU             string              `json:"cpu"`
	Memory          string              `json:"memory"`
	NetworkMode     string              `json:"network_mode"`
	OS              string              `json:"os"`
	Architecture    string              `json:"architecture"`
	TaskRole        string              `json:"task_role"`
	ExecutionRole   string              `json:"execution_role"`
	Compatibilities texts               `json:"compatibilities"`
	Containers      list[definitionRow] `json:"containers"`
	Tags            tags                `json:"tags"`
}

// definitionRow is a container as a revision declares it. Environment has the names of its variables, never a value.
type definitionRow struct {
	Name        string `json:"name"`
	Image       string `json:"image"`
	Essential   bool   `json:"essential"`
	CPU         int    `json:"cpu"`
	Memory      int    `json:"memory"`
	Reservation int    `json:"memory_reservation"`
	Ports       texts  `json:"ports"`
	Environment texts  `json:"environment"`
	Secrets     texts  `json:"secrets"`
	LogDriver   string `json:"log_driver"`
}

func revisionsCommand(p *program) *cobra.Command {
	limit := 20
	v := verb[revisionRow]{
		use: "revisions family | cluster/service", short: "List the revisions of a task definition, newest first",
		nouns: "revisions", takes: itsOwnWay,
		prints: func(text string) bool { return !strings.Contains(text, "/") || strings.HasPrefix(text, "arn:") },
		order: func(a, b revisionRow) int {
			return cmp.Or(words.Natural(a.Family, b.Family), cmp.Compare(b.Number, a.Number))
		},
		read: func(ctx context.Context, r *reader, text string) ([]revisionRow, error) {
			return readRevisions(ctx, r, text, limit)
		},
		columns: []column[revisionRow]{
			{head: "REVISION", cell: func(r revisionRow, _ look) cell { return cell{text: r.Revision} }},
			{head: "STATUS", cell: func(r revisionRow, _ look) cell { return cell{text: r.Status} }},
			{head: "REGISTERED", right: true, cell: func(r revisionRow, l look) cell { return cell{text: l.age(r.Registered)} }},
			{head: "RUNNING", cell: func(r revisionRow, _ look) cell { return cell{text: value(r.Running)} }},
			{head: "STEADY", cell: func(r revisionRow, l look) cell { return cell{text: r.steady(l)} }},
			{head: "CPU", right: true, cell: func(r revisionRow, _ look) cell { return cell{text: r.CPU} }},
			{head: "MEMORY", right: true, cell: func(r revisionRow, _ look) cell { return cell{text: r.Memory} }},
			{head: "IMAGES", cell: func(r revisionRow, _ look) cell { return cell{text: r.images()} }},
		},
	}
	c := command(p, v)
	c.Flags().IntVarP(&limit, "limit", "n", limit, "at most this many; 0 for all")
	return c
}

// readRevisions lists all and then has the newest described: each costs a call.
func readRevisions(ctx context.Context, r *reader, text string, limit int) ([]revisionRow, error) {
	family, s, err := r.family(ctx, text)
	if err != nil {
		return nil, err
	}
	what, arn := "revisions of "+family, func(v aws.Revision) string { return v.ARN }
	all, err := gather(r, what, r.Revisions(ctx, family, nil), arn)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, r.unknownFamily(ctx, family)
	}
	slices.SortFunc(all, func(a, b aws.Revision) int { return cmp.Compare(b.Number, a.Number) })
	if limit > 0 {
		all = all[:min(limit, len(all))]
	}
	var wanted []string
	for _, v := range all {
		wanted = append(wanted, v.ARN)
	}
	all, err = gather(r, what, r.Revisions(ctx, family, func() []string { return wanted }), arn)
	all = slices.DeleteFunc(all, func(v aws.Revision) bool { return !slices.Contains(wanted, v.ARN) })
	table := rows(all, newRevisionRow)
	if s.Name != "" {
		r.lineage(ctx, s, table)
	}
	return table, err
}

// lineage tells of revisions what a service made of them. That its history cannot be read is said, and stays unknown.
func (r *reader) lineage(ctx context.Context, s aws.Service, rows []revisionRow) {
	family, _, _ := strings.Cut(s.Revision, ":")
	r.progress.at("the deployments of "+s.Cluster+"/"+s.Name, 0)
	uses, err := r.Usage(ctx, family, []aws.Service{s})
	good, when, none := r.LastGood(ctx, s.Cluster, s.Name)
	for i := range rows {
		v := &rows[i]
		use := uses[v.Revision]
		v.Running, v.Steady, v.LastGood = use.Services, moment{use.Good}, v.Revision == good && none == nil
		if v.LastGood && !when.IsZero() {
			v.Steady = moment{when}
		}
	}
	if err != nil {
		r.note("can't tell which revisions reached a steady state: " + err.Error())
	}
}

// family is the family that is named, or the one that a service runs, and that service.
func (r *reader) family(ctx context.Context, text string) (string, aws.Service, error) {
	if !strings.Contains(text, "/") {
		return text, aws.Service{}, nil
	}
	if ref, err := r.arn(text); err == nil && ref.Thing == aws.RevisionThing {
		text, _, _ = strings.Cut(ref.ID, ":")
		return text, aws.Service{}, nil
	}
	_, s, err := r.service(ctx, text)
	if err != nil {
		return "", s, err
	}
	if wrong := aws.Unrevised(s); wrong != nil {
		return "", s, misuse("%v", wrong)
	}
	family, _, _ := strings.Cut(s.Revision, ":")
	return family, s, nil
}

// steady is when it last was, and that it is the one to go back to.
func (r revisionRow) steady(l look) string {
	text := l.age(r.Steady)
	if r.LastGood {
		return strings.TrimSpace(text + " last good")
	}
	return text
}

func (r *reader) unknownFamily(ctx context.Context, name string) error {
	all, _ := r.familyNames(ctx)
	return unknown("family", name, all)
}

func (r *reader) familyNames(ctx context.Context) ([]string, error) {
	return gather(r, "families", r.Families(ctx), func(f string) string { return f })
}

func newRevisionRow(v aws.Revision) (revisionRow, bool) {
	r := revisionRow{
		Revision: v.Family + ":" + strconv.Itoa(v.Number), Family: v.Family, Number: v.Number, ARN: v.ARN, Status: v.Status,
		Registered: moment{v.Registered}, RegisteredBy: v.RegisteredBy, Deregistered: moment{v.Deregistered},
		CPU: v.CPU, Memory: v.Memory, NetworkMode: v.NetworkMode, OS: v.OS, Architecture: v.Architecture,
		TaskRole: v.TaskRole, ExecutionRole: v.ExecutionRole, Compatibilities: v.Compatibilities, Tags: v.Tags,
	}
	for _, c := range v.Containers {
		r.Containers = append(r.Containers, newDefinitionRow(c))
	}
	return r, v.Described
}

func newDefinitionRow(c aws.ContainerDefinition) definitionRow {
	row := definitionRow{
		Name: c.Name, Image: c.Image, Essential: c.Essential, CPU: c.CPU, Memory: c.Memory, Reservation: c.Reservation,
		LogDriver: c.Log.Driver,
	}
	for _, p := range c.Ports {
		row.Ports = append(row.Ports, fmt.Sprintf("%d/%s", p.Container, p.Protocol))
	}
	for _, v := range c.Environment {
		row.Environment = append(row.Environment, v.Name)
	}
	for _, s := range c.Secrets {
		row.Secrets = append(row.Secrets, s.Name)
	}
	return row
}

// images lists the image of each container without its registry, which is long and mostly the same.
func (r revisionRow) images() string {
	var all []string
	for _, c := range r.Containers {
		all = append(all, c.Image[strings.LastIndexByte(c.Image, '/')+1:])
	}
	return strings.Join(all, ", ")
}
