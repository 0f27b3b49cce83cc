package accept

import (
	"cmp"
	"slices"

	"github.com/ecscope/ecscope/accept/tree"
)

// Request is what is sent, and what is known of the account that it is sent to. What is nil is not known, and nothing is
// said that depends on it.
type Request struct {
	// Operation is that of the API: RegisterTaskDefinition, CreateService, UpdateService, RunTask, StartTask, CreateTaskSet
	// or UpdateTaskSet.
	Operation string
	Root      *tree.Node
	// Task is the task definition that the request names, Service the service as it is described, Cluster the cluster,
	// Targets a list of the target groups, Scaling what Application Auto Scaling does.
	Task, Service, Cluster, Targets, Scaling *tree.Node
	// Lenient says that numbers may be written as text and text as numbers, as CloudFormation and Terraform take them.
	Lenient bool
	// Tolerant says that whatever sends the request drops the members that the API does not have.
	Tolerant bool
}

// Finding is something that a rule says of a request.
type Finding struct {
	*Rule
	// Severity is Error where AWS refuses the request for it.
	Severity Severity
	// Node is what is wrong, Path its place in the document, Container the container that it is in; empty for none.
	Node      *tree.Node
	Path      string
	Container string
	// Says is what is wrong, Fix what to do, Answer what AWS says; empty where that is not known.
	Says, Fix, Answer string
}

// check is a request that is being checked.
type check struct {
	*Table
	request Request
	known   map[string]known
	current *tree.Node
	found   []Finding
}

// known is a fact of a request.
type known struct {
	value value
	truth truth
}

// Check says what AWS would refuse of a request, in the order of the table, with what it may refuse among it.
func (t *Table) Check(r Request) []Finding {
	c := &check{Table: t, request: r, known: map[string]known{}}
	c.conform(r.Root, kind{name: r.Operation}, "")
	root := &scope{c, r.Root, r.Root}
	for _, k := range t.byOp[r.Operation] {
		if k.At != "" {
			c.ask(k, root)
		}
	}
	slices.SortStableFunc(c.found, func(a, b Finding) int { return t.rank(a) - t.rank(b) })
	return c.found
}

// Refusal is the first thing that the service itself refuses a request for; false where it takes it.
func (t *Table) Refusal(r Request) (Finding, bool) {
	for _, f := range t.Check(r) {
		if f.Severity == Error && f.Stage != "client" {
			return f, true
		}
	}
	return Finding{}, false
}

// rank is a finding's place in the table.
func (t *Table) rank(f Finding) int {
	return slices.IndexFunc(t.rules, func(r *Rule) bool { return r == f.Rule })
}

// ask looks at all places of a rule.
func (c *check) ask(k *compiled, root *scope) {
	places := k.at.read(root).nodes
	if len(places) == 0 || k.When != "" && k.when.holds(root) != yes {
		return
	}
	for _, n := range places {
		s := &scope{c, n, n}
		severity := cmp.Or(k.Level, Error)
		if k.Refuse == "" || k.refuse.holds(s) != yes {
			if severity = Warn; k.Warn == "" || k.warn.holds(s) != yes {
				continue
			}
		}
		c.add(k, s, severity)
	}
}

func (c *check) add(k *compiled, s *scope, severity Severity) {
	f := Finding{Rule: k.Rule, Severity: severity, Node: s.here, Path: s.here.Path(), Says: s.say(k.Says), Fix: s.say(k.Fix), Answer: s.say(k.Message)}
	if m := s.here.Get(k.Mark); m != nil {
		f.Node = m
	}
	if k.Mark != "" {
		f.Path = join2(f.Path, k.Mark)
	}
	for _, n := range enclosing(s.here).nodes {
		f.Container = cmp.Or(n.Value("name"), n.Path())
	}
	c.found = append(c.found, f)
}

func join2(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// fact is a fact of the request, worked out once.
func (s *scope) fact(name string) known {
	if f, ok := s.known[name]; ok {
		return f
	}
	f := known{value: unknown()}
	if e, ok := s.facts[s.request.Operation][name]; ok {
		root := &scope{s.check, s.request.Root, s.request.Root}
		if e.read != nil {
			f.value = e.read(root)
		}
		f.truth = e.holds(root)
	}
	s.known[name] = f
	return f
}

// thing is what a request is seen with.
func (s *scope) thing(name string) value {
	var n *tree.Node
	switch name {
	case "now":
		n = s.merged()
	case "task":
		n = s.request.Task
	case "service":
		n = s.request.Service
	case "cluster":
		n = s.request.Cluster
	case "targets":
		n = s.request.Targets
	case "scaling":
		n = s.request.Scaling
	}
	if n == nil {
		return unknown()
	}
	return value{nodes: []*tree.Node{n}}
}

// merged is the service as the request leaves it: what an update does not name stays.
func (c *check) merged() *tree.Node {
	if c.current != nil {
		return c.current
	}
	c.current = c.request.Root
	if c.request.Operation == "UpdateService" {
		c.current = overlay(c.request.Root, c.request.Service, true)
	}
	return c.current
}

// overlay is a request over what was there before; the deployment configuration is merged member by member.
func overlay(over, under *tree.Node, deep bool) *tree.Node {
	out := &tree.Node{Kind: tree.Object, Open: over.Open || under == nil, Members: slices.Clone(over.Members)}
	if under != nil {
		for _, m := range under.Members {
			if over.Get(m.Name) == nil {
				out.Members = append(out.Members, m)
			}
		}
	}
	const name = "deploymentConfiguration"
	if own := over.Get(name); deep && own != nil {
		for i, m := range out.Members {
			if m.Name == name {
				out.Members[i].Value = overlay(own, under.Get(name), false)
			}
		}
	}
	return out
}
