package world_test

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
	"github.com/ecscope/ecscope/sim/world"
)

// request is one request of the samples that the table of what ECS accepts is tested with.
type request struct {
	ID, Base, Sample, Accepted string
	Code, Exact, Fragment      string
	Warns                      bool
}

type requests struct {
	Bases   map[string]struct{ Operation, Request string }
	Samples []request
}

func samples(t *testing.T) (all requests) {
	t.Helper()
	for _, name := range []string{"own.yaml", "acceptance.yaml"} {
		text, err := os.ReadFile("../../accept/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var one requests
		if err := yaml.Unmarshal(text, &one); err != nil {
			t.Fatal(err)
		}
		all.Bases, all.Samples = one.Bases, append(all.Samples, one.Samples...)
	}
	return all
}

// patched is a merge patch applied to a document.
func patched(t testing.TB, base string, patches ...string) string {
	t.Helper()
	var doc any
	unmarshal(t, base, &doc)
	for _, p := range patches {
		if p == "" {
			continue
		}
		var patch any
		unmarshal(t, p, &patch)
		doc = merged(doc, patch)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func unmarshal(t testing.TB, text string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatalf("%.200s: %v", text, err)
	}
}

func merged(base, patch any) any {
	p, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	b, _ := base.(map[string]any)
	out := maps.Clone(b)
	if out == nil {
		out = map[string]any{}
	}
	for k, v := range p {
		if out[k] = merged(out[k], v); v == nil {
			delete(out, k)
		}
	}
	return out
}

// ask sends a request as JSON.
func ask(t testing.TB, w *world.World, operation, text string) error {
	t.Helper()
	switch operation {
	case "RegisterTaskDefinition":
		return sent(t, text, w.RegisterTaskDefinition)
	case "CreateService":
		return sent(t, text, w.CreateService)
	case "UpdateService":
		return sent(t, text, w.UpdateService)
	case "RunTask":
		return sent(t, text, w.RunTask)
	case "CreateTaskSet":
		return sent(t, text, w.CreateTaskSet)
	}
	t.Fatalf("%s is not known", operation)
	return nil
}

func sent[I, O any](t testing.TB, text string, action func(*I) (*O, error)) error {
	t.Helper()
	in := new(I)
	unmarshal(t, text, in)
	_, err := action(in)
	return err
}

// populated is a world with what the samples name: task definitions, a cluster with instances, and a service web.
func (r requests) populated(t testing.TB, id, operation string) *world.World {
	t.Helper()
	w := world.New(world.Options{Seed: 7, Start: start})
	must[*ecs.CreateClusterOutput](t)(w.CreateCluster(&ecs.CreateClusterInput{ClusterName: new("prod"), CapacityProviders: []string{"FARGATE", "FARGATE_SPOT"}}))
	must[[]string](t)(w.SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 3}))
	const ports = `{"taskRoleArn": "arn:aws:iam::111122223333:role/appRole", "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "portMappings": [{"containerPort": 80, "name": "http"}]}]}`
	const bridge = `{"family": "web-bridge", "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "memory": 128, "portMappings": [{"containerPort": 80, "hostPort": 0, "name": "http"}]}]}`
	for _, text := range []string{
		patched(t, r.Bases["td-fargate"].Request, ports), patched(t, r.Bases["td-ec2"].Request, bridge),
		patched(t, r.Bases["td-ec2"].Request, bridge, `{"family": "web-host", "networkMode": "host", "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "memory": 128, "portMappings": [{"containerPort": 80, "name": "http"}]}]}`),
		patched(t, r.Bases["td-fargate"].Request, ports, `{"family": "web-big", "cpu": "8192", "memory": "16384"}`),
		patched(t, r.Bases["td-fargate"].Request, ports, `{"family": "web-old"}`),
		patched(t, r.Bases["td-fargate"].Request, ports, `{"family": "web-norole", "taskRoleArn": null}`),
		patched(t, r.Bases["td-fargate"].Request, ports, `{"family": "web-efs", "volumes": [{"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}], "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "mountPoints": [{"sourceVolume": "v", "containerPath": "/v"}]}]}`),
		patched(t, r.Bases["td-fargate"].Request, ports, `{"family": "web-ebs", "volumes": [{"name": "data", "configuredAtLaunch": true}], "containerDefinitions": [{"name": "app", "image": "nginx:1.27", "portMappings": [{"containerPort": 80, "name": "http"}], "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}`),
	} {
		if err := ask(t, w, "RegisterTaskDefinition", text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	must[*ecs.DeregisterTaskDefinitionOutput](t)(w.DeregisterTaskDefinition(&ecs.DeregisterTaskDefinitionInput{TaskDefinition: new("web-old:1")}))
	request := patched(t, r.Bases["svc-lb"].Request)
	switch {
	case operation == "CreateTaskSet":
		request = `{"cluster": "prod", "serviceName": "web", "desiredCount": 2, "deploymentController": {"type": "EXTERNAL"}}`
	case operation != "UpdateService":
		return w
	case strings.HasPrefix(id, "code-deploy"):
		request = patched(t, request, `{"deploymentController": {"type": "CODE_DEPLOY"}}`)
	}
	if err := ask(t, w, "CreateService", request); err != nil {
		t.Fatal(err)
	}
	return w
}

// What a rule is broken by is refused with the exception and, where it has been seen, the text of AWS; its neighbor is not.
func TestAccepts(t *testing.T) {
	t.Parallel()
	all := samples(t)
	// Checked by whoever sends, or in an order that is not known: another rule may answer first.
	client := []string{"exec-task-role", "json-unknown-member", "json-wrong-type", "json-task-cpu-number", "lb-target-type", "lb-target-group-unattached", "cluster-form"}
	if testing.Short() {
		all.Samples = all.Samples[:50]
	}
	refused := 0
	for _, one := range all.Samples {
		b := all.Bases[one.Base]
		if slices.Contains(client, one.ID) || one.ID == "json-required-missing" && !strings.ContainsAny(one.Sample, "[") {
			continue
		}
		w := all.populated(t, one.ID, b.Operation)
		err := ask(t, w, b.Operation, patched(t, b.Request, one.Sample))
		if quiet := one.Warns || slices.Contains([]string{"port-container-duplicate", "windows-linux-only-members", "registries-awsvpc-port"}, one.ID); quiet {
			if err != nil {
				t.Errorf("%s, of which AWS is not known to refuse it: %v", one.ID, err)
			}
			continue
		}
		if refused++; err == nil {
			t.Errorf("%s: %s is accepted", one.ID, one.Sample)
			continue
		}
		if one.Code != "" && code(err) != one.Code && one.ID != "enum-unknown" {
			t.Errorf("%s: %v, want %s", one.ID, err, one.Code)
		}
		if pattern := one.pattern(); pattern != nil && !pattern.MatchString(err.Error()) {
			t.Errorf("%s: %v, want %s", one.ID, err, pattern)
		}
		if one.ID == "network-required" || strings.HasPrefix(one.ID, "code-deploy-update") {
			continue
		}
		if err := ask(t, all.populated(t, one.ID, b.Operation), b.Operation, patched(t, b.Request, one.Accepted)); err != nil {
			t.Errorf("%s, accepted: %v", one.ID, err)
		}
	}
	if refused < 45 {
		t.Errorf("only %d requests", refused)
	}
}

// pattern is the text of a refusal as far as it has been seen; nil where it has not.
func (r request) pattern() *regexp.Regexp {
	text, tail := r.Fragment, ""
	if r.Exact != "" {
		text, tail = strings.TrimSuffix(r.Exact, "."), `\.?$`
	}
	if text == "" || r.Exact == "" && r.Fragment == "" {
		return nil
	}
	text = regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(strings.TrimSuffix(text, ".")), ".*")
	return regexp.MustCompile(text + tail)
}

// The table and the simulator say the same of whatever a definition is changed to.
func TestTableAndSimulatorAgree(t *testing.T) {
	t.Parallel()
	all := samples(t)
	table, err := accept.New()
	if err != nil {
		t.Fatal(err)
	}
	var patches []string
	for _, s := range all.Samples {
		if all.Bases[s.Base].Operation == "RegisterTaskDefinition" && len(s.Sample) < 5000 && !slices.Contains([]string{"json-unknown-member", "json-wrong-type", "json-task-cpu-number"}, s.ID) {
			patches = append(patches, s.Sample, s.Accepted)
		}
	}
	bases := slices.DeleteFunc(slices.Sorted(maps.Keys(all.Bases)), func(b string) bool { return all.Bases[b].Operation != "RegisterTaskDefinition" })
	w := world.New(world.Options{Seed: 7, Start: start})
	rapid.Check(t, func(r *rapid.T) {
		base := all.Bases[rapid.SampledFrom(bases).Draw(r, "base")].Request
		text := patched(t, base, rapid.SliceOfN(rapid.SampledFrom(patches), 1, 3).Draw(r, "patches")...)
		root, err := tree.JSON(text, false)
		if err != nil {
			r.Fatal(err)
		}
		_, refused := table.Refusal(accept.Request{Operation: "RegisterTaskDefinition", Root: root})
		for _, f := range table.Check(accept.Request{Operation: "RegisterTaskDefinition", Root: root}) {
			refused = refused || f.ID == "json-required-missing"
		}
		if err := ask(t, w, "RegisterTaskDefinition", text); (err != nil) != refused {
			r.Fatalf("%s\ntable refuses: %v, simulator: %v", text, refused, err)
		}
	})
}

// The shapes of the table are those of the SDK.
func TestShapes(t *testing.T) {
	t.Parallel()
	table, err := accept.New()
	if err != nil {
		t.Fatal(err)
	}
	for operation, in := range map[string]any{
		"RegisterTaskDefinition": ecs.RegisterTaskDefinitionInput{}, "CreateService": ecs.CreateServiceInput{}, "UpdateService": ecs.UpdateServiceInput{},
		"RunTask": ecs.RunTaskInput{}, "StartTask": ecs.StartTaskInput{}, "CreateTaskSet": ecs.CreateTaskSetInput{}, "UpdateTaskSet": ecs.UpdateTaskSetInput{},
	} {
		compare(t, table, operation, reflect.TypeOf(in), map[string]bool{})
	}
}

func compare(t *testing.T, table *accept.Table, shape string, v reflect.Type, seen map[string]bool) {
	t.Helper()
	if seen[shape] {
		return
	}
	seen[shape] = true
	for i := range v.NumField() {
		f := v.Field(i)
		if !f.IsExported() || f.Anonymous {
			continue
		}
		name := strings.ToLower(f.Name[:1]) + f.Name[1:]
		kind, _, known := table.Member(shape, name)
		if !known {
			t.Errorf("%s has no %s", shape, name)
			continue
		}
		in := f.Type
		for in.Kind() == reflect.Pointer || in.Kind() == reflect.Slice {
			in = in.Elem()
		}
		switch {
		case in.Kind() == reflect.Struct && in.Name() != "Time":
			compare(t, table, kind, in, seen)
		case in.Kind() == reflect.String && in.Name() != "string":
			list := reflect.Zero(in).MethodByName("Values").Call(nil)[0]
			var want []string
			for i := range list.Len() {
				want = append(want, list.Index(i).String())
			}
			if got := table.Enum(kind); !slices.Equal(got, want) {
				t.Errorf("%s.%s: %v, want %v", shape, name, got, want)
			}
		}
	}
}
