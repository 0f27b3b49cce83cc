package screens

import (
	"context"
	"iter"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
)

// Account is what the screens read. Each screen knows only the part of it that it needs.
type Account interface {
	Place() call.Place
	Clusters(context.Context) iter.Seq2[[]aws.Cluster, error]
	serviceSource
	taskSource
	revisionSource
	historySource
	instanceSource
	documentSource
	surroundingSource
	logSource
	groupSource
	querySource
	lastSource
	scheduleSource
}

type serviceReader interface {
	Service(ctx context.Context, cluster, name string) (aws.Service, error)
}

type serviceSource interface {
	serviceReader
	Services(ctx context.Context, cluster string, first aws.Wanted) iter.Seq2[[]aws.Service, error]
}

type taskSource interface {
	Tasks(context.Context, aws.TaskQuery) iter.Seq2[[]aws.Task, error]
	Stopped(ctx context.Context, cluster string) iter.Seq2[[]aws.Task, error]
	AllTasks(context.Context, aws.TaskQuery) iter.Seq2[[]aws.Task, error]
	Task(ctx context.Context, cluster, id string) (aws.Task, error)
	Protections(ctx context.Context, cluster string, arns ...string) (map[string]aws.Protection, error)
}

type revisionReader interface {
	Revision(ctx context.Context, name string) (aws.Revision, error)
}

type revisionSource interface {
	revisionReader
	Revisions(ctx context.Context, family string, first aws.Wanted) iter.Seq2[[]aws.Revision, error]
	LastGood(ctx context.Context, cluster, service string) (revision string, when time.Time, err error)
	differ
}

type historySource interface {
	Deployments(ctx context.Context, cluster, service string) iter.Seq2[[]aws.ServiceDeployment, error]
}

type instanceSource interface {
	Instances(ctx context.Context, cluster string) iter.Seq2[[]aws.Instance, error]
}

type documentSource interface {
	Describe(ctx context.Context, r aws.Ref, secrets bool) (aws.Document, error)
}

type surroundingSource interface {
	Targets(context.Context, aws.Service) ([]aws.TargetGroup, error)
	Scaling(ctx context.Context, cluster, service string) (aws.Scaling, error)
	Measures(ctx context.Context, s aws.Service, groups []aws.TargetGroup, since time.Duration) ([]aws.Measure, error)
}

type logSource interface {
	Logs(context.Context, tail.Tail) iter.Seq2[[]tail.Event, error]
}

type querySource interface {
	Ask(ctx context.Context, of []tail.Target, groups []string, region string) (tail.Query, []string, error)
	Scan(context.Context, tail.Query) (tail.Scan, error)
	Query(context.Context, tail.Query) iter.Seq2[[]tail.Answer, error]
}

type groupSource interface {
	LogGroups(ctx context.Context, part string) iter.Seq2[[]tail.Group, error]
	LastLine(context.Context, tail.Group) (tail.Group, error)
}

type lastSource interface {
	LastWords(ctx context.Context, t aws.Task, container string, n int) ([]tail.Event, error)
}
