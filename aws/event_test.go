package aws

import "testing"

func TestMoved(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]int{
		"(service api) has started 3 tasks: (task 0668979337dc48ebb791640cd1162053).":                           {3, 0},
		"(service api) has started 1 tasks: (task 06). Amazon ECS replaced 1 tasks due to an unhealthy status.": {1, 0},
		"(service api) has started 2 tasks in us-east-1b to AZ Rebalance: (task 06) (task 07).":                 {2, 0},
		"(service api) has stopped 12 running tasks: (task 0668979337dc48ebb791640cd1162053).":                  {0, 12},
		"(service api) (task set ecs-svc/1) has stopped 1 running tasks: (task 06).":                            {0, 1},
		"(service api) has begun draining connections on 1 tasks.":                                              {},
		"(service api) has reached a steady state.":                                                             {},
		"(service has started 3 tasks: ) was unable to place a task.":                                           {},
		"(service api) has started 99999999999999999999 tasks: (task 06).":                                      {},
	} {
		if started, stopped := (Event{Message: text}).Moved(); [2]int{started, stopped} != want {
			t.Errorf("%s\nstarted %d, stopped %d, want %v", text, started, stopped, want)
		}
	}
}
