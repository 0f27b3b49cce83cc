package aws

// Thing is a sort of resource that has a raw description.
type Thing string

// What Describe can describe.
const (
	ClusterThing    Thing = "cluster"
	ServiceThing    Thing = "service"
	TaskThing       Thing = "task"
	RevisionThing   Thing = "revision"
	InstanceThing   Thing = "instance"
	DeploymentThing Thing = "deployment"
)

// Ref names one resource. ID is a name, an id or an ARN; a revision's is family:number. Cluster is empty for clusters
// and revisions.
type Ref struct {
	Thing       Thing
	Cluster, ID string
}

// Document is the raw description of a resource as AWS answered it: indented JSON, cleaned, members in AWS's order,
// times as RFC 3339. What looks like a secret is masked unless asked for; Masked counts them.
type Document struct {
	Ref    Ref
	Text   string
	Masked int
}

// ShortID is enough of a task's id to tell it from the others on a screen.
func ShortID(id string) string { return id[:min(8, len(id))] }
