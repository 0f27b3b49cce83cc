package edit

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

// SwitchExec turns ECS Exec on or off for a service and replaces its tasks: one that runs cannot be switched. Plan
// refuses, with a *change.Refused, where ECS would, and where nothing would change.
func (c *serviceEditor) SwitchExec(s aws.Service, on bool) change.Change {
	word, flag := "off", "--disable-execute-command"
	if on {
		word, flag = "on", "--enable-execute-command"
	}
	return c.change(s, serviceEdit{
		title: fmt.Sprintf("Turn ECS Exec %s for %s", word, called(s)), verb: "Turn " + word,
		checks: []func(*planContext) *change.Refused{inactive, refuseController("Cannot force a new deployment", ""), func(at *planContext) *change.Refused {
			if at.service.Exec != on {
				return nil
			}
			return &change.Refused{Reason: fmt.Sprintf("ECS Exec is already %s for %s", word, at.service.Name),
				Way: "tasks that started before that keep their setting: redeploy to replace them"}
		}},
		request: func(at *planContext) request {
			k := at.update(func(in *ecs.UpdateServiceInput) { in.EnableExecuteCommand, in.ForceNewDeployment = &on, true }, flag, "--force-new-deployment")
			k.before, k.after = at.service.Revision, at.service.Revision
			return k
		},
		tell: func(at *planContext, p *change.Plan) {
			p.Fields = append(p.Fields, change.Field{Path: "enableExecuteCommand", Before: fmt.Sprint(at.service.Exec), After: fmt.Sprint(on)})
			describeRedeploy(at, p)
			if on {
				p.Warnings = append(p.Warnings, "not checked: the task role needs ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel")
			}
		},
		undo:    func(at *planContext) (change.Change, string) { return c.SwitchExec(at.service, !on), "" },
		done:    func(_ *planContext, now aws.Service) bool { return now.Exec == on },
		deploys: true,
	})
}
