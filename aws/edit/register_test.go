package edit

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/wire"
)

func (s stage) form(revision string, settings ...taskdef.Setting) taskdef.Form {
	s.t.Helper()
	f, err := s.Form(s.ctx, revision)
	if err != nil {
		s.t.Fatal(err)
	}
	if f.Text, err = taskdef.Amend(f.Text, settings); err != nil {
		s.t.Fatal(err)
	}
	return f
}

// app is the container of a revision as the account has it.
func (s stage) app(revision string) types.ContainerDefinition {
	s.t.Helper()
	out, err := s.World().DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: &revision})
	if err != nil {
		s.t.Fatal(err)
	}
	return out.TaskDefinition.ContainerDefinitions[0]
}

func variableOf(k types.ContainerDefinition, name string) string {
	for _, e := range k.Environment {
		if *e.Name == name {
			return *e.Value
		}
	}
	return ""
}

func TestRegisterKeepsSecrets(t *testing.T) {
	t.Parallel()
	b := shop()
	s := staged(t, b)
	base := s.register(b, func(in *ecs.RegisterTaskDefinitionInput) {
		in.ContainerDefinitions[0].Environment = []types.KeyValuePair{{Name: new("DB_PASSWORD"), Value: new(`hu"nter2`)}, {Name: new("A"), Value: new("1")}}
		in.ContainerDefinitions[0].Command = []string{"serve", "--password", "s3cr3t-Word-9"}
	})
	f := s.form(base, taskdef.Setting{Path: "app.image", Value: "repo/checkout:2"}, taskdef.Setting{Path: "app.env.A", Value: "2"}, taskdef.Setting{Path: "app.env.NEW", Value: "x=y"})
	if strings.Contains(f.Text, "nter2") || strings.Contains(f.Text, "s3cr3t") || f.Masked != 2 {
		t.Errorf("%d masked in %s", f.Masked, f.Text)
	}
	p, r := s.made(s.Register(f, nil))
	for _, field := range p.Fields {
		if strings.Contains(field.Before+field.After, "nter2") {
			t.Errorf("%+v", field)
		}
	}
	if len(p.Fields) != 3 || p.Fields[0].Path != "app.image" || strings.Contains(p.Command, "nter2") || r.Before != base || r.After != "checkout:7" {
		t.Errorf("%+v\n%s\n%+v", p.Fields, p.Command, r)
	}
	k := s.app("checkout:7")
	if variableOf(k, "DB_PASSWORD") != `hu"nter2` || variableOf(k, "A") != "2" || variableOf(k, "NEW") != "x=y" || *k.Image != "repo/checkout:2" || k.Command[2] != "s3cr3t-Word-9" {
		t.Errorf("%+v", k.Environment)
	}
	if again := s.refused(s.Register(s.form("checkout:7"), nil)); !strings.Contains(again.Reason, "nothing differs from checkout:7") {
		t.Errorf("%+v", again)
	}
}

func TestRegisterRefused(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	f := s.form("checkout:5")
	for want, text := range map[string]string{
		"is not JSON":      "{",
		"has no family":    `{"containerDefinitions": []}`,
		"ECS would refuse": strings.Replace(f.Text, `"containerDefinitions"`, `"containerDefinition"`, 1),
		"a masked value has no original in checkout:5: containerDefinitions/app/environment/LOG_LEVEL/value": strings.Replace(f.Text, `"info"`, `"********"`, 1),
	} {
		if r := s.refused(s.Register(taskdef.Form{Base: f.Base, Text: text}, nil)); !strings.Contains(r.Reason, want) || r.Way == "" {
			t.Errorf("%+v, not %s", r, want)
		}
	}
	if n := len(s.writes()); n > 0 {
		t.Errorf("%d writes", n)
	}
}

func TestRegisterThenPin(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	pin := func(revision string) change.Change { return s.Pin(s.checkout(), revision) }
	_, r := s.made(s.Register(s.form("checkout:5", taskdef.Setting{Path: "app.env.LOG_LEVEL", Value: "debug"}), pin))
	if r.Next == nil || r.Next.Title() != "Pin checkout to revision 6" {
		t.Fatalf("%+v", r)
	}
	s.made(r.Next)
	if now := s.checkout(); now.Revision != "checkout:6" {
		t.Errorf("runs %s", now.Revision)
	}
	// An answer that is lost is looked for, and the revision is found by what it holds.
	s.Faults().Add(wire.Fault{Kind: wire.Lose, Action: "RegisterTaskDefinition", Count: 1})
	_, r = s.made(s.Register(s.form("checkout:6", taskdef.Setting{Path: "app.env.LOG_LEVEL", Value: "warn"}), pin))
	if r.After != "checkout:7" || !strings.Contains(r.Note, "reading it back shows that it was applied") {
		t.Errorf("%+v", r)
	}
}

// The printed command, run as it stands with the secret in the environment, registers the same.
func TestRegisterCommandWithTheCLI(t *testing.T) {
	t.Parallel()
	needs.AWSCLI(t)
	b := shop()
	s := staged(t, b)
	base := s.register(b, func(in *ecs.RegisterTaskDefinitionInput) {
		in.ContainerDefinitions[0].Environment = []types.KeyValuePair{{Name: new("DB_PASSWORD"), Value: new("hunter2")}}
	})
	f := s.form(base, taskdef.Setting{Path: "app.env.SAYS", Value: "it's \"so\" $HOME"})
	p := s.planned(s.Register(f, nil))
	cmd := exec.CommandContext(s.ctx, "sh", "-c", p.Command)
	cmd.Env = append(append(os.Environ(), s.Env()...), "DB_PASSWORD=hunter2", "AWS_PAGER=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, p.Command, out)
	}
	s.made(s.Register(f, nil))
	if fields, _, err := s.Diff(s.ctx, "checkout:7", "checkout:8"); err != nil || len(fields) > 0 {
		t.Errorf("they differ: %+v, %v", fields, err)
	}
}
