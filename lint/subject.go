package lint

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
)

// ErrNothing is that a text holds nothing that can be checked.
var ErrNothing = errors.New("no task or service definition")

// Subject is one definition.
type Subject struct {
	// File is where it is from, as it was named. Name is its family or the service's name, as far as it is known.
	File, Name string
	Request    accept.Request
	// Described says that it is what AWS answered, and not what is sent.
	Described bool
	// revision is the number of a described task definition.
	revision string
	ignore   []Ignore
}

// Kind is what it is: task definition, service, task set or task.
func (s *Subject) Kind() string {
	switch s.Request.Operation {
	case "RegisterTaskDefinition":
		return "task definition"
	case "RunTask", "StartTask":
		return "task"
	case "CreateTaskSet":
		return "task set"
	}
	return "service"
}

// Read finds the definitions in the text of a file: JSON with comments and placeholders, Jsonnet or YAML, in the shapes that
// people keep them in. Its error is ErrNothing where there is none, else why the text cannot be read.
func (r *Rules) Read(file, text string) ([]*Subject, error) {
	if ending := Ending(file); ending == ".tf" || ending == ".hcl" {
		return nil, errors.New("HCL is not read: check what terraform show -json prints of the plan")
	}
	roots, json, err := documents(file, text)
	if err != nil {
		return nil, err
	}
	f := &finder{rules: r, file: file}
	for _, n := range roots {
		f.find(n, 0)
	}
	if len(f.found) == 0 {
		return nil, ErrNothing
	}
	ignore := comments(tree.Comments(text, json))
	for _, s := range f.found {
		s.ignore = ignore
	}
	return f.found, nil
}

// Ending is the ending of a file's name, in lower case and without that of a template: .json for web.json.tpl.
func Ending(file string) string {
	ending := strings.ToLower(filepath.Ext(file))
	if slices.Contains([]string{".tpl", ".tftpl", ".tmpl", ".template", ".j2", ".erb", ".in"}, ending) {
		if inner := strings.ToLower(filepath.Ext(file[:len(file)-len(ending)])); inner != "" {
			return inner
		}
	}
	return ending
}

// documents reads a text by its file's ending, or by how it begins.
func documents(file, text string) (roots []*tree.Node, json bool, err error) {
	ending := Ending(file)
	begin := strings.TrimLeft(strings.TrimPrefix(text, "\ufeff"), " \t\r\n")
	jsonnet := ending == ".jsonnet" || ending == ".libsonnet"
	switch {
	case ending == ".yaml" || ending == ".yml":
	case ending == ".json" || ending == ".jsonc" || jsonnet, begin == "", strings.HasPrefix(begin, "{"), strings.HasPrefix(begin, "["), strings.HasPrefix(begin, "/"):
		json = true
	}
	if json {
		n, err := tree.JSON(text, jsonnet)
		return []*tree.Node{n}, true, err
	}
	roots, err = tree.YAML(text)
	return roots, false, err
}

// Subject is a definition that was not read from a file but described by AWS. of is what it is called.
func (r *Rules) Subject(of string, request accept.Request) *Subject {
	s := &Subject{File: of, Described: true, Request: request}
	r.shape(s, true)
	s.Name = request.Root.Value("family") + request.Root.Value("serviceName")
	return s
}

// finder looks for definitions in a document.
type finder struct {
	rules *Rules
	file  string
	found []*Subject
}

func (f *finder) find(n *tree.Node, depth int) {
	if n == nil || depth > 4 {
		return
	}
	if n.Kind == tree.Array {
		f.list(n, depth)
		return
	}
	if n.Kind != tree.Object || f.wrapped(n) {
		return
	}
	if op := operation(n); op != "" {
		f.add(op, n, false)
	}
}

// list finds definitions in a list, or a list of containers as Terraform's templates hold it.
func (f *finder) list(n *tree.Node, depth int) {
	container := func(i *tree.Node) bool { return has(i, "name", "image") == 2 }
	if len(n.Items) > 0 && !slices.ContainsFunc(n.Items, func(i *tree.Node) bool { return !container(i) }) {
		root := &tree.Node{Kind: tree.Object, Open: true, At: n.At, End: n.End}
		root.Set("containerDefinitions", n)
		f.add("RegisterTaskDefinition", root, false)
		f.found[len(f.found)-1].Request.Tolerant = true // Terraform decodes it, and drops the others
		return
	}
	for _, i := range n.Items {
		f.find(i, depth+1)
	}
}

// wrapped finds what is in an answer of AWS or in a template of CloudFormation or Terraform.
func (f *finder) wrapped(n *tree.Node) bool {
	for _, w := range []struct{ name, op string }{{"taskDefinition", "RegisterTaskDefinition"}, {"service", "CreateService"}} {
		inner, op := n.Get(w.name), w.op
		if inner == nil || inner.Kind != tree.Object || operation(inner) != op {
			continue
		}
		if tags := n.Get("tags"); tags != nil && inner.Get("tags") == nil {
			inner.Members = append(inner.Members, tree.Member{Name: "tags", At: tags.At, Value: tags})
		}
		f.add(op, inner, true)
		return true
	}
	if all := n.Get("services"); all != nil && all.Kind == tree.Array && len(all.Items) > 0 && operation(all.Items[0]) == "CreateService" {
		for _, s := range all.Items {
			f.add("CreateService", s, s.Get("serviceArn") != nil)
		}
		return true
	}
	before := len(f.found)
	f.template(n.Get("Resources"))
	for _, r := range blocks(n.Get("resource")) {
		for _, kind := range r.Members {
			for _, named := range blocks(kind.Value) {
				for _, m := range named.Members {
					for _, one := range blocks(m.Value) {
						f.resource(kind.Name, one)
					}
				}
			}
		}
	}
	f.planned(n.Get("planned_values").Get("root_module"))
	return len(f.found) > before
}

// template finds the resources of CloudFormation, those of a loop included: a name, a list, and what is made for each of it.
func (f *finder) template(all *tree.Node) {
	if all == nil {
		return
	}
	for _, m := range all.Members {
		if loop := m.Value; strings.HasPrefix(m.Name, "Fn::ForEach::") && loop.Kind == tree.Array && len(loop.Items) == 3 {
			f.template(loop.Items[2])
			continue
		}
		f.resource(m.Value.Value("Type"), m.Value.Get("Properties"))
	}
}

// planned finds the resources in what `terraform show -json` prints of a plan.
func (f *finder) planned(module *tree.Node) {
	for _, r := range blocks(module.Get("resources")) {
		f.resource(r.Value("type"), r.Get("values"))
	}
	for _, m := range blocks(module.Get("child_modules")) {
		f.planned(m)
	}
}

// blocks are the objects of a list, or the one that stands for itself.
func blocks(n *tree.Node) []*tree.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == tree.Array:
		return n.Items
	}
	return []*tree.Node{n}
}

func (f *finder) resource(kind string, n *tree.Node) {
	if n == nil || n.Kind != tree.Object {
		return
	}
	switch kind {
	case "AWS::ECS::TaskDefinition", "aws_ecs_task_definition":
		f.add("RegisterTaskDefinition", n, false)
	case "AWS::ECS::Service", "aws_ecs_service":
		f.add("CreateService", n, false)
	}
}

func (f *finder) add(op string, n *tree.Node, described bool) {
	n.Up = nil
	s := &Subject{File: f.file, Described: n.Get("taskDefinitionArn") != nil || n.Get("serviceArn") != nil, revision: n.Value("revision"), Request: accept.Request{Operation: op, Root: n}}
	f.rules.shape(s, described)
	s.Name = n.Value("family") + n.Value("serviceName")
	if op == "UpdateService" {
		s.Name = n.Value("service")
	}
	f.found = append(f.found, s)
}

// operation is what an object is the input of; empty where it does not look like any.
func operation(n *tree.Node) string {
	if n.Kind != tree.Object {
		return ""
	}
	settings := has(n, "cpu", "memory", "networkMode", "requiresCompatibilities", "executionRoleArn", "taskRoleArn", "volumes")
	service := has(n, "desiredCount", "launchType", "loadBalancers", "networkConfiguration", "deploymentConfiguration", "schedulingStrategy", "taskDefinition",
		"capacityProviderStrategy", "deploymentController", "serviceRegistries", "enableExecuteCommand", "healthCheckGracePeriodSeconds", "placementStrategy",
		"placementConstraints", "platformVersion", "enableECSManagedTags", "propagateTags", "serviceConnectConfiguration", "availabilityZoneRebalancing", "role")
	text := func(name string) bool { return n.Get(name) != nil && n.Get(name).Kind == tree.String }
	switch {
	case has(n, "containerDefinitions") == 1, has(n, "family") == 1 && settings > 0:
		return "RegisterTaskDefinition"
	case has(n, "serviceName", "serviceArn") > 0 && service > 0:
		return "CreateService"
	case text("service") && text("taskDefinition") && has(n, "cluster") == 1 && has(n, "scale", "externalId", "launchType") > 0:
		return "CreateTaskSet"
	case text("service") && has(n, "cluster") == 1 && has(n, "forceNewDeployment")+service > 0:
		return "UpdateService"
	case text("taskDefinition") && has(n, "containerInstances") == 1:
		return "StartTask"
	case text("taskDefinition") && has(n, "overrides", "count", "startedBy", "launchType", "cluster", "networkConfiguration", "capacityProviderStrategy") > 0 &&
		has(n, "desiredCount", "loadBalancers", "deploymentConfiguration", "schedulingStrategy", "deploymentController", "serviceRegistries", "healthCheckGracePeriodSeconds") == 0:
		return "RunTask"
	case service >= 3 && has(n, "desiredCount", "loadBalancers", "deploymentConfiguration", "schedulingStrategy") > 0:
		return "CreateService"
	}
	return ""
}

// has counts the members of an object, in any of the capitalizations.
func has(n *tree.Node, names ...string) int {
	count := 0
	for _, name := range names {
		if slices.ContainsFunc(n.Members, func(m tree.Member) bool { return folded(m.Name) == strings.ToLower(name) }) {
			count++
		}
	}
	return count
}

// folded is a name without its capitalization.
func folded(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }
