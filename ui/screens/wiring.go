package screens

import (
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/action"
)

// New puts the screens of an account together.
func New(p Parts) *Screens {
	known, undone := &names{Index: p.Names, revisions: map[string]string{}}, undos{}
	noted := noting{p.Account, p.Pieces, known}
	plan, watch := newPlan(p, noted), &watches{p.Keys.Service, p.Names}
	meter := newMeter(p, plan)
	reports := &handOvers{p.Kit, p.Account, inspect.Reporter{Inspector: plan.Inspector, Source: p.Account, Load: meter.Source()}}
	dates, link := calendar{p.Clock, p.Zone}, links{p.Account, reports}
	tasks, face := taskReader{p.Account, plan}, taskFace{dates, plan}

	describe := &documentPage{p.Kit, p.Account}
	logs := newLogScreens(p, dates)
	words := &lastLines{p.Kit, face, tasks, p.Account}
	events := &eventList{p.Kit, dates, p.Account, p.Rules, &eventPage{p.Kit, dates}}
	revision := &revisionPage{p.Kit, dates, link, p.Account, describe}
	revisions := newRevisions(p, dates, known, revision)

	sessions := newSessions(p, dates, tasks)
	changing := &changes{p.Kit, p.Keys.Changes, p.Changer, undone, revisions, &editing{p.Flow, p.Changer}, p.Account, plan.Verdict}
	v := &views{logs: logs, events: events, words: words, revisions: revisions, describe: describe,
		scaling: &scalingPage{p.Kit, dates, p.Account}}
	own := &ownCommands{p.Kit, p.Settings.Commands, p.Account}
	ended, ofTask := append(v.ofTask(p.Keys.Service), own.ofTask()...), changing.ofTask()
	task := &taskPage{p.Kit, face, link, p.Account, action.Ranked(ended, sessions.ofTask(), ofTask), ended, ofTask}
	v.tasks = &taskList{p.Kit, face, tasks, task}
	v.stopped = &crashList{p.Kit, dates, tasks, &memberList{p.Kit, face, tasks, task}, words,
		&lastPanes{dates, p.Theme, p.Account, map[string]lastAnswer{}, ""}}

	before, after := v.ofService(p.Keys.Service)
	actions := action.Ranked(before, sessions.ofService(), after, []action.Action[aws.Service]{watch.ofService()}, changing.ofService(), own.ofService())
	service := &cockpits{p.Kit, dates, p.Account, plan, meter, actions, events, v.tasks, revision}
	v.rollout = &rollouts{service, &deploymentList{p.Kit, dates, p.Account, revision}, revisions.diff}
	v.timeline = &timelines{p.Kit, dates, p.Account, plan, p.Flow.Desk.Journal, v.moment}
	instances := &instanceList{p.Kit, dates, link, p.Account, describe, v.tasks, changing.drain()}
	services := &serviceList{p.Kit, serviceTable{dates, plan, meter, p.Rules, watch}, link, actions, service}
	clusters := &clusterList{p.Kit, link, plan, known, services, v.tasks, v.stopped, instances, v.timeline, watch, &belowList{p.Kit, dates, plan, meter}}
	problems := &problemList{p.Kit, dates, plan, actions, service, instances, v.tasks}
	recent := &recentList{p.Kit, dates, p.Account, known, tasks, p.Rules, service}
	all := &overview{
		home:      &homes{p.Kit, dates, plan, meter, recent, problems, clusters, watch, p.Hint},
		clusters:  clusters,
		problems:  problems,
		recent:    recent,
		requests:  &requestPage{p.Kit, dates, plan, p.Gauges},
		forwards:  sessions.list,
		instances: instances, services: services,
		groups: &groupList{p.Kit, dates, p.Account, logs},
		record: &recordList{p.Kit, dates, p.Flow.Desk.Journal}, schedules: &scheduleList{p.Kit, dates, p.Account, scheduleChanges(changing)},
	}
	return &Screens{overview: all, service: service, plan: plan, sender: &sender{p.Flow, undone, service, v.rollout, logs},
		places: append(all.places(known.Clusters), v.places(service.screen, known.Clusters, known.Services)...)}
}

// newPlan reads the account, what is watched first.
func newPlan(p Parts, account noting) *inspect.Plan {
	plan := inspect.NewPlan(inspect.New(account, p.Rules, p.Clock.Now), account)
	inspect.Favor(plan, p.Names)
	if p.Refresh > 0 {
		inspect.Refresh(plan, p.Refresh)
	}
	return plan
}

// newMeter reads what services use; nil where nothing does, or the settings are against it.
func newMeter(p Parts, plan *inspect.Plan) *inspect.Meter {
	if p.Gauges == nil || p.Settings.NoMetrics {
		return nil
	}
	return inspect.NewMeter(plan, p.Gauges)
}

func newRevisions(p Parts, dates calendar, known *names, revision *revisionPage) *revisionList {
	return &revisionList{p.Kit, dates, p.Account, lineageReader{p.Account}, known, revision,
		&diffPage{p.Kit, p.Account}, p.Changer}
}

func newSessions(p Parts, dates calendar, tasks taskReader) *openings {
	where := targets{dates, p.Keys.Service, p.Theme, tasks, p.Account, p.Sessions}
	checks := &checkPages{Kit: p.Kit, rules: p.Rules, targets: where, account: p.Account, changer: p.Changer, note: p.Sessions}
	g := gate{p.Flow, p.Rules, p.Sessions, checks}
	opener := &shells{g, where, p.Sessions}
	checks.shell = opener.open
	return &openings{keys: p.Keys.Exec, targets: where, shells: opener, checks: checks,
		commands: &commands{p.Kit, g, opener, p.Sessions},
		forwards: &forwards{g, p.Sessions, p.Settings.Tunnels, p.Keys.Exec.Forwards},
		list:     &forwardList{p.Kit, dates, p.Sessions}}
}
