package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

func TestRegister(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	r := s.expect("register prod/checkout --set app.image=repo/checkout:2.1 --env LOG_LEVEL=debug --yes", done,
		"Register a revision after checkout:5: sent", "app.image", "info → debug", "no undo: ", "aws ecs register-task-definition")
	if strings.Contains(r.out+r.err, "hunter2") {
		t.Error("a secret is printed")
	}
	if s.runs() != "checkout:5" {
		t.Errorf("runs %s", s.runs())
	}
	row := s.object("register checkout:6 --set app.memory=2048 --dry-run", done)
	if row.Result != planned || row.Plan.Fields[0].Path != "app.memory" {
		t.Errorf("%+v", row.Plan)
	}
	row = s.object("register prod/checkout --unset app.env.LOG_LEVEL --pin --yes", done)
	if row.Receipt.After != "checkout:7" || row.Next == nil || row.Next.Title != "Pin checkout to revision 7" || row.Next.Result != sent || s.runs() != "checkout:7" {
		t.Errorf("%+v, %+v, runs %s", row.Receipt, row.Next, s.runs())
	}
	if row = s.object("register prod/checkout --env A=2 --pin --yes --protect prod", denied); row.Receipt != nil || row.Next != nil {
		t.Errorf("%+v", row)
	}
	if row = s.object("register prod/checkout --env A=2 --pin --confirm checkout --protect prod", done); row.Next.Result != sent {
		t.Errorf("%+v", row.Next)
	}
	for args, says := range map[string]string{"register prod/checkout": "nothing to change, and no terminal", "register prod/checkout --set app.imag=x": "no member or container is called imag",
		"register prod/checkout --set app.image": "has no value", "register checkout:5 --pin --env A=1": "--pin has no service", "register prod/checkout --env A=1 --container web": "web",
		"register nosuch --env A=1": "nosuch"} {
		s.expect(args, misused, says)
	}
	s.expect("register prod/checkout --set app.image=repo/a,b --yes", denied, "ECS would refuse it")
}

func TestRegisterFromAFile(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	file := filepath.Join(t.TempDir(), "d.json")
	if err := os.WriteFile(file, []byte(`{"family":"checkout","networkMode":"bridge","containerDefinitions":[{"name":"app","image":"i:2","memory":128,"essential":true}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s.expect("register checkout:5 --yes --file "+file, done, "sent")
	out, err := s.World().DescribeTaskDefinition(&ecs.DescribeTaskDefinitionInput{TaskDefinition: new("checkout")})
	if err != nil || *out.TaskDefinition.ContainerDefinitions[0].Image != "i:2" {
		t.Errorf("%v", err)
	}
}
