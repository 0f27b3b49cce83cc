package aws

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/plain"
)

// Protection is whether a task is protected from scale-in and from being replaced by deployments, and until when.
type Protection struct {
	On    bool
	Until time.Time
	Seen  time.Time
}

// Same says whether two looks at a task saw the same protection.
func (p Protection) Same(o Protection) bool { return p.On == o.On && p.Until.Equal(o.Until) }

// String is on until a time, or off.
func (p Protection) String() string {
	switch {
	case !p.On:
		return "off"
	case p.Until.IsZero():
		return "on"
	}
	return "on until " + p.Until.UTC().Format(time.RFC3339)
}

// Protections reads the protection of at most a hundred tasks, by ARN. Those that cannot be protected are not in it.
func (c *taskReader) Protections(ctx context.Context, cluster string, arns ...string) (map[string]Protection, error) {
	out, err := call.Read(ctx, c.Caller, call.Op("GetTaskProtection", call.Of("read the protection of tasks", cluster)), c.ecs.GetTaskProtection,
		&ecs.GetTaskProtectionInput{Cluster: plain.Optional(cluster), Tasks: arns[:min(100, len(arns))]})
	if err != nil {
		return nil, err
	}
	found := map[string]Protection{}
	for _, p := range out.ProtectedTasks {
		found[plain.Text(p.TaskArn)] = Protection{On: p.ProtectionEnabled, Until: plain.When(p.ExpirationDate), Seen: c.Stamp()}
	}
	return found, nil
}
