package edit

import (
	"fmt"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
)

// drift tells what of a service that a plan was made on is no longer so.
func drift(before, after aws.Service) []change.Field {
	was, is := facts(before), facts(after)
	var out []change.Field
	for i, f := range was {
		if f.Before != is[i].Before {
			out = append(out, change.Field{Path: f.Path, Before: f.Before, After: is[i].Before})
		}
	}
	return out
}

// facts are what must not change between the plan and the call, each as a field's Before.
func facts(s aws.Service) []change.Field {
	p, _ := s.Primary()
	set := ""
	for _, t := range s.TaskSets {
		if t.Status == "PRIMARY" {
			set = t.ID
		}
	}
	return []change.Field{
		{Path: "status", Before: s.Status},
		{Path: "deploymentController", Before: s.Controller},
		{Path: "taskDefinition", Before: s.Revision},
		{Path: "deployment", Before: p.ID + set},
		{Path: "desiredCount", Before: fmt.Sprint(s.Desired)},
		{Path: "launchType", Before: s.LaunchType},
		{Path: "capacityProviderStrategy", Before: aws.CapacityText(s.Capacity)},
		{Path: "platformVersion", Before: s.Platform},
	}
}
