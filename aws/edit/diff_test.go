package edit

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws/call"
)

func TestDiffOfRevisions(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	fields, same, err := s.Diff(s.ctx, "checkout:5", "checkout:2")
	if err != nil || len(fields) < 3 || fields[0].Path != "app.image" || same < 10 {
		t.Errorf("%+v %d %v", fields, same, err)
	}
	if fields, _, err := s.Diff(s.ctx, "checkout:5", "checkout:5"); err != nil || len(fields) != 0 {
		t.Errorf("%+v %v", fields, err)
	}
	if _, _, err := s.Diff(s.ctx, "checkout:5", "checkout:9"); call.KindOf(err) != call.NotFound {
		t.Error(err)
	}
}

// TestSecretsAreNotTold compares revisions whose variables look like secrets.
func TestSecretsAreNotTold(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	secret := []string{"hunter2", "correct-horse", "AKIAIOSFODNN7EXAMPLE", "postgres://u:p4ss@db/x"}
	name := s.register(shop(), func(in *ecs.RegisterTaskDefinitionInput) {
		in.ContainerDefinitions[0].Environment = []types.KeyValuePair{{Name: new("DB_PASSWORD"), Value: &secret[1]},
			{Name: new("KEY_ID"), Value: &secret[2]}, {Name: new("URL"), Value: &secret[3]}}
		in.ContainerDefinitions[0].Command = []string{"connect", secret[3]}
	})
	p := s.planned(s.Pin(s.checkout(), name))
	s.deregister(name)
	q := s.planned(s.refused(s.Pin(s.checkout(), name)).Instead)
	told := fmt.Sprintf("%+v %+v", p, q)
	for _, v := range secret {
		if strings.Contains(told, v) {
			t.Errorf("%s is told", v)
		}
	}
}
