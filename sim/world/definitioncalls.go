package world

import (
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// DefinitionCalls are the calls about task definitions.
type DefinitionCalls struct {
	lock        sync.Locker
	definitions *registry
}

// RegisterTaskDefinition stores the next revision of a family.
func (c DefinitionCalls) RegisterTaskDefinition(in *ecs.RegisterTaskDefinitionInput) (*ecs.RegisterTaskDefinitionOutput, error) {
	return do(c.lock, in, c.definitions.register)
}

// DeregisterTaskDefinition makes a revision INACTIVE.
func (c DefinitionCalls) DeregisterTaskDefinition(in *ecs.DeregisterTaskDefinitionInput) (*ecs.DeregisterTaskDefinitionOutput, error) {
	return do(c.lock, in, c.definitions.deregister)
}

// DeleteTaskDefinitions deletes up to 10 INACTIVE revisions; they are DELETE_IN_PROGRESS while anything refers to them.
func (c DefinitionCalls) DeleteTaskDefinitions(in *ecs.DeleteTaskDefinitionsInput) (*ecs.DeleteTaskDefinitionsOutput, error) {
	return do(c.lock, in, c.definitions.remove)
}

// DescribeTaskDefinition describes a revision, by family (its newest ACTIVE one), family:revision or ARN.
func (c DefinitionCalls) DescribeTaskDefinition(in *ecs.DescribeTaskDefinitionInput) (*ecs.DescribeTaskDefinitionOutput, error) {
	return do(c.lock, in, c.definitions.describe)
}

// ListTaskDefinitions lists the revisions of all families or of one, 100 a page.
func (c DefinitionCalls) ListTaskDefinitions(in *ecs.ListTaskDefinitionsInput) (*ecs.ListTaskDefinitionsOutput, error) {
	return do(c.lock, in, c.definitions.list)
}

// ListTaskDefinitionFamilies lists the families that begin with a prefix, 100 a page.
func (c DefinitionCalls) ListTaskDefinitionFamilies(in *ecs.ListTaskDefinitionFamiliesInput) (*ecs.ListTaskDefinitionFamiliesOutput, error) {
	return do(c.lock, in, c.definitions.listFamilies)
}

// Named are the role ARNs that the task definitions of the account name, and the valueFrom of their secrets, each once.
func (c DefinitionCalls) Named() (roles, secrets []string) {
	c.lock.Lock()
	defer c.lock.Unlock()
	return namedBy(c.definitions)
}
