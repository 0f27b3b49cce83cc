package edit

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/awstest"
	"github.com/ecscope/ecscope/change"
)

func TestACopyWithoutTagsWarns(t *testing.T) {
	t.Parallel()
	s := staged(t, shop())
	name := s.register(shop(), func(in *ecs.RegisterTaskDefinitionInput) {
		in.Tags = []types.Tag{{Key: new("team"), Value: new("red")}}
	})
	s.deregister(name)
	awstest.Intercept(s.Client.APIs().ECS, awstest.Between{Refuse: func(_, body string) string {
		if strings.Contains(body, `"TAGS"`) {
			return awstest.Refusal("AccessDeniedException",
				"User: arn:aws:iam::111122223333:user/kim is not authorized to perform: ecs:ListTagsForResource on resource: * because no identity-based policy allows it")
		}
		return ""
	}})
	p := s.planned(s.Reregister(name, nil))
	if all := strings.Join(p.Warnings, "\n"); !strings.Contains(all, "the copy has no tags") || !strings.Contains(all, "ecs:ListTagsForResource") {
		t.Errorf("warnings: %s", all)
	}
	if strings.Contains(p.Command, "TAGS") {
		t.Errorf("the command asks for what is refused: %s", p.Command)
	}
}

// So does one to a change: whether it was carried out is looked for in the account.
func TestChangeAnsweredWithNothing(t *testing.T) {
	t.Parallel()
	c := openedAt(t, awstest.Answers(t, map[string]any{
		"DescribeServices":       map[string]any{"services": []any{map[string]any{"serviceName": "x", "status": "ACTIVE", "desiredCount": 2, "taskDefinition": "x:1", "deployments": []any{}, "loadBalancers": []any{}}}, "failures": []any{}},
		"DescribeTaskDefinition": map[string]any{"taskDefinition": map[string]any{"family": "x", "revision": 1, "status": "ACTIVE"}}, "UpdateService": map[string]any{},
		"ListServiceDeployments": map[string]any{"serviceDeployments": []any{}}, "ListTasks": map[string]any{"taskArns": []any{}},
	}))
	r := c.Redeploy(aws.Service{Name: "x"})
	if _, err := r.Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := r.Apply(t.Context())
	if _, unknown := err.(*change.Unknown); !unknown || !strings.Contains(err.Error(), "the answer to UpdateService has no service") {
		t.Errorf("%T %v", err, err)
	}
}
