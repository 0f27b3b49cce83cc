package main

import "slices"

// shot is a picture and how to get to it.
type shot struct {
	name string
	// about says what is to be seen, for those who cannot see it.
	about      string
	cols, rows int
	// place is where the program is opened, as on its command line; it may be empty.
	place string
	// look is a variable of the environment that says how the program looks, such as ECSCOPE_COLORS=high; it may be empty.
	look string
	// script has one step on a line: see TEXT and unseen TEXT wait for the screen, key NAMES and type TEXT press keys, and
	// scene SECONDS TEXT takes a scene of a film. With scenes, the picture moves.
	script string
}

func shots() []shot {
	return slices.Concat(tours(), listShots(), serviceShots(), logShots(), execShots())
}

func tours() []shot {
	return []shot{{name: "tour", about: "From the first screen to the cause of a failed deployment, the dialog of its rollback, and the logs", cols: 120, rows: 32, script: `
			see prod/checkout
			see exit code 1
			unseen clusters seen
			scene 3 ecscope --demo
			key j j j
			see prod/checkout
			scene 1.5 j j j
			key enter
			see is not starting
			see EVENTS
			unseen loading
			scene 4.5 enter: the cause
			key x
			see ▸ stopped
			see never ran
			unseen loading
			scene 3 x: the stopped tasks
			key esc
			see is not starting
			key B
			see taskDefinition
			see Cancel
			scene 4 B: roll back
			key tab
			see Cancel
			scene 2 tab: from Cancel to the other button
			key enter
			unseen press the focused
			key l
			see ▸ logs
			see following
			see app
			scene 3.5 enter sends it; l: the logs of all its tasks`}}
}

func execShots() []shot {
	return []shot{
		{name: "exec-check", about: "Why no shell can be opened: the condition that fails first, with its fix and the key for it", cols: 120, rows: 26,
			place: "prod/cart", script: `
			see steady for
			see TASKS
			key a
			see 1 check fails
			see no AWS keys`},
		{name: "shell", about: "A shell in a container: where it is, and how to leave it", cols: 120, rows: 16, place: "prod/api", script: `
			see steady for
			see TASKS
			key s
			see container app
			see #
			type uname -s; stty size; echo "task $HOSTNAME" | cut -c1-13
			key enter
			see 16 120`},
		{name: "forwards", about: "The port forwards that are open, with their connections and bytes", cols: 120, rows: 10, place: "prod/api", script: `
			see steady for
			see TASKS
			key F
			see port of app
			type 8080
			key enter
			see forwards to app
			key F
			see port of app
			type db.internal:5432
			key enter
			see forwards to db.internal
			key f
			see ▸ forwards
			see db.internal`},
	}
}

func listShots() []shot {
	return []shot{
		{name: "home", about: "The first screen: the states of all services, the clusters, what is worst and why, what just changed", cols: 120, rows: 36, script: `
			see prod/checkout
			see exit code 1
			unseen clusters seen
			see %`},
		{name: "clusters", about: "The clusters of the demo account", cols: 120, rows: 16, script: `
			see prod/thumb
			type :clusters
			key enter
			see FARGATE_SPOT
			unseen loading
			unseen not looked at`},
		{name: "services", about: "The services of a cluster: what fails, what changes, what is steady", cols: 120, rows: 32,
			place: "prod", script: `
			see sha-9f3a21
			unseen loading`},
		{name: "services-80x24", about: "The same services in 80 columns", cols: 80, rows: 24,
			place: "prod", script: `
			see sha-9f3a21
			unseen loading`},
		{name: "services-high", about: "The same services in high contrast", cols: 100, rows: 20, place: "prod", look: "ECSCOPE_COLORS=high", script: `
			see sha-9f3a21
			unseen loading`},
		{name: "problems", about: "Everything unhealthy in the account, worst first", cols: 120, rows: 14, script: `
			see prod/thumb
			key !
			see ▸ problems
			see image tag
			unseen loading
			unseen unfinished`},
		{name: "help", about: "Every key, in the help on ?", cols: 120, rows: 26, place: "prod", script: `
			see sha-9f3a21
			unseen loading
			key ?
			see ON THIS SCREEN`},
	}
}

func serviceShots() []shot {
	const checkout = "prod/checkout"
	return []shot{
		{name: "service", about: "A service whose deployment fails: what, since when, why, and the way back", cols: 120, rows: 36,
			place: checkout, script: `
			see is not starting
			see SCALING
			unseen loading`},
		{name: "pin", about: "The dialog that every change passes", cols: 120, rows: 36, place: checkout, script: `
			see B  back to checkout:42
			key B
			see taskDefinition
			see Cancel`},
		rollout("rollout", "A canary: its stage, how the traffic is split, old and new side by side, what holds it up, and the way back", 120, 36),
		rollout("rollout-80x24", "The same canary in 80 columns", 80, 24),
		rollout("rollout-200x60", "The same canary on a wide screen", 200, 60),
		{name: "stopped", about: "The stopped tasks of a service, by how they died", cols: 120, rows: 14,
			place: checkout, script: `
			see is not starting
			key x
			see ▸ stopped
			see never ran
			unseen loading`},
		{name: "task", about: "A task that did not start: the diagnosis beside what AWS wrote", cols: 120, rows: 40, place: checkout, script: `
			see is not starting
			key x
			see never ran
			key b
			see TIMELINE
			unseen loading`},
		{name: "revisions", about: "The revisions of a service, with the last good one under the cursor", cols: 120, rows: 20, place: checkout, script: `
			see is not starting
			key t
			see ▸ revisions
			see checkout:41
			unseen loading`},
	}
}

// rollout is a picture of a canary of the demo account.
func rollout(name, about string, cols, rows int) shot {
	return shot{name: name, about: about, cols: cols, rows: rows, place: "prod/payments", script: `
			see payments:18
			key v
			see ▸ rollout
			see WHAT HOLDS IT UP
			see %
			unseen loading`}
}

func logShots() []shot {
	return []shot{
		{name: "logs", about: "The logs of all tasks of a service, merged and following", cols: 120, rows: 30, place: "prod/cart", script: `
			see DEPLOYMENTS
			key l
			see ▸ logs
			see following
			see ▇▇▇▇▇▇▇▇`},
		{name: "logs-80x24", about: "Logs in 80 columns, filtered", cols: 80, rows: 24, place: "prod/cart", script: `
			see DEPLOYMENTS
			key l
			see following
			see ▇▇▇▇▇▇▇▇
			key &
			type healthz
			key enter
			see & healthz`},
		{name: "logs-200x60", about: "Logs during a rollout on a wide screen, coloured by revision, with the line under the cursor beside it", cols: 200, rows: 60, place: "prod/payments", script: `
			see DEPLOYMENTS
			key l
			see following
			see payments:19
			see ERROR
			key E
			see LINES LIKE IT`},
	}
}
