package world

import (
	"path"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/accept/tree"
)

// acceptance knows what ECS accepts, from a table that is read when it is first needed.
type acceptance struct{ table *accept.Table }

// subject is what a request is about: the cluster and the task definition that it names, and the service that it changes, as
// it is described. What is nil is not known.
type subject struct {
	cluster *cluster
	def     *definition
	service *types.Service
	spec    *spec // of the service
}

// check is what ECS answers to a request that it does not accept; nil where it does.
func (x *acceptance) check(operation string, in any, of subject) error {
	t, err := x.rules()
	if err != nil {
		return err
	}
	r := accept.Request{Operation: operation, Root: t.Encode(operation, in)}
	if c := of.cluster; c != nil {
		r.Cluster = t.Encode("CreateCluster", nil)
		r.Cluster.Open = true
		r.Cluster.Set("registeredContainerInstancesCount", tree.New(len(c.instances)))
		r.Cluster.Set("capacityProviders", texts(c.data.CapacityProviders))
		r.Cluster.Set("defaultCapacityProviderStrategy", defaults(c))
		r.Cluster.Set("serviceConnectDefaults", connectDefaults(c))
	}
	if def := of.def; def != nil {
		r.Task = t.Encode("RegisterTaskDefinition", def.data)
		r.Task.Set("status", tree.New(string(def.status)))
		r.Task.Set("compatibilities", texts(def.data.Compatibilities))
	}
	if s := of.service; s != nil {
		r.Service = t.Encode("CreateService", s)
		r.Service.Set("status", tree.New(*s.Status))
		r.Service.Set("taskSets", texts(ids(s.TaskSets)))
		own := &ecs.CreateServiceInput{ServiceConnectConfiguration: of.spec.connect, VolumeConfigurations: of.spec.volumes, VpcLatticeConfigurations: of.spec.lattice}
		for _, m := range t.Encode("CreateService", own).Members {
			r.Service.Set(m.Name, m.Value)
		}
	}
	return refusalOf(operation, t.Check(r))
}

func (x *acceptance) rules() (*accept.Table, error) {
	if x.table == nil {
		table, err := accept.New()
		if err != nil {
			return nil, fault("ServerException", "%s", err.Error())
		}
		x.table = table
	}
	return x.table, nil
}

// part is what ECS answers to what a call has in common with those that the table knows: to its tags by the rules whose
// names begin with tag, to a capacity provider strategy by those that begin with strategy.
func (x *acceptance) part(named string, in *ecs.RunTaskInput) error {
	t, err := x.rules()
	if err != nil {
		return err
	}
	found := t.Check(accept.Request{Operation: "RunTask", Root: t.Encode("RunTask", in)})
	return refusalOf("RunTask", slices.DeleteFunc(found, func(f accept.Finding) bool { return !strings.HasPrefix(f.ID, named) }))
}

// refusalOf is the answer to a request in which so much is wrong. Where that is several things, AWS names the first that
// it comes upon; which one is not known, so a refusal whose text has been seen goes before the others.
func refusalOf(operation string, found []accept.Finding) error {
	found = slices.DeleteFunc(found, func(f accept.Finding) bool {
		// Tasks of this account open sessions without a task role, too: the text of the refusal is not sourced.
		return f.Severity != accept.Error || f.ID == "exec-task-role" || f.Stage == "client" && f.ID != "json-required-missing"
	})
	if len(found) == 0 {
		return nil
	}
	first := slices.IndexFunc(found, func(f accept.Finding) bool { return f.Stage != "client" })
	if first < 0 {
		return missed(operation, found[0])
	}
	if known := slices.IndexFunc(found, func(f accept.Finding) bool { return f.Stage != "client" && f.Wording.Sourced() }); known >= 0 {
		first = known
	}
	return answer(operation, found[first])
}

// missed is the answer to a request without a member that it needs, as far as AWS's own is remembered.
func missed(operation string, f accept.Finding) *Fault {
	switch operation + "." + f.Path {
	case "RegisterTaskDefinition.family":
		return refused("Family should not be null or empty.")
	case "RegisterTaskDefinition.containerDefinitions":
		return refused("Container list cannot be empty.")
	}
	return answer(operation, f)
}

func ids(sets []types.TaskSet) (all []string) {
	for _, s := range sets {
		all = append(all, *s.Id)
	}
	return all
}

func texts[S ~string](list []S) *tree.Node {
	all := &tree.Node{Kind: tree.Array}
	for _, one := range list {
		all.Add(tree.New(string(one)))
	}
	return all
}

func defaults(c *cluster) *tree.Node {
	all := &tree.Node{Kind: tree.Array}
	for _, item := range c.data.DefaultCapacityProviderStrategy {
		all.Add(tree.New(map[string]any{"capacityProvider": value(item.CapacityProvider)}))
	}
	return all
}

func connectDefaults(c *cluster) *tree.Node {
	n := tree.New(map[string]any{})
	if d := c.data.ServiceConnectDefaults; d != nil {
		n.Set("namespace", tree.New(value(d.Namespace)))
	}
	return n
}

// answer is a refusal in the words of AWS, or in the simulator's where those are not known.
func answer(operation string, f accept.Finding) *Fault {
	code := f.Code
	if f.ID == "enum-unknown" && f.Path == "launchType" {
		return invalid("launch type should be one of [EC2,FARGATE,EXTERNAL]")
	}
	if code == "" || f.ID == "enum-unknown" {
		code = refusing(operation)
	}
	if f.Answer != "" {
		return fault(code, "%s", f.Answer)
	}
	first, n := utf8.DecodeRuneInString(f.Says)
	text := string(unicode.ToUpper(first)) + f.Says[n:]
	if f.Path != "" {
		text += " (" + f.Path + ")"
	}
	return fault(code, "%s. %s (the simulator's wording)", text, f.Fix)
}

// refusing is the exception that an operation throws for a bad parameter.
func refusing(operation string) string {
	if operation == "RegisterTaskDefinition" {
		return "ClientException"
	}
	return "InvalidParameterException"
}

// enumerated refuses a value that is none of its enumeration, anywhere in the input of an action. The actions that the
// table of what ECS accepts knows are left to it.
func enumerated(in any) error {
	switch in.(type) {
	case *ecs.RegisterTaskDefinitionInput, *ecs.CreateServiceInput, *ecs.UpdateServiceInput, *ecs.RunTaskInput, *ecs.StartTaskInput, *ecs.CreateTaskSetInput:
		return nil
	}
	name, wrong, known := stranger(reflect.ValueOf(in), "")
	if known == nil {
		return nil
	}
	list := strings.Join(known, ", ")
	const text = "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy enum value set: [%s]"
	switch path.Base(reflect.TypeOf(in).Elem().PkgPath()) {
	case "ecs":
		if slices.Contains(known, string(types.SettingNameServiceLongArnFormat)) {
			return invalid("%s should be one of [%s]", wrong, strings.Join(known, ","))
		}
		return invalid("%s is \"%s\". Use one of %s. (the simulator's wording)", name, wrong, list)
	case "applicationautoscaling":
		return fault("ValidationException", text, wrong, name, list)
	}
	return fault("ValidationError", text, wrong, name, list)
}

// stranger is the first value that its enumeration does not have: the name of the member, the value, and those that the
// enumeration has; nil where all are known.
func stranger(v reflect.Value, name string) (member, wrong string, known []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return stranger(v.Elem(), name)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if member, wrong, known = stranger(v.Index(i), name); known != nil {
				return member, wrong, known
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f := v.Type().Field(i)
			if !f.IsExported() {
				continue
			}
			if member, wrong, known = stranger(v.Field(i), strings.ToLower(f.Name[:1])+f.Name[1:]); known != nil {
				return member, wrong, known
			}
		}
	case reflect.String:
		if all := v.MethodByName("Values"); v.Len() > 0 && all.IsValid() {
			if known = words(all.Call(nil)[0]); !slices.Contains(known, v.String()) {
				return name, v.String(), known
			}
		}
	}
	return "", "", nil
}

func words(list reflect.Value) (all []string) {
	for i := range list.Len() {
		all = append(all, list.Index(i).String())
	}
	return all
}
