package screens

import (
	"fmt"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/browse"
)

// links are the texts that can be copied of a thing, among them its address in the console.
type links struct {
	account interface{ Place() aws.Place }
}

// copies are the texts that everything with an ARN offers.
func (l links) copies(id, text, arn, command, path string) []browse.Copy {
	region := l.account.Place().Region
	link := browse.Copy{Name: "console URL"}
	var ok bool
	if link.Text, ok = aws.ConsoleURL(region, "ecs/v2/"+path); !ok {
		link = browse.Copy{Name: "no console URL", Why: "no console is known for the region " + region}
	}
	return []browse.Copy{
		{Name: id, Text: text},
		{Name: "ARN", Text: arn},
		{Name: "command", Text: command + " --region " + region},
		link,
	}
}

func (l links) service(s aws.Service) []browse.Copy {
	return l.copies("name", s.Name, s.ARN,
		"aws ecs describe-services --cluster "+s.Cluster+" --services "+s.Name,
		"clusters/"+s.Cluster+"/services/"+s.Name)
}

func (l links) task(t aws.Task) []browse.Copy {
	return l.copies("id", t.ID, t.ARN, "aws ecs describe-tasks --cluster "+t.Cluster+" --tasks "+t.ID,
		"clusters/"+t.Cluster+"/tasks/"+t.ID)
}

func (l links) revision(r aws.Revision) []browse.Copy {
	name := revisionName(r)
	return l.copies("name", name, r.ARN, "aws ecs describe-task-definition --task-definition "+name,
		fmt.Sprintf("task-definitions/%s/%d/containers", r.Family, r.Number))
}
