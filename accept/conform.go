package accept

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/accept/tree"
	"github.com/ecscope/ecscope/words"
)

// conform compares a node with its shape: unknown members, missing ones, other types than there should be, values that are
// none of an enumeration. path is the place without numbers.
func (c *check) conform(n *tree.Node, k kind, path string) {
	c.repeated(n)
	switch {
	case n.Kind == tree.Null || !n.Known() || k.name == "any":
		return
	case k.list:
		c.list(n, k, path)
	case k.table:
		if c.typed(n, tree.Object, path) {
			for _, m := range n.Members {
				c.conform(m.Value, kind{name: k.name}, path+".*")
			}
		}
	case c.shapes.structs[k.name] != nil:
		if c.typed(n, tree.Object, path) {
			c.members(n, k.name, path)
		}
	default:
		c.scalar(n, k.name, path)
	}
}

func (c *check) list(n *tree.Node, k kind, path string) {
	if !c.typed(n, tree.Array, path) {
		return
	}
	for _, i := range n.Items {
		c.conform(i, kind{name: k.name}, path+"[]")
	}
}

// typed says whether a node is of a kind. If it is not, that is a finding, and nothing more is known of it.
func (c *check) typed(n *tree.Node, want tree.Kind, path string) bool {
	if n.Kind == want {
		return true
	}
	c.mistyped(n, want, path)
	n.Kind = tree.Unknown
	return false
}

func (c *check) mistyped(n *tree.Node, want tree.Kind, path string) {
	id := "json-wrong-type"
	if c.request.Operation == "RegisterTaskDefinition" && (path == "cpu" || path == "memory") && n.Kind == tree.Number {
		id = "json-task-cpu-number"
	}
	fix := "Make it " + want.String() + "."
	if n.Kind == tree.String && want != tree.Object && want != tree.Array {
		fix = "Write it without quotes."
	} else if want == tree.String && (n.Kind == tree.Number || n.Kind == tree.Bool) {
		fix = "Write it in quotes: \"" + n.Text + "\"."
	}
	c.note(id, n, last(n)+" is "+n.Kind.String()+", and has to be "+want.String(), fix)
}

// repeated finds the members of an object that are written more than once.
func (c *check) repeated(n *tree.Node) {
	for _, m := range n.Members {
		if m.Former == nil {
			continue
		}
		counts, other := m.Value.At, m.Former.At
		where := func(p tree.Position) string {
			if counts.Line == other.Line {
				return "column " + strconv.Itoa(p.Column)
			}
			return "line " + strconv.Itoa(p.Line)
		}
		c.note("duplicate-member", m.Value, m.Name+" is written more than once: the value at "+where(counts)+" counts, the one at "+where(other)+" doesn't", "")
	}
}

// last is the name of the member that a node is in.
func last(n *tree.Node) string {
	for ; n != nil; n = n.Up {
		if n.Name != "" {
			return n.Name
		}
	}
	return "it"
}

// note adds a finding of a rule that looks at shapes.
func (c *check) note(id string, n *tree.Node, says, fix string) {
	k := c.byID[id]
	if k == nil || !slices.Contains(k.Operations, c.request.Operation) {
		return
	}
	c.add(k, &scope{c, n, n}, cmp.Or(k.Level, Error))
	f := &c.found[len(c.found)-1]
	f.Says, f.Fix, f.Answer = says, cmp.Or(fix, f.Fix), ""
}

func (c *check) members(n *tree.Node, shape, path string) {
	c.strangers(n, shape)
	for _, f := range c.shapes.structs[shape] {
		at := f.name
		if path != "" {
			at = path + "." + f.name
		}
		if m := n.Get(f.name); m != nil {
			c.conform(m, f.kind, at)
			continue
		}
		if f.required && !n.Open {
			where := last(n)
			if n.Up == nil {
				where = "the request"
			}
			c.note("json-required-missing", n, f.name+" is missing in "+where, "Add "+f.name+".")
			c.found[len(c.found)-1].Path = join2(n.Path(), f.name)
		}
	}
}

// strangers finds the members that a shape does not have. Those that only an answer has are one finding.
func (c *check) strangers(n *tree.Node, shape string) {
	var answered, remarks []string
	for _, m := range n.Members {
		_, known := c.shapes.field(shape, m.Name)
		switch {
		case known:
		case tree.Templated(m.Name):
			n.Open = true
		case n.Up == nil && slices.Contains(c.shapes.output[shape], m.Name):
			answered = append(answered, m.Name)
		case strings.HasPrefix(m.Name, "$") || strings.HasPrefix(m.Name, "_") || strings.HasPrefix(m.Name, "//") || strings.Contains(m.Name, "comment"):
			remarks = append(remarks, m.Name)
		default:
			fix := "Remove it: the AWS CLI refuses it, and ECS ignores it."
			if near := words.Nearest(m.Name, c.shapes.names(shape)); len(near) > 0 {
				fix = "Did you mean " + strings.Join(near, " or ") + "?"
			}
			c.note("json-unknown-member", m.Value, m.Name+" is not a member of "+shape, fix)
			if c.request.Tolerant {
				c.found[len(c.found)-1].Severity = Warn
			}
		}
	}
	if len(answered) > 0 {
		c.note("json-unknown-member", n.Get(answered[0]), words.List(answered)+" "+words.Agree(len(answered), "is a member", "are members")+" of the answer, not of the request", drop(answered))
		c.found[len(c.found)-1].Severity = Warn
	}
	if len(remarks) > 0 {
		c.note("json-unknown-member", n.Get(remarks[0]), words.List(remarks)+" "+words.Agree(len(remarks), "is a member", "are members")+" of no shape", drop(remarks))
		c.found[len(c.found)-1].Severity = Warn
	}
}

func drop(names []string) string {
	it := words.Agree(len(names), "it", "them")
	return "Remove " + it + ": the AWS CLI refuses " + it + "; tools that render and deploy may drop " + it + "."
}

func (c *check) scalar(n *tree.Node, name, path string) {
	want := map[string]tree.Kind{"bool": tree.Bool, "int": tree.Number, "double": tree.Number, "time": tree.Number}[name]
	if want == tree.Null {
		want = tree.String
	}
	if n.Kind != want {
		lenient := c.request.Lenient && n.Kind != tree.Object && n.Kind != tree.Array
		if !lenient {
			c.mistyped(n, want, path)
		}
		if _, err := strconv.ParseBool(n.Text); want == tree.Bool && err != nil {
			n.Kind = tree.Unknown
		}
		if n.Kind == tree.Object || n.Kind == tree.Array {
			n.Kind = tree.Unknown
		}
		return
	}
	if name == "int" && strings.ContainsAny(n.Text, ".eE") {
		c.note("json-wrong-type", n, last(n)+" is "+n.Text+", and has to be a whole number", "Write a whole number.")
		return
	}
	values := c.shapes.enums[name]
	if len(values) > 0 && n.Text == "" {
		n.Kind = tree.Null // the SDK does not send it, and tools write it where nothing is set
		return
	}
	if len(values) == 0 || slices.Contains(values, n.Text) || name == "TransportProtocol" || c.covered(path) {
		return
	}
	fix := "Use one of " + strings.Join(values, ", ") + "."
	if near := words.Nearest(n.Text, values); len(near) > 0 {
		fix = "Did you mean " + strings.Join(near, " or ") + "? There are " + strings.Join(values, ", ") + "."
	}
	c.note("enum-unknown", n, last(n)+" is \""+shown(value{nodes: []*tree.Node{n}})+"\"", fix)
}

// covered says whether a rule of its own looks at the enumeration at a path.
func (c *check) covered(path string) bool {
	return slices.ContainsFunc(c.byOp[c.request.Operation], func(k *compiled) bool { return enumerated(k.Rule, path) })
}
