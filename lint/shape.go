package lint

import (
	"slices"
	"strings"

	"github.com/ecscope/ecscope/accept/tree"
)

// shape brings a definition to the names of the API. In the API's own capitalization nothing is changed but what only
// answers have; in that of CloudFormation and Terraform members are renamed, and those that the API does not have are left out.
func (r *Rules) shape(s *Subject, wrapped bool) {
	n, op := s.Request.Root, s.Request.Operation
	if s.plain() {
		if wrapped || op == "CreateService" && s.Described {
			n.Members = slices.DeleteFunc(n.Members, func(m tree.Member) bool { _, _, known := r.table.Member(op, m.Name); return !known })
		}
		if s.Described && op == "CreateService" {
			described(n)
		}
		s.supply()
		return
	}
	s.Request.Lenient, s.Request.Tolerant = true, true
	calls(n)
	r.rename(n, op)
	for _, name := range []string{"family", "serviceName", "desiredCount"} {
		if _, _, known := r.table.Member(op, name); known {
			given(n, name)
		}
	}
}

// plain says whether a definition has the API's capitalization.
func (s *Subject) plain() bool {
	upper, snake := 0, 0
	for _, m := range s.Request.Root.Members {
		if m.Name != "" && m.Name[0] >= 'A' && m.Name[0] <= 'Z' {
			upper++
		}
		if strings.Contains(m.Name[min(1, len(m.Name)):], "_") {
			snake++
		}
	}
	return upper*2 < len(s.Request.Root.Members) && (snake == 0 || has(s.Request.Root, "containerDefinitions") == 1 && s.Request.Root.Get("containerDefinitions") != nil)
}

// supply adds what a tool adds to a service that is kept without its name.
func (s *Subject) supply() {
	n := s.Request.Root
	if s.Request.Operation == "CreateService" && n.Get("serviceName") == nil {
		for _, name := range []string{"serviceName", "taskDefinition", "desiredCount"} {
			given(n, name)
		}
	}
}

// given gives a definition a member that a tool adds, with a value that is not known. A daemon service has no desired count.
func given(n *tree.Node, name string) {
	if n.Get(name) == nil && (name != "desiredCount" || n.Value("schedulingStrategy") != "DAEMON") {
		n.Set(name, &tree.Node{Kind: tree.Unknown})
	}
}

// described takes out of a described service what AWS has filled in and create-service would refuse.
func described(n *tree.Node) {
	drop := []string{"role"}
	if n.Value("schedulingStrategy") == "DAEMON" {
		drop = append(drop, "desiredCount")
	}
	if n.Value("healthCheckGracePeriodSeconds") == "0" {
		drop = append(drop, "healthCheckGracePeriodSeconds")
	}
	if kind := value(n.Get("deploymentController"), "type"); kind == "EXTERNAL" || kind == "CODE_DEPLOY" {
		drop = append(drop, "taskDefinition", "loadBalancers", "deploymentConfiguration")
		n.Open = true
		if kind == "EXTERNAL" { // what the primary task set has
			drop = append(drop, "networkConfiguration", "launchType", "capacityProviderStrategy", "platformVersion", "serviceRegistries")
		}
	}
	n.Members = slices.DeleteFunc(n.Members, func(m tree.Member) bool { return slices.Contains(drop, m.Name) })
}

// other are members that CloudFormation and Terraform name otherwise.
func other(name string) string {
	switch name {
	case "proxyconfigurationproperties":
		return "properties"
	case "placementstrategies", "orderedplacementstrategy":
		return "placementStrategy"
	case "volume":
		return "volumes"
	}
	return ""
}

// rename gives the members of an object, and of all in it, the names of its shape.
func (r *Rules) rename(n *tree.Node, shape string) {
	var kept []tree.Member
	for _, m := range n.Members {
		name := r.table.Find(shape, folded(m.Name))
		if name == "" {
			name = r.table.Find(shape, folded(other(folded(m.Name))))
		}
		if name == "" {
			if near := r.table.Near(shape, m.Name); near != "" && n.Get(near) == nil {
				kept = append(kept, m) // misspelled, and not what only the template has
			}
			continue
		}
		m.Name, m.Value.Name = name, name
		kind, list, _ := r.table.Member(shape, name)
		if name == "containerDefinitions" && m.Value.Kind == tree.String {
			m.Value = parsed(m.Value)
			m.Value.Up, m.Value.Name = n, name
		}
		if m.Value.Kind == tree.Array && len(m.Value.Items) == 1 && r.table.Structure(kind) && !list {
			unlist(m.Value) // Terraform writes one block as a list of one
		}
		r.value(m.Value, kind, name)
		kept = append(kept, m)
	}
	n.Members = kept
}

// value renames in a member's value.
func (r *Rules) value(v *tree.Node, kind, name string) {
	switch {
	case name == "tags" && v.Kind == tree.Object, name == "networkConfiguration" && has(v, "awsvpcConfiguration") == 0:
		v.Kind = tree.Unknown // Terraform's own form
	case v.Kind == tree.Array:
		for _, i := range v.Items {
			r.value(i, kind, "")
		}
	case v.Kind == tree.Object && r.table.Structure(kind):
		r.rename(v, kind)
	}
}

// unlist makes a list of one its item, in the place of the list.
func unlist(v *tree.Node) {
	up, name, index := v.Up, v.Name, v.Index
	*v = *v.Items[0]
	v.Up, v.Name, v.Index = up, name, index
	for _, i := range v.Items {
		i.Up = v
	}
	for _, m := range v.Members {
		m.Value.Up = v
	}
}

func value(n *tree.Node, name string) string {
	if n == nil {
		return ""
	}
	return n.Value(name)
}

// call says whether an object is a function of CloudFormation, whose value is not known.
func call(n *tree.Node) bool {
	return n.Kind == tree.Object && len(n.Members) == 1 && (n.Members[0].Name == "Ref" || strings.HasPrefix(n.Members[0].Name, "Fn::"))
}

// calls makes the functions in a document values that are not known.
func calls(n *tree.Node) {
	if call(n) {
		n.Kind, n.Members = tree.Unknown, nil
	}
	for _, i := range n.Items {
		calls(i)
	}
	for _, m := range n.Members {
		calls(m.Value)
	}
}

// parsed is a text of JSON as the document that it holds, at the place of the text; unknown where it holds none.
func parsed(n *tree.Node) *tree.Node {
	inner, err := tree.JSON(n.Text, false)
	if err != nil {
		return &tree.Node{Kind: tree.Unknown, At: n.At, End: n.End}
	}
	var move func(*tree.Node)
	move = func(m *tree.Node) {
		m.At, m.End = n.At, n.End
		for _, i := range m.Items {
			move(i)
		}
		for i := range m.Members {
			m.Members[i].At = n.At
			move(m.Members[i].Value)
		}
	}
	move(inner)
	return inner
}
