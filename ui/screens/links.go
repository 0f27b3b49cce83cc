package screens

import (
	"fmt"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/ui/browse"
)

// links are the texts that can be copied of a thing, among them its address in the console.
type links struct {
	account interface{ Place() call.Place }
	reports *handOvers
}

// copies are the texts that everything with an ARN offers.
func (l links) copies(id, text, arn, command, path string) []browse.Copy {
	at := l.account.Place()
	link := browse.Copy{Name: "console URL"}
	if link.Text, link.Why = at.Console("ecs/v2/" + path); link.Why != "" {
		link.Name = "no console URL"
	} else {
		link.Name += behindLink(at)
	}
	return []browse.Copy{
		{Name: id, Text: text},
		{Name: "ARN", Text: arn},
		{Name: "command", Text: command + " --region " + at.Region},
		link,
	}
}

// behindLink is the caution that stands behind the name of an address in the console, or behind the address: where the account is
// read, if that is no endpoint of AWS. It is empty at AWS.
func behindLink(at call.Place) string {
	if where := at.Elsewhere(); where != "" {
		return " (" + where + ")"
	}
	return ""
}

func (l links) service(s aws.Service) []browse.Copy {
	return append(l.copies("name", s.Name, s.ARN,
		"aws ecs describe-services --cluster "+s.Cluster+" --services "+s.Name,
		"clusters/"+s.Cluster+"/services/"+s.Name), l.reports.copy(s.Cluster, s.Name))
}

func (l links) task(t aws.Task) []browse.Copy {
	all := l.copies("id", t.ID, t.ARN, "aws ecs describe-tasks --cluster "+t.Cluster+" --tasks "+t.ID,
		"clusters/"+t.Cluster+"/tasks/"+t.ID)
	if t.Service == "" {
		return all
	}
	return append(all, l.reports.copy(t.Cluster, t.Service))
}

func (l links) revision(r aws.Revision) []browse.Copy {
	name := revisionName(r)
	return l.copies("name", name, r.ARN, "aws ecs describe-task-definition --task-definition "+name,
		fmt.Sprintf("task-definitions/%s/%d/containers", r.Family, r.Number))
}
