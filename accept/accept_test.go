package accept

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/accept/tree"
)

// samples are requests that are refused, with neighbors that are accepted.
type samples struct {
	Bases map[string]struct{ Operation, Request string }
	// World are the task definitions that requests name: a base with patches.
	World map[string]struct {
		Base    string
		Patches []string
	}
	Samples []sample
}

type sample struct {
	ID, Base, Given, Sample, Accepted string
	// Sure is false where the rule only warns.
	Warns bool
}

func read2(t *testing.T, files ...string) (all samples) {
	t.Helper()
	for _, f := range files {
		text, err := os.ReadFile("testdata/" + f)
		if err != nil {
			t.Fatal(err)
		}
		var one samples
		if err := yaml.Unmarshal(text, &one); err != nil {
			t.Fatal(err)
		}
		if all.Bases == nil {
			all.Bases = one.Bases
		}
		if all.World == nil {
			all.World = one.World
		}
		all.Samples = append(all.Samples, one.Samples...)
	}
	return all
}

func table(t testing.TB) *Table {
	t.Helper()
	k, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func decode(t testing.TB, text string) any {
	t.Helper()
	var v any
	d := json.NewDecoder(strings.NewReader(text))
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}

// patched is a merge patch applied: null removes, lists are replaced whole.
func patched(base, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	out := map[string]any{}
	if b, ok := base.(map[string]any); ok {
		for k, v := range b {
			out[k] = v
		}
	}
	for k, v := range p {
		if v == nil {
			delete(out, k)
			continue
		}
		out[k] = patched(out[k], v)
	}
	return out
}

// world are the task definitions that requests name.
func (s samples) world(t *testing.T, name string) *tree.Node {
	t.Helper()
	w, ok := s.World[name]
	if !ok {
		return nil
	}
	v := decode(t, s.Bases[w.Base].Request)
	for _, p := range w.Patches {
		v = patched(v, decode(t, p))
	}
	return tree.New(v)
}

// request is a base with a patch, and the world that it is sent to.
func (s samples) request(t *testing.T, one sample, patch string) Request {
	t.Helper()
	b := s.Bases[one.Base]
	if patch == "" {
		patch = "{}"
	}
	root := patched(decode(t, b.Request), decode(t, patch)).(map[string]any)
	r := Request{Operation: b.Operation, Root: tree.New(root)}
	if name, _ := root["taskDefinition"].(string); name != "" {
		r.Task = s.world(t, name)
	}
	r.Cluster = tree.New(map[string]any{"capacityProviders": []any{"FARGATE", "FARGATE_SPOT", "asg-cp"}, "registeredContainerInstancesCount": 3})
	r.Targets = tree.New(decode(t, `[{"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/instances/0123456789abcdef", "targetType": "instance", "loadBalancerArns": ["a"]},
		{"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/loose/0123456789abcdef", "targetType": "ip", "loadBalancerArns": []},
		{"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef", "targetType": "ip", "loadBalancerArns": ["a"]}]`))
	if b.Operation == "UpdateService" {
		r.Service = s.service(t, one.ID)
		if r.Task == nil {
			r.Task = s.world(t, "web:1")
		}
	}
	if b.Operation == "CreateTaskSet" {
		r.Service = tree.New(map[string]any{"status": "ACTIVE", "deploymentController": map[string]any{"type": "EXTERNAL"}})
	}
	return r
}

// service is what an update updates.
func (s samples) service(t *testing.T, id string) *tree.Node {
	t.Helper()
	v := decode(t, s.Bases["svc-lb"].Request)
	if strings.HasPrefix(id, "code-deploy") {
		v = patched(v, decode(t, `{"deploymentController": {"type": "CODE_DEPLOY"}}`))
	}
	return tree.New(v)
}

func ids(all []Finding) (refused, warned []string) {
	for _, f := range all {
		if f.Severity == Error {
			refused = append(refused, f.ID)
		} else {
			warned = append(warned, f.ID)
		}
	}
	return refused, warned
}

// Each refused request breaks the rule that it is a sample of, and its neighbor breaks none.
func TestSamples(t *testing.T) {
	t.Parallel()
	k, all := table(t), read2(t, "acceptance.yaml", "own.yaml", "variants.yaml")
	for name, b := range all.Bases {
		if found := k.Check(all.request(t, sample{Base: name}, "")); len(found) > 0 {
			t.Errorf("base %s (%s): %s", name, b.Operation, describe(found))
		}
	}
	for _, one := range all.Samples {
		found := k.Check(all.request(t, one, one.Sample))
		refused, warned := ids(found)
		if !slices.Contains(refused, one.ID) && (!slices.Contains(warned, one.ID) || !one.Warns && k.Rule(one.ID).Refuse != "" || len(refused) > 0) {
			t.Errorf("%s: not found among %v %v in %s", one.ID, refused, warned, one.Sample)
		}
		if extra := slices.DeleteFunc(slices.Clone(refused), func(id string) bool { return id == one.ID }); len(extra) > 0 {
			t.Logf("%s: also %s", one.ID, strings.Join(extra, " "))
		}
		for _, f := range found {
			if f.ID == one.ID && (f.Says == "" || f.Fix == "" || strings.Contains(f.Says, "{") || f.Code == "" && f.Stage == "") {
				t.Errorf("%s: %q %q", f.ID, f.Says, f.Fix)
			}
		}
		if found := k.Check(all.request(t, one, one.Accepted)); len(found) > 0 {
			t.Errorf("%s, accepted: %s in %s", one.ID, describe(found), one.Accepted)
		}
	}
}

func describe(all []Finding) string {
	var lines []string
	for _, f := range all {
		lines = append(lines, string(f.Severity)+" "+f.ID+" at "+f.Path+": "+f.Says+" | "+f.Fix)
	}
	return strings.Join(lines, "; ")
}

// Every rule that a request alone can break has a sample.
func TestEveryRuleHasASample(t *testing.T) {
	t.Parallel()
	all := read2(t, "acceptance.yaml", "own.yaml", "variants.yaml")
	state := []string{"service-exists", "run-client-token-reused", "service-not-active", "run-no-instances", "start-task-instances", "taskset-controller", "taskset-limit"}
	for _, r := range table(t).Rules() {
		tried := slices.ContainsFunc(all.Samples, func(s sample) bool { return s.ID == r.ID })
		if tried == slices.Contains(state, r.ID) {
			t.Errorf("%s: has a sample: %v", r.ID, tried)
		}
		if r.Source == "" || r.Wording == "" || r.Condition == "" || r.Path == "" || len(r.Operations) == 0 {
			t.Errorf("%+v", r)
		}
	}
}

// Every text of the rules can be filled.
func TestTexts(t *testing.T) {
	t.Parallel()
	k := table(t)
	for _, r := range k.Rules() {
		s := &scope{check: &check{Table: k, request: Request{Operation: r.Operations[0], Root: tree.New(map[string]any{})}, known: map[string]known{}}}
		s.here, s.at = s.request.Root, s.request.Root
		for _, text := range []string{r.Says, r.Fix, r.Message} {
			if _, err := s.phrase(text); err != nil {
				t.Errorf("%s: %v", r.ID, err)
			}
		}
	}
}

// What a rule needs of the account is not known of a file, and then nothing is said.
func TestUnknownIsNoFinding(t *testing.T) {
	t.Parallel()
	k, all := table(t), read2(t, "acceptance.yaml", "own.yaml", "variants.yaml")
	for _, one := range all.Samples {
		r := all.request(t, one, one.Accepted)
		r.Task, r.Service, r.Cluster, r.Targets = nil, nil, nil, nil
		if refused, _ := ids(k.Check(r)); len(refused) > 0 {
			t.Errorf("%s, of which nothing else is known: %v", one.ID, refused)
		}
	}
}

// A placeholder takes the place of any value without a finding.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	k, all := table(t), read2(t, "acceptance.yaml", "own.yaml", "variants.yaml")
	for _, one := range all.Samples {
		b := all.Bases[one.Base]
		text, err := json.Marshal(patched(decode(t, b.Request), decode(t, one.Accepted)))
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > 3000 {
			continue
		}
		hide := func(n *tree.Node, i int) bool { // hides the value number i
			count := 0
			var walk func(*tree.Node) bool
			walk = func(n *tree.Node) bool {
				for _, m := range n.Members {
					if walk(m.Value) {
						return true
					}
				}
				for _, m := range n.Items {
					if walk(m) {
						return true
					}
				}
				if n.Kind == tree.Object || n.Kind == tree.Array {
					return false
				}
				count++
				if count > i {
					n.Kind, n.Text, n.Open = tree.String, "${X}", true
				}
				return count > i
			}
			return walk(n)
		}
		for i := 0; ; i++ {
			fresh, _ := tree.JSON(string(text), false)
			if !hide(fresh, i) {
				break
			}
			if refused, _ := ids(k.Check(Request{Operation: b.Operation, Root: fresh})); len(refused) > 0 {
				t.Errorf("%s with value %d hidden: %v", one.ID, i, refused)
			}
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	k := table(b)
	text, err := os.ReadFile("testdata/web.json")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		root, err := tree.JSON(string(text), false)
		if err != nil {
			b.Fatal(err)
		}
		k.Check(Request{Operation: "RegisterTaskDefinition", Root: root})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		table(b)
	}
}

// What RunTask refuses StartTask does, where the rule says so.
func TestStartTaskLikeRunTask(t *testing.T) {
	t.Parallel()
	table := table(t)
	all, n := read2(t, "acceptance.yaml", "own.yaml"), 0
	for _, one := range all.Samples {
		rule := table.Rule(one.ID)
		if rule == nil || one.Sample == "" || all.Bases[one.Base].Operation != "RunTask" || !slices.Contains(rule.Operations, "StartTask") {
			continue
		}
		n++
		for patch, refused := range map[string]bool{one.Sample: true, one.Accepted: false} {
			r := all.request(t, one, patch)
			r.Operation = "StartTask"
			r.Root.Members = slices.DeleteFunc(r.Root.Members, func(m tree.Member) bool { _, _, ok := table.Member("StartTask", m.Name); return !ok })
			r.Root.Set("containerInstances", tree.New([]any{"i"}))
			if got := slices.ContainsFunc(table.Check(r), func(f Finding) bool { return f.ID == one.ID }); got != refused {
				t.Errorf("%s: %s: %v", one.ID, patch, got)
			}
		}
	}
	if n < 5 {
		t.Errorf("only %d samples", n)
	}
}
