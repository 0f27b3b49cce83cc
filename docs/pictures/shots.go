package main

// shot is a picture and how to get to it.
type shot struct {
	name string
	// about says what is to be seen, for those who cannot see it.
	about      string
	cols, rows int
	// place is where the program is opened, as on its command line; it may be empty.
	place string
	// script has one step on a line: see TEXT and unseen TEXT wait for the screen, key NAMES and type TEXT press keys.
	script string
}

func shots() []shot {
	const checkout = "prod/checkout"
	return []shot{
		{name: "clusters", about: "The clusters of the demo account", cols: 120, rows: 16, script: `
			see FARGATE_SPOT
			unseen loading`},
		{name: "services", about: "The services of a cluster: what fails, what changes, what is steady", cols: 120, rows: 32,
			place: "prod", script: `
			see failing
			unseen loading`},
		{name: "services-80x24", about: "The same services in 80 columns", cols: 80, rows: 24,
			place: "prod", script: `
			see failing
			unseen loading`},
		{name: "service", about: "A service whose deployment fails", cols: 120, rows: 32, place: checkout, script: `
			see did not start
			unseen loading`},
		{name: "stopped", about: "The stopped tasks of a service and why they stopped", cols: 120, rows: 24,
			place: checkout, script: `
			see did not start
			key x
			see ▸ stopped
			see CannotPull
			unseen loading`},
		{name: "task", about: "A task that did not start, and its containers", cols: 120, rows: 32, place: checkout, script: `
			see did not start
			key x
			see ▸ stopped
			see CannotPull
			key enter
			see TIMELINE
			unseen loading`},
		{name: "revisions", about: "The revisions of a task definition", cols: 120, rows: 24, place: checkout, script: `
			see did not start
			key t
			see ▸ revisions
			see checkout:41
			unseen loading`},
		{name: "help", about: "Every key, in the help on ?", cols: 120, rows: 32, place: "prod", script: `
			see failing
			unseen loading
			key ?
			see EVERYWHERE`},
	}
}
