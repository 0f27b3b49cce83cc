package triage

import (
	"time"

	"github.com/ecscope/ecscope/aws"
)

// deadlockRule is the rule of the event in which ECS says that the percentages of a service leave it no task to stop or start.
const deadlockRule = "deploy-config-blocks"

// ECS says nothing of a deadlock for some time: a deployment younger than this may not have begun.
const firstMove = 2 * time.Minute

// deadlocked judges a rolling deployment that its percentages do not let begin: they forbid to stop an old task first, and to
// start a new one first. ECS may not have said so yet.
func deadlocked(c *evaluation, p aws.Deployment) bool {
	if !locked(c, p) {
		return false
	}
	c.v.Diagnosis = confirmed(c, c.book().named[deadlockRule].diagnosis(""))
	c.say(Blocked, p.Created, "%s can't continue: %s", c.name(), obstacle(deadlockRule))
	c.v.Serves = running(c.service)
	unlock(c)
	c.remedy(Remedy{Action: Show, Screen: "deployments", Text: "its limits and its rows"})
	return true
}

// locked says that neither percentage lets a deployment replace a task of those that run now.
func locked(c *evaluation, p aws.Deployment) bool {
	o, s := c.service.Rollout, c.service
	holds, _ := percentBlocks(c, nil)
	if holds != yes || o.Strategy != "ROLLING" && o.Strategy != "" || c.in.Now.Sub(p.Created) < firstMove {
		return false
	}
	least, most := o.Bounds(s.Desired)
	return p.Running+p.Pending == 0 && s.Running <= least && s.Running+s.Pending >= most
}

// unlock offers the percentage that lets a task be replaced, where the percentages are known to forbid it: a task more than
// desired or, of a DAEMON service, which ECS allows no more than 100 %, one less.
// Source: maximumPercent and minimumHealthyPercent in types.DeploymentConfiguration of aws-sdk-go-v2/service/ecs v1.104.1.
func unlock(c *evaluation) {
	if holds, _ := percentBlocks(c, nil); holds != yes {
		return
	}
	if c.service.Scheduling == "DAEMON" {
		c.v.Diagnosis.Fix = "Set the minimum below 100: the maximum of a DAEMON service is 100."
		c.remedy(Remedy{Action: Configure, Text: "a minimum of 0 %, so that an old task can stop before a new one starts", Set: "min=0"})
		return
	}
	c.remedy(Remedy{Action: Configure, Text: "a maximum of 200 %, so that a new task can start beside the old ones", Set: "max=200"})
}
