package inspect

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/triage"
)

// fake is an account of a single cluster whose parts can fail.
type fake struct {
	services       []aws.Service
	tasks, stopped []aws.Task
	instances      []aws.Instance
	history        []aws.ServiceDeployment
	targets        []aws.TargetGroup
	scaling        aws.Scaling
	revisions      map[string]aws.Revision
	fail           map[string]error
	undescribed    int    // services that are listed beside the others and never described
	status         string // of the cluster, where it is not ACTIVE
}

func page[T any](rows []T, err error) iter.Seq2[[]T, error] {
	return func(yield func([]T, error) bool) {
		if err != nil {
			yield(nil, err)
			return
		}
		yield(rows, nil)
	}
}

func (f *fake) Clusters(context.Context) iter.Seq2[[]aws.Cluster, error] {
	return page([]aws.Cluster{{Name: "prod", ARN: "prod", Status: cmp.Or(f.status, "ACTIVE"), Described: true, Services: len(f.services), Instances: len(f.instances)}}, f.fail["clusters"])
}
func (f *fake) ServiceNames(ctx context.Context, cluster string) ([]aws.Service, error) {
	return collect(f.Services(ctx, cluster, nil), func(s aws.Service) string { return s.ARN }, whole)
}
func (f *fake) DescribeServices(_ context.Context, _ string, rows []aws.Service) ([]aws.Service, error) {
	if f.undescribed > 0 {
		return rows, nil
	}
	return f.services, f.fail["services"]
}
func (f *fake) DescribeClusters(ctx context.Context, _ []aws.Cluster) ([]aws.Cluster, error) {
	return collect(f.Clusters(ctx), func(c aws.Cluster) string { return c.Name }, whole)
}
func (f *fake) Limits(_ context.Context, _ string, names []string) (map[string]aws.Scaling, error) {
	all := map[string]aws.Scaling{}
	for _, n := range names {
		all[n] = aws.Scaling{Registered: f.scaling.Registered, Min: f.scaling.Min, Max: f.scaling.Max}
	}
	return all, f.fail["scaling"]
}
func (f *fake) LastScaled(context.Context) (map[string]aws.ScalingActivity, error) {
	last := map[string]aws.ScalingActivity{}
	if len(f.scaling.Activities) > 0 {
		for _, s := range f.services {
			last[s.Cluster+"/"+s.Name] = f.scaling.Activities[0]
		}
	}
	return last, f.fail["scaled"]
}
func (f *fake) Requests() []call.Requests { return nil }
func (f *fake) Services(context.Context, string, aws.Wanted) iter.Seq2[[]aws.Service, error] {
	all := f.services
	for n := range f.undescribed {
		all = append(all, aws.Service{ARN: "arn:listed" + string(rune('a'+n)), Name: "listed" + string(rune('a'+n)), Cluster: "prod"})
	}
	return page(all, f.fail["services"])
}
func (f *fake) Tasks(context.Context, aws.TaskQuery) iter.Seq2[[]aws.Task, error] {
	return page(f.tasks, f.fail["tasks"])
}
func (f *fake) Stopped(context.Context, string) iter.Seq2[[]aws.Task, error] {
	return page(f.stopped, f.fail["stopped"])
}
func (f *fake) AllTasks(context.Context, aws.TaskQuery) iter.Seq2[[]aws.Task, error] {
	return page(slices.Concat(f.tasks, f.stopped), errors.Join(f.fail["tasks"], f.fail["stopped"]))
}
func (f *fake) Instances(context.Context, string) iter.Seq2[[]aws.Instance, error] {
	return page(f.instances, f.fail["instances"])
}
func (f *fake) Deployments(context.Context, string, string) iter.Seq2[[]aws.ServiceDeployment, error] {
	return page(f.history, f.fail["history"])
}
func (f *fake) Targets(context.Context, aws.Service) ([]aws.TargetGroup, error) {
	return f.targets, f.fail["targets"]
}
func (f *fake) Scaling(context.Context, string, string) (aws.Scaling, error) {
	return f.scaling, f.fail["scaling"]
}
func (f *fake) Revision(_ context.Context, name string) (aws.Revision, error) {
	r, ok := f.revisions[name]
	if !ok {
		return r, errors.New("no such revision")
	}
	return r, nil
}

func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// atRest is a service that has what it should have, deployed three days ago.
func atRest() aws.Service {
	return aws.Service{ARN: "arn:aws:ecs:eu-west-1:1:service/prod/api", Name: "api", Cluster: "prod", Status: "ACTIVE", Desired: 2, Running: 2,
		Controller: "ECS", Scheduling: "REPLICA", Revision: "api:41", Described: true, Seen: noon(),
		LoadBalancers: []aws.LoadBalancer{{TargetGroup: "arn:tg"}},
		Deployments: []aws.Deployment{{ID: "ecs-svc/41", Status: "PRIMARY", Revision: "api:41", Rollout: "COMPLETED", Desired: 2, Running: 2,
			Created: noon().Add(-72 * time.Hour), Updated: noon().Add(-71 * time.Hour)}}}
}

// stop is a task of the service that stopped some time ago.
func stop(id string, ago time.Duration, change func(*aws.Task)) aws.Task {
	at := noon().Add(-ago)
	t := aws.Task{ARN: "arn:task/" + id, ID: id, Cluster: "prod", Group: "service:api", Service: "api", StartedBy: "ecs-svc/41", Revision: "api:41",
		Status: "STOPPED", Desired: "STOPPED", Described: true, StopCode: "EssentialContainerExited", Reason: "Essential container in task exited",
		Created: at.Add(-time.Hour), PullStarted: at.Add(-time.Hour), PullStopped: at.Add(-time.Hour), Started: at.Add(-time.Hour), Stopping: at, Exited: at, Stopped: at, Seen: noon()}
	change(&t)
	return t
}

func healthyTargets() []aws.TargetGroup {
	return []aws.TargetGroup{{ARN: "arn:tg", Name: "api-tg", Targets: []aws.Target{{ID: "10.0.0.1", Port: 80, State: "healthy"}, {ID: "10.0.0.2", Port: 80, State: "healthy"}}}}
}

// faces asks every face of the judge about the one service: the single reading that `why` and the service's screen make, the
// survey behind Problems, `problems` and the header's count, and the row of a list.
func faces(t *testing.T, f *fake) (Verdict, Survey, *Inspector) {
	t.Helper()
	rules := triage.New()
	alone := New(f, rules, noon)
	s, err := alone.Now(t.Context(), f.services[0])
	if err != nil {
		t.Fatal(err)
	}
	i := New(f, rules, noon)
	var last Survey
	for last = range NewPlan(i, f).Look(t.Context(), "") {
	}
	return alone.Judge(s), last, i
}

func TestFacesAgree(t *testing.T) {
	t.Parallel()
	sidecar := aws.Revision{Family: "api", Number: 41, Containers: []aws.ContainerDefinition{{Name: "app", Essential: true}, {Name: "metrics"}}}
	died := func(id string, ago time.Duration) aws.Task {
		return stop(id, ago, func(t *aws.Task) {
			t.Containers = []aws.Container{{Name: "app", Exited: true, Exit: 1}, {Name: "metrics", Exited: true, Exit: 137, Reason: "OutOfMemoryError: Container killed due to memory usage"}}
		})
	}
	byHand := func(t *aws.Task) { t.StopCode, t.Reason = "UserInitiated", "lunch" }
	for name, c := range map[string]struct {
		change   func(*fake)
		state    triage.State
		headline string // a part of it
		cause    string // a part of the cause
		not      string // what the headline must not say
	}{
		"at rest": {func(*fake) {}, triage.Healthy, "steady for 2 days", "", ""},
		"the sidecar's memory is not why a task died": {func(f *fake) {
			f.stopped = []aws.Task{died("a", time.Minute), died("b", 3*time.Minute), died("c", 5*time.Minute)}
		}, triage.Degraded, "keeps dying", "exit code 1", ""},
		"all targets unhealthy": {func(f *fake) {
			for n := range f.targets[0].Targets {
				f.targets[0].Targets[n].State, f.targets[0].Targets[n].Reason = "unhealthy", "Target.Timeout"
			}
		}, triage.Failing, "2 of 2 targets", "no answer in time", ""},
		"a death 20 minutes ago": {func(f *fake) { f.stopped = []aws.Task{died("a", 20*time.Minute)} },
			triage.Healthy, "steady for 20 minutes: before that, 1 task died", "", "3 days"},
		"stopped by hand": {func(f *fake) {
			f.stopped = []aws.Task{stop("a", 25*time.Minute, byHand), stop("b", 26*time.Minute, byHand)}
		}, triage.Healthy, "before that, someone stopped 2 tasks", "", "3 days"},
		"AWS retired the host of a task": {func(f *fake) {
			f.stopped = []aws.Task{stop("a", 25*time.Minute, func(t *aws.Task) {
				t.StopCode, t.Reason = "TerminationNotice", "ECS is performing maintenance on the underlying infrastructure hosting the task"
			})}
		}, triage.Healthy, "steady for 25 minutes: before that, 1 task lost its host (AWS retired or patched", "", "3 days"},
		"the proxy of Service Connect dies": {func(f *fake) {
			f.services[0].Running = 1
			f.stopped = []aws.Task{stop("a", time.Minute, func(t *aws.Task) {
				t.Containers = []aws.Container{{Name: "app", Exited: true, Exit: 143}, {Name: "ecs-service-connect-k2jd1", Exited: true, Exit: 1}}
			})}
		}, triage.Degraded, "1 task of api died", "exit code 1", ""},
		"a hook failed": {func(f *fake) {
			f.services[0].Deployments[0].Rollout = "IN_PROGRESS"
			f.history = []aws.ServiceDeployment{{ARN: "arn:d", Revision: "api:41", Status: "IN_PROGRESS", Started: noon().Add(-time.Hour), Described: true,
				Hooks: []aws.Hook{{ID: "h", Type: "AWS_LAMBDA", ARN: "arn:aws:lambda:eu-west-1:1:function:smoke", Status: "FAILED"}}}}
		}, triage.Degraded, "api:41 is failing: hook smoke (Lambda) failed", "", "rolling out"},
		"a controller that nobody knows": {func(f *fake) { f.services[0].Controller = "GITOPS" }, triage.Unclear, `"GITOPS"`, "", "steady"},
		"auto scaling and something else undo each other": {func(f *fake) {
			f.scaling = aws.Scaling{Registered: true, Min: 2, Max: 9}
			for n := range 3 {
				at := noon().Add(-time.Duration(n+1) * 10 * time.Minute)
				f.scaling.Activities = append(f.scaling.Activities, aws.ScalingActivity{Status: "Successful", Description: "Setting desired count to 6.", Started: at})
				f.services[0].Events = append(f.services[0].Events, aws.Event{Time: at.Add(time.Minute), Message: "(service api) has stopped 4 running tasks: (task a)."},
					aws.Event{Time: at, Message: "(service api) has started 4 tasks: (task a)."})
			}
		}, triage.Degraded, "auto scaling has set api to 6 tasks 3 times in 30 minutes: something else sets the count back", "", ""},
		"auto scaling was refused when it last tried": {func(f *fake) {
			f.scaling = aws.Scaling{Registered: true, Min: 2, Max: 9, Activities: []aws.ScalingActivity{{Status: "Failed",
				Message: "Failed to set desired count to 5.", Started: noon().Add(-2 * time.Minute)}}}
		}, triage.Degraded, "auto scaling could not scale api when it last tried, 2 minutes ago", "desired count to 5", ""},
		"no primary deployment": {func(f *fake) { f.services[0].Deployments[0].Status = "LEADING" }, triage.Unclear, "none of its deployments is PRIMARY", "", "steady"},
		"seven deaths in 54 minutes, quiet for 21": {func(f *fake) {
			for n := range 5 {
				f.stopped = append(f.stopped, died(string(rune('a'+n)), 21*time.Minute+time.Duration(n)*9*time.Minute))
			}
		}, triage.Degraded, "none died in the last 21 minutes", "", ""},
		"an agent that is not connected": {func(f *fake) {
			f.tasks = []aws.Task{{ARN: "arn:t", ID: "t", Cluster: "prod", Service: "api", Status: "RUNNING", Desired: "RUNNING", Instance: "arn:i", Described: true}}
			f.instances = []aws.Instance{{ARN: "arn:i", ID: "i", Cluster: "prod", Status: "ACTIVE", Described: true}}
		}, triage.Degraded, "whose agent is disconnected", "is disconnected", ""},
		"a paused deployment": {func(f *fake) {
			f.services[0].Deployments[0].Rollout = "IN_PROGRESS"
			f.history = []aws.ServiceDeployment{{ARN: "arn:d", Revision: "api:41", Status: "IN_PROGRESS", Started: noon().Add(-time.Hour), Described: true,
				Hooks: []aws.Hook{{ID: "h", Type: "PAUSE", Status: "AWAITING_ACTION", Timeout: "ROLLBACK", Expires: noon().Add(9 * time.Minute)}}}}
		}, triage.Blocked, "rolls back in 9 minutes", "", ""},
		"rolled back by an alarm": {func(f *fake) {
			f.services[0].Deployments[0].Updated = noon().Add(-10 * time.Minute)
			f.history = []aws.ServiceDeployment{{ARN: "arn:d", Revision: "api:42", Status: "ROLLBACK_SUCCESSFUL", Described: true, Triggered: []string{"p99-high"},
				Started: noon().Add(-time.Hour), Finished: noon().Add(-10 * time.Minute), RollbackStarted: noon().Add(-20 * time.Minute)}}
		}, triage.Degraded, "was rolled back to api:41", "", "tasks failed"},
		"a status that nobody knows": {func(f *fake) { f.services[0].Status = "HIBERNATING" }, triage.Unclear, `"HIBERNATING"`, "", ""},
		"no status":                  {func(f *fake) { f.services[0].Status = "" }, triage.Unclear, "ECS gives no status", "", ""},
		"an unknown rollout": {func(f *fake) {
			f.services[0].Running, f.services[0].Deployments[0].Rollout = 0, "PONDERING"
		}, triage.Unclear, `"PONDERING"`, "", "scaling out"},
		"external without a task set": {func(f *fake) {
			f.services[0].Controller, f.services[0].Deployments, f.services[0].Running = "EXTERNAL", nil, 0
		}, triage.Blocked, "has no task set", "", "scaling out"},
		"within the grace period, and nobody knows whose target it is": {func(f *fake) {
			f.services[0].Grace = 10 * time.Minute
			f.tasks = []aws.Task{{ARN: "arn:t", ID: "t", Cluster: "prod", Service: "api", Status: "RUNNING", Desired: "RUNNING", Started: noon().Add(-100 * time.Second), Described: true}}
			for n := range f.targets[0].Targets {
				f.targets[0].Targets[n].State, f.targets[0].Targets[n].Reason = "unhealthy", "Target.Timeout"
			}
		}, triage.Changing, "within the grace period: the last one counts in 8 minutes", "", "failing"},
		"only the deployment tells that it is a rollback": {func(f *fake) {
			d := &f.services[0].Deployments[0]
			d.Reason, d.Created, d.Updated = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.", noon().Add(-5*time.Minute), noon().Add(-4*time.Minute)
		}, triage.Degraded, "was rolled back to api:41 5 minutes ago", "", "steady"},
		"deleted":                            {func(f *fake) { f.services[0].Status, f.services[0].Running, f.services[0].Desired = "INACTIVE", 0, 0 }, triage.Deleted, "is deleted", "", ""},
		"a primary deployment without an id": {func(f *fake) { f.services[0].Deployments[0].ID = "" }, triage.Healthy, "steady for 2 days", "", ""},
		"events that ECS's answer does not have": {func(f *fake) { f.services[0].Untold = []aws.ServiceList{aws.EventList} }, triage.Unclear,
			"api:41 runs 2 of 2 tasks, but events could not be read", "", "steady"},
		"tasks are lacking, and nobody knows the events": {func(f *fake) {
			f.services[0].Running, f.services[0].Pending, f.services[0].Untold = 1, 1, []aws.ServiceList{aws.EventList}
		}, triage.Unclear, "1 of 2 tasks of api run, and the reason is unknown: events could not be read", "", "scaling out"},
		"tasks have been lacking for long, and nobody knows the events": {func(f *fake) {
			f.services[0].Running, f.services[0].Untold = 1, []aws.ServiceList{aws.EventList}
		}, triage.Degraded, "the reason is unknown: ECS's answer has no events", "", "nothing says why"},
		"a rollout of which nobody knows the events": {func(f *fake) {
			d := &f.services[0].Deployments[0]
			d.Rollout, d.Created, d.Updated, f.services[0].Untold = "IN_PROGRESS", noon().Add(-8*time.Hour), noon().Add(-8*time.Hour), []aws.ServiceList{aws.EventList}
		}, triage.Changing, "rolling out", "", "no progress"},
		"deployments that ECS's answer does not have": {func(f *fake) {
			f.services[0].Deployments, f.services[0].Untold = nil, []aws.ServiceList{aws.DeploymentList}
		}, triage.Unclear, "api runs 2 of 2 tasks, and its deployments are not known", "", "lists none"},
		"more tasks run than should, and nobody knows the deployments": {func(f *fake) {
			f.services[0].Deployments, f.services[0].Untold, f.services[0].Running = nil, []aws.ServiceList{aws.DeploymentList}, 4
		}, triage.Unclear, "its deployments are not known", "", "scaling in"},
		"load balancers that ECS's answer does not have": {func(f *fake) {
			f.services[0].LoadBalancers, f.services[0].Untold = nil, []aws.ServiceList{aws.LoadBalancerList}
			f.fail["targets"] = f.services[0].Lacks(aws.LoadBalancerList)
		}, triage.Unclear, "but targets could not be read", "", ""},
		"deployments, scaling and their limits that are denied": {func(f *fake) {
			f.fail["history"], f.fail["scaling"] = errors.New("access denied"), errors.New("access denied")
			f.scaling = aws.Scaling{Registered: true, Min: 2, Max: 2}
			f.services[0].Deployments[0].Updated = noon().Add(-time.Hour)
		}, triage.Healthy, "as far as is known without deployment history and scaling", "", ""},
		"targets that are denied": {func(f *fake) { f.fail["targets"] = errors.New("access denied") }, triage.Unclear, "targets could not be read", "", ""},
		"tasks that are denied": {func(f *fake) {
			f.fail["tasks"], f.fail["stopped"] = errors.New("access denied"), errors.New("access denied")
		}, // one permission reads both
			triage.Unclear, "stopped tasks could not be read", "", "steady"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fake{services: []aws.Service{atRest()}, tasks: []aws.Task{}, targets: healthyTargets(), fail: map[string]error{},
				revisions: map[string]aws.Revision{"api:41": sidecar}}
			c.change(f)
			v, survey, i := faces(t, f)
			if v.State != c.state || !strings.Contains(v.Headline, c.headline) || !strings.Contains(v.Cause(), c.cause) || c.not != "" && strings.Contains(v.Headline, c.not) {
				t.Errorf("%s: %s (%s), missing %v", v.State, v.Headline, v.Cause(), v.Missing)
			}
			row, ok := i.Verdict("prod", "api")
			if !ok || row.State != v.State || row.Headline != v.Headline || row.Cause() != v.Cause() {
				t.Errorf("the row says %s: %s (%s)\nthe screen %s: %s (%s)", row.State, row.Headline, row.Cause(), v.State, v.Headline, v.Cause())
			}
			services := slices.DeleteFunc(survey.Problems, func(p Problem) bool { return p.Thing != aws.ServiceThing })
			if (v.State.Bad() || v.Strange()) != (len(services) == 1) || v.Strange() != (survey.Strange() == 1) {
				t.Errorf("%s, but %d problems", v.State, len(services))
			}
			for _, p := range services {
				if p.Verdict.Headline != v.Headline || p.Verdict.Cause() != v.Cause() {
					t.Errorf("Problems says %s (%s), the screen %s (%s)", p.Verdict.Headline, p.Verdict.Cause(), v.Headline, v.Cause())
				}
			}
			if v.State == triage.Unclear && len(f.fail)+len(f.services[0].Untold) > 0 && survey.Whole() {
				t.Error("the survey claims to have seen everything")
			}
		})
	}
}

// No problem is claimed of services that were listed and not described, or where a reading failed.
func TestSurveyIsHonest(t *testing.T) {
	t.Parallel()
	f := &fake{services: []aws.Service{atRest()}, targets: healthyTargets(), fail: map[string]error{}, undescribed: 3}
	if _, s, _ := faces(t, f); s.Whole() || s.Unseen() != "3 of 4 services were not described" {
		t.Errorf("%+v", s)
	}
	f = &fake{services: []aws.Service{atRest()}, targets: healthyTargets(), fail: map[string]error{"stopped": errors.New("throttled")}}
	if _, s, _ := faces(t, f); s.Whole() || s.Err == nil {
		t.Errorf("%+v", s)
	}
}

// A cluster that ECS calls failed, or by a word that nobody here knows, is a problem, and its row of the list says the same.
func TestAClusterIsAProblem(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]Mark{"FAILED": {Bad, "failed"}, "PAUSED": {Unknown, "paused"}} {
		f := &fake{services: []aws.Service{atRest()}, targets: healthyTargets(), fail: map[string]error{}, status: status}
		plan := NewPlan(New(f, triage.New(), noon), f)
		var last Survey
		for last = range plan.Look(t.Context(), "") {
		}
		if len(last.Problems) != 1 || last.Problems[0].Thing != aws.ClusterThing || last.Problems[0].Verdict.Level() != want.Level || !strings.Contains(last.Problems[0].Verdict.Headline, status) {
			t.Errorf("%s: %+v", status, last.Problems)
		}
		if v := plan.Cluster(plan.ledger.at("prod").cluster); v.Level != want.Level || v.Word != want.Word {
			t.Errorf("%s: %+v", status, v)
		}
		d := &f.services[0].Deployments[0]
		d.Reason, d.Created, d.Updated = "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1.", noon().Add(-5*time.Minute), noon().Add(-4*time.Minute)
		plan = NewPlan(New(f, triage.New(), noon), f)
		for range plan.Look(t.Context(), "") {
		}
		worse := min(want.Level.Rank(), Warn.Rank())
		if v := plan.Cluster(plan.ledger.at("prod").cluster); v.Level.Rank() != worse || v.Word != want.Word+", 1 degraded" {
			t.Errorf("%s with a degraded service: %+v", status, v)
		}
	}
}

// A list of services has the tasks of its cluster read once where a service is ill, so that its row says why.
func TestCauses(t *testing.T) {
	t.Parallel()
	s := atRest()
	s.Running, s.Deployments[0].Running, s.Deployments[0].Rollout, s.Deployments[0].Failed = 0, 0, "IN_PROGRESS", 3
	f := &fake{services: []aws.Service{s}, targets: healthyTargets(), fail: map[string]error{}, stopped: []aws.Task{stop("a", time.Minute, func(t *aws.Task) {
		t.StopCode, t.Started, t.Reason = "TaskFailedToStart", time.Time{}, "CannotPullContainerError: failed to resolve ref 1.dkr.ecr.eu-west-1.amazonaws.com/api:v9: not found"
	})}}
	plan := NewPlan(New(f, triage.New(), noon), f)
	for range plan.Services(t.Context(), "prod", nil) {
	}
	if v, _ := plan.Verdict("prod", "api"); strings.Contains(v.Brief(), "v9") {
		t.Fatalf("known without the tasks: %s", v.Brief())
	}
	if !plan.Causes(t.Context(), "prod") {
		t.Error("the tasks were not read")
	}
	if v, _ := plan.Verdict("prod", "api"); !strings.Contains(v.Brief(), "v9") {
		t.Errorf("%s: %s", v.State, v.Brief())
	}
	if plan.Causes(t.Context(), "prod") {
		t.Error("the tasks were read twice")
	}
	f.services[0] = atRest()
	plan = NewPlan(New(f, triage.New(), noon), f)
	for range plan.Services(t.Context(), "prod", nil) {
	}
	if plan.Causes(t.Context(), "") {
		t.Error("the tasks of a cluster in which all is well were read")
	}
}

// A service that lacks tasks that nobody could look at is not taken for one that scales out: they may die.
func TestUnreadTasks(t *testing.T) {
	t.Parallel()
	s := atRest()
	s.Running--
	s.Events = []aws.Event{{Time: noon().Add(-time.Minute), Message: "(service api) has started 1 tasks: (task 1)."}}
	f := &fake{services: []aws.Service{s}, targets: healthyTargets(), fail: map[string]error{"stopped": errors.New("denied")}}
	v, _, _ := faces(t, f)
	if v.State != triage.Unclear || !strings.Contains(v.Headline, "the reason is unknown") || strings.Contains(v.Headline, "scaling out") {
		t.Errorf("%s: %s", v.State, v.Headline)
	}
	f.fail = map[string]error{}
	if v, _, _ = faces(t, f); v.State != triage.Changing {
		t.Errorf("%s: %s", v.State, v.Headline)
	}
}

// Tasks that are listed and not described are not an absence of tasks, for no face.
func TestUndescribedTasks(t *testing.T) {
	t.Parallel()
	f := &fake{services: []aws.Service{atRest()}, targets: healthyTargets(), fail: map[string]error{}, tasks: []aws.Task{{ARN: "arn:t", ID: "t", Cluster: "prod"}}}
	if v, s, _ := faces(t, f); v.State != triage.Unclear || s.Whole() {
		t.Errorf("%s, %+v", v.Headline, s)
	}
}

// A screen that has not read its list yet forgets nothing that a survey has read.
func TestScreenForgetsNothing(t *testing.T) {
	t.Parallel()
	f := &fake{services: []aws.Service{atRest()}, tasks: []aws.Task{}, targets: healthyTargets(), fail: map[string]error{}}
	f.targets[0].Targets[0].State = "unhealthy"
	_, _, i := faces(t, f)
	before, _ := i.Verdict("prod", "api")
	if v := i.WithTasks(atRest(), nil, time.Time{}, nil); v.Headline != before.Headline || v.State != triage.Degraded {
		t.Errorf("%s, before %s", v.Headline, before.Headline)
	}
	if v := i.WithTasks(atRest(), nil, time.Time{}, errors.New("throttled")); v.Headline != before.Headline {
		t.Errorf("%s", v.Headline)
	}
}

// What a stopped task is called is one answer, and depends on which containers are essential.
func TestTaskAgrees(t *testing.T) {
	t.Parallel()
	rules := triage.New()
	f := &fake{fail: map[string]error{}, revisions: map[string]aws.Revision{}}
	i := New(f, rules, noon)
	sick := stop("a", time.Minute, func(t *aws.Task) {
		t.StopCode, t.Reason = "ServiceSchedulerInitiated", "Task failed container health checks"
	})
	if v := i.Task(sick); v.Level != Bad || v.Word != "unhealthy" {
		t.Errorf("%+v", v)
	}
	if g := i.Groups([]aws.Task{sick}); len(g) != 1 || StopLevel(g[0].Diagnosis) != Bad {
		t.Errorf("%+v", g)
	}
	odd := aws.Task{ARN: "arn:x", Status: "HOVERING", Desired: "RUNNING", Described: true}
	if v := i.Task(odd); v.Level != Unknown {
		t.Errorf("%+v", v)
	}
}

// A value survives a short failure, and is not taken for new.
func TestTake(t *testing.T) {
	t.Parallel()
	k := take(Known[int]{}, 7, nil, noon())
	if k = take(k, 0, errors.New("throttled"), noon().Add(30*time.Second)); !k.OK() || k.Value != 7 || !k.Seen.Equal(noon()) {
		t.Errorf("%+v", k)
	}
	if k = take(k, 0, errors.New("throttled"), noon().Add(2*time.Minute)); k.OK() || k.why() != "throttled" {
		t.Errorf("%+v", k)
	}
}

// What auto scaling did is read of all clusters at once: where that fails, a look at one of them says so, too.
func TestScalingsThatAreDenied(t *testing.T) {
	t.Parallel()
	f := &fake{services: []aws.Service{atRest()}, tasks: []aws.Task{}, targets: healthyTargets(), scaling: aws.Scaling{Registered: true, Min: 2, Max: 9},
		fail: map[string]error{"scaled": errors.New("access denied")}}
	for _, cluster := range []string{"", "prod"} {
		var last Survey
		for last = range NewPlan(New(f, triage.New(), noon), f).Look(t.Context(), cluster) {
		}
		if last.Err == nil || last.Whole() {
			t.Errorf("cluster %q: %v, whole %t", cluster, last.Err, last.Whole())
		}
	}
}
