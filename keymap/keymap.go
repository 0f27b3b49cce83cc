// Package keymap holds every key once. It is data only: what a key does is where it is used, what it is called is here.
// Lower case looks, upper case changes (but for H, which goes home, Y, which copies, L, which reads credentials, T, which looks back, and the pagers' G and N, and E), or
// does something besides looking. s opens a shell, in which anything can be changed: read-only mode refuses it like a
// change. Never bound: ctrl-a and ctrl-b (multiplexers), ctrl-h ctrl-i ctrl-j ctrl-m ctrl-[ (aliases of other keys in a
// terminal), ctrl-s ctrl-q (flow control), function keys.
package keymap

import (
	"reflect"
	"strings"

	"charm.land/bubbles/v2/key"
)

// Map is all the keys, by where they work, in the order of help. A group's tags say what help calls it, on which kinds of
// screen it works and what one wants of it, and a key's own tags where that is not so for it: keys that share a kind of screen
// may not be the same.
type Map struct {
	Everywhere Everywhere `help:"everywhere" intent:"find" on:"list text log"`
	Moving     Moving     `help:"moving" intent:"move" on:"list"`
	Tables     Tables     `help:"lists" intent:"find" on:"list"`
	Service    Service    `help:"clusters, services, tasks" intent:"look" on:"list"`
	Timeline   Timeline   `help:"timeline" intent:"move" on:"list"`
	Changes    Changes    `help:"changes" intent:"change" on:"list text"`
	Exec       Exec       `help:"sessions" intent:"get in" on:"list text"`
	Revisions  Revisions  `help:"revisions" intent:"look" on:"list"`
	Dialog     Dialog     `help:"dialogs, plans of changes, first page" intent:"change" on:"dialog"`
	Logs       Logs       `help:"logs" intent:"look" on:"log"`
	Insights   Insights   `help:"log queries" intent:"find" on:"list"`
	Text       Text       `help:"texts" intent:"look" on:"text"`
}

// Everywhere are the keys that work on every screen.
type Everywhere struct {
	Palette   key.Binding `keys:":" does:"go to…"`
	Filter    key.Binding `keys:"/" does:"filter"`
	Help      key.Binding `keys:"?" does:"help" intent:"look"`
	Actions   key.Binding `keys:"." does:"actions" intent:"look"`
	Back      key.Binding `keys:"esc" does:"back or clear" intent:"move"`
	Leave     key.Binding `keys:"q" does:"back; quits at the root" intent:"move"`
	Interrupt key.Binding `keys:"ctrl+c" does:"quit" on:"list text log dialog" intent:"move"`
	Suspend   key.Binding `keys:"ctrl+z" does:"suspend; fg resumes" on:"list text log dialog" intent:"move"`
	Refresh   key.Binding `keys:"ctrl+r" does:"refresh now" intent:"look"`
	Last      key.Binding `keys:"-" does:"last view" intent:"move"`
	Home      key.Binding `keys:"H" does:"home" name:"home" intent:"move"`
	Problems  key.Binding `keys:"!" does:"problems" name:"problems" intent:"move"`
	Profile   key.Binding `keys:"ctrl+p" does:"profile" intent:"get in"`
	Region    key.Binding `keys:"ctrl+g" does:"region" intent:"get in"`
	Login     key.Binding `keys:"L" does:"log in again" intent:"get in"`
}

// Moving are the keys that move in a table or a text, and open and leave things.
type Moving struct {
	Up       key.Binding `keys:"k up" does:"up" on:"list text log dialog"`
	Down     key.Binding `keys:"j down" does:"down" on:"list text log dialog"`
	Top      key.Binding `keys:"g home" does:"first" on:"list text log dialog"`
	Bottom   key.Binding `keys:"G end" does:"last" on:"list text log dialog"`
	HalfDown key.Binding `keys:"ctrl+d" does:"half a page down" on:"list text log dialog"`
	HalfUp   key.Binding `keys:"ctrl+u" does:"half a page up" on:"list text log dialog"`
	PageDown key.Binding `keys:"pgdown ctrl+f" does:"page down" on:"list text log dialog"`
	PageUp   key.Binding `keys:"pgup" does:"page up" on:"list text log dialog"`
	Open     key.Binding `keys:"enter right" does:"open"`
	Out      key.Binding `keys:"h left" does:"back"`
	NextPane key.Binding `keys:"tab" does:"next part"`
	LastPane key.Binding `keys:"shift+tab" does:"previous part"`
}

// Tables are the keys of every list.
type Tables struct {
	SortNext key.Binding `keys:">" does:"sort by next column"`
	SortLast key.Binding `keys:"<" does:"sort by previous column"`
	Invert   key.Binding `keys:"i" does:"reverse the order"`
	Faults   key.Binding `keys:"z" does:"faults only"`
	Wide     key.Binding `keys:"w" does:"wide" intent:"look"`
	Columns  key.Binding `keys:"|" does:"choose columns" intent:"look"`
	Mark     key.Binding `keys:"space" does:"mark" intent:"change"`
	Copy     key.Binding `keys:"y" does:"copy id" intent:"look"`
	CopyAs   key.Binding `keys:"Y" does:"copy as…" intent:"look"`
}

// Service are the keys of a service, wherever one is selected, and of what belongs to one.
type Service struct {
	Stopped     key.Binding `keys:"x" does:"stopped" name:"stopped"`
	Events      key.Binding `keys:"e" does:"events" name:"events"`
	Deployments key.Binding `keys:"v" does:"rollout" name:"deployments rollout"`
	Revisions   key.Binding `keys:"t" does:"revisions" name:"revisions"`
	Tasks       key.Binding `keys:"r" does:"tasks" name:"tasks"`
	Instances   key.Binding `keys:"n" does:"instances" name:"instances"`
	Describe    key.Binding `keys:"d" does:"describe" name:"describe"`
	Because     key.Binding `keys:"b" does:"because" name:"why"`
	Logs        key.Binding `keys:"l" does:"logs" name:"logs"`
	LastWords   key.Binding `keys:"p" does:"log of last failure" name:"last-logs"`
	Scaling     key.Binding `keys:"m" does:"targets, scaling, metrics" name:"targets scaling metrics"`
	Timeline    key.Binding `keys:"T" does:"timeline" name:"timeline"`
	Watch       key.Binding `keys:"*" does:"watch"`
}

// Timeline are the keys of a timeline.
type Timeline struct {
	Closer  key.Binding `keys:"{" does:"zoom in"`
	Further key.Binding `keys:"}" does:"zoom out"`
}

// Changes are the keys that change something, each through the dialog.
type Changes struct {
	Redeploy key.Binding `keys:"R" does:"redeploy" name:"redeploy"`
	Pin      key.Binding `keys:"P" does:"pin a revision" name:"pin"`
	Back     key.Binding `keys:"B" does:"roll back" name:"rollback"`
	Continue key.Binding `keys:"C" does:"continue a paused deployment" name:"continue"`
	Scale    key.Binding `keys:"S" does:"scale, auto scaling limits" name:"scale"`
	Stop     key.Binding `keys:"K" does:"stop a task or a forward" name:"stop"`
	Exec     key.Binding `keys:"X" does:"ECS Exec on or off"`
	Run      key.Binding `keys:"J" does:"run a one-off task" name:"run"`
	Edit     key.Binding `keys:"M" does:"edit and register a revision" name:"register"`
	Settings key.Binding `keys:"O" does:"settings" name:"configure"`
	Protect  key.Binding `keys:"A" does:"task protection" name:"task-protection"`
	Drain    key.Binding `keys:"D" does:"drain or reactivate" name:"drain"`
	Switch   key.Binding `keys:"W" does:"enable or disable a schedule" name:"schedules"`
	Undo     key.Binding `keys:"u" does:"undo" name:"undo"`
}

// Exec are the keys that open sessions in containers, tell whether one can be opened, and list the forwards.
type Exec struct {
	Shell    key.Binding `keys:"s" does:"shell"`
	Check    key.Binding `keys:"a" does:"exec check"`
	Command  key.Binding `keys:"E" does:"one command"`
	Forward  key.Binding `keys:"F" does:"forward a port"`
	Forwards key.Binding `keys:"f" does:"forwards" name:"forwards"`
}

// Revisions are the keys of a list of revisions.
type Revisions struct {
	Diff key.Binding `keys:"=" does:"diff with running or marked"`
}

// Dialog are the keys of the dialog that every change passes, and of the page that asks what to begin with.
type Dialog struct {
	Next    key.Binding `keys:"tab" does:"next button"`
	Before  key.Binding `keys:"shift+tab" does:"previous button"`
	Left    key.Binding `keys:"left" does:"button to the left"`
	Right   key.Binding `keys:"right" does:"button to the right"`
	Press   key.Binding `keys:"enter" does:"press the focused button"`
	Command key.Binding `keys:"y" does:"copy the command"`
	Order   key.Binding `keys:"o" does:"one by one or all at once"`
	Earlier key.Binding `keys:"K" does:"move up in the order"`
	Later   key.Binding `keys:"J" does:"move down in the order"`
	Cancel  key.Binding `keys:"esc" does:"cancel"`
	Demo    key.Binding `keys:"d" does:"demo"`
	Profile key.Binding `keys:"p" does:"profile"`
	Region  key.Binding `keys:"r" does:"region"`
}

// Logs are the keys of a log.
type Logs struct {
	Open       key.Binding `keys:"enter" does:"open the event"`
	Follow     key.Binding `keys:"f space" does:"follow or pause"`
	Include    key.Binding `keys:"&" does:"show only lines with" intent:"find"`
	Exclude    key.Binding `keys:"^" does:"hide lines with" intent:"find"`
	Containers key.Binding `keys:"c" does:"containers"`
	Older      key.Binding `keys:"(" does:"load older" intent:"find"`
	GoTo       key.Binding `keys:"@" does:"go to a time" intent:"find"`
	Range      key.Binding `keys:"0 1 2 3 4 5 6" does:"from now, 1m…3h back" intent:"find"`
	Next       key.Binding `keys:"n" does:"next match" intent:"find"`
	Previous   key.Binding `keys:"N" does:"previous match" intent:"find"`
	Error      key.Binding `keys:"e" does:"next error" intent:"find"`
	ErrorUp    key.Binding `keys:"E" does:"previous error" intent:"find"`
	All        key.Binding `keys:"a" does:"all streams or only its own"`
	Raw        key.Binding `keys:"J" does:"raw lines"`
	Wrap       key.Binding `keys:"w" does:"wrap"`
	Time       key.Binding `keys:"t" does:"time: local, UTC, ago, own…"`
	Save       key.Binding `keys:"W" does:"save to a file"`
	Mark       key.Binding `keys:"m" does:"mark" intent:"find"`
	NextMark   key.Binding `keys:"'" does:"next mark" intent:"find"`
	LastMark   key.Binding `keys:"\"" does:"previous mark" intent:"find"`
	NextEvent  key.Binding `keys:"}" does:"next task that started or ended, or gap" intent:"find"`
	LastEvent  key.Binding `keys:"{" does:"previous such event" intent:"find"`
	Request    key.Binding `keys:"=" does:"all lines of the same request" intent:"find"`
	Fold       key.Binding `keys:"o" does:"fold a stack trace"`
	Colour     key.Binding `keys:"r" does:"color by task, field…"`
	Copy       key.Binding `keys:"y" does:"copy the event or selection"`
	Live       key.Binding `keys:"T" does:"Live Tail or polling"`
	Query      key.Binding `keys:"i" does:"query with Logs Insights" name:"query insights" intent:"get in"`
	Chips      key.Binding `keys:"x" does:"turn a filter off or on" intent:"find"`
	Around     key.Binding `keys:"+" does:"lines around matches" intent:"find"`
	Unfilter   key.Binding `keys:"backspace" does:"remove the last filter" intent:"find"`
	Fields     key.Binding `keys:"|" does:"fields as columns"`
	Sorted     key.Binding `keys:"s" does:"lines sorted by field" intent:"find"`
	Patterns   key.Binding `keys:"p" does:"message patterns"`
	LastBar    key.Binding `keys:"[" does:"histogram: previous bar" intent:"move"`
	NextBar    key.Binding `keys:"]" does:"histogram: next bar" intent:"move"`
	Select     key.Binding `keys:"v" does:"select lines from here on"`
	CopyAs     key.Binding `keys:"Y" does:"copy as…"`
}

// Insights are the keys of a query of CloudWatch Logs Insights. The part that tab goes to is the table, the chart or the lines.
type Insights struct {
	Edit   key.Binding `keys:"ctrl+o" does:"edit the query; enter runs it"`
	Window key.Binding `keys:"@" does:"choose the time range"`
	Ready  key.Binding `keys:"1 2 3 4 5 6 7 8" does:"a ready-made query"`
	Write  key.Binding `keys:"ctrl+e" does:"write as CSV"`
}

// Text are the keys of a screen of text, where / searches.
type Text struct {
	Next     key.Binding `keys:"n" does:"next match" intent:"find"`
	Previous key.Binding `keys:"N" does:"previous match" intent:"find"`
	Wrap     key.Binding `keys:"w" does:"wrap"`
	Left     key.Binding `keys:"left" does:"left" intent:"move"`
	Right    key.Binding `keys:"right" does:"right" intent:"move"`
	Secrets  key.Binding `keys:"v" does:"show masked values"`
	Copy     key.Binding `keys:"y" does:"copy all"`
}

// Search is the filter's key where it searches instead: in logs and texts.
func (e Everywhere) Search() key.Binding { return As(e.Filter, "search") }

// As is a key where what it does is called by another word.
func As(k key.Binding, does string) key.Binding {
	k.SetHelp(k.Help().Key, does)
	return k
}

// Default is the keymap as it comes: each field's tags say its keys, the first of which help shows, and what it does.
func Default() Map {
	var m Map
	all := reflect.ValueOf(&m).Elem()
	for i := range all.NumField() {
		group := all.Field(i)
		for j := range group.NumField() {
			tag := group.Type().Field(j).Tag
			group.Field(j).Set(reflect.ValueOf(bind(tag.Get("does"), strings.Fields(tag.Get("keys"))...)))
		}
	}
	return m
}

func bind(does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(Label(keys[0]), does))
}

// Label is how a key is written on screen.
func Label(k string) string {
	switch k {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	}
	return k
}

// Group is some keys that work in one place, under the place's name. On are the kinds of screen that have it: list, text,
// log or dialog.
type Group struct {
	Name string
	On   []string
	Keys []key.Binding
}

// Groups are all the keys, for help.
func (m Map) Groups() []Group {
	all := reflect.ValueOf(m)
	groups := make([]Group, all.NumField())
	for i := range groups {
		tag := all.Type().Field(i).Tag
		groups[i] = Group{Name: tag.Get("help"), On: strings.Fields(tag.Get("on"))}
		for j := range all.Field(i).NumField() {
			groups[i].Keys = append(groups[i].Keys, all.Field(i).Field(j).Interface().(key.Binding))
		}
	}
	return groups
}
