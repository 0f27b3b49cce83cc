package aws

import (
	"github.com/ecscope/ecscope/aws/plain"
	"github.com/ecscope/ecscope/guard"
)

// Guarded is what a guard judges before something reaches into the task.
func (t Task) Guarded() guard.Thing {
	return guard.Thing{Region: plain.ArnPart(t.ARN, 3), Account: plain.AccountOf(t.ARN), Cluster: t.Cluster, Service: t.Service, Task: t.ID, Revision: t.Revision}
}

// Guarded is what a guard judges before something reaches into a task of the service.
func (s Service) Guarded() guard.Thing {
	return guard.Thing{Region: plain.ArnPart(s.ARN, 3), Account: plain.AccountOf(s.ARN), Cluster: s.Cluster, Service: s.Name, Revision: s.Revision}
}
