// Package keymap holds every key once. It is data only: what a key does is where it is used, what it is called is here.
// Lower case looks, upper case changes (but for Y, which copies, L, which reads credentials, and the pagers' G and N), or
// does something besides looking. s opens a shell, in which anything can be changed: read-only mode refuses it like a
// change. Never bound: ctrl-a and ctrl-b (multiplexers), ctrl-h ctrl-i ctrl-j ctrl-m ctrl-[ (aliases of other keys in a
// terminal), ctrl-s ctrl-q (flow control), function keys.
package keymap

import "charm.land/bubbles/v2/key"

// Map is all the keys, by where they work.
type Map struct {
	Everywhere Everywhere
	Moving     Moving
	Tables     Tables
	Service    Service
	Changes    Changes
	Exec       Exec
	Revisions  Revisions
	Dialog     Dialog
	Text       Text
	Logs       Logs
}

// Logs are the keys of a log.
type Logs struct {
	Open, Follow, Include, Exclude, Containers, Older, GoTo, Raw, Wrap, Time, Save, Mark, NextMark, Fold, Colour, Copy, Live,
	Range, Next, Previous key.Binding
}

// Everywhere are the keys that work on every screen.
type Everywhere struct {
	Palette, Filter, Help, Actions, Back, Leave, Interrupt, Refresh, Last, Problems, Profile, Region, Login, Suspend key.Binding
}

// Search is the filter's key where it searches instead: in logs and texts.
func (e Everywhere) Search() key.Binding {
	k := e.Filter
	k.SetHelp(k.Help().Key, "search")
	return k
}

// Moving are the keys that move in a table or a text, and open and leave things.
type Moving struct {
	Up, Down, Top, Bottom, HalfDown, HalfUp, PageDown, PageUp, Open, Out, NextPane, LastPane key.Binding
}

// Tables are the keys of every list.
type Tables struct {
	SortNext, SortLast, Invert, Faults, Wide, Mark, Copy, CopyAs key.Binding
}

// Service are the keys of a service, wherever one is selected, and of what belongs to one.
type Service struct {
	Stopped, Events, Deployments, Revisions, Tasks, Instances, Describe, Because, Logs, LastWords, Scaling key.Binding
}

// Changes are the keys that change something, each through the dialog.
type Changes struct {
	Redeploy, Pin, Back, Undo, Exec key.Binding
}

// Exec are the keys that open sessions in containers, tell whether one can be opened, and list and stop the forwards.
type Exec struct {
	Shell, Check, Command, Forward, Forwards, Stop key.Binding
}

// Revisions are the keys of a list of revisions.
type Revisions struct {
	Diff key.Binding
}

// Dialog are the keys of the dialog that every change passes.
type Dialog struct {
	Next, Before, Left, Right, Press, Command, Cancel key.Binding
}

// Text are the keys of a screen of text, where / searches.
type Text struct {
	Next, Previous, Wrap, Left, Right, Secrets, Copy key.Binding
}

// Default is the keymap as it comes.
func Default() Map {
	return Map{
		Everywhere: everywhere(),
		Moving:     moving(),
		Tables:     tables(),
		Service:    service(),
		Changes:    changes(),
		Exec:       exec(),
		Revisions:  Revisions{Diff: bind("diff with running or marked", "=")},
		Dialog:     dialog(),
		Text:       text(),
		Logs:       logs(),
	}
}

func everywhere() Everywhere {
	return Everywhere{
		Palette:   bind("go to…", ":"),
		Filter:    bind("filter", "/"),
		Help:      bind("help", "?"),
		Actions:   bind("actions", "."),
		Back:      bind("back or clear", "esc"),
		Leave:     bind("back, at the root quit", "q"),
		Interrupt: bind("quit", "ctrl+c"),
		Refresh:   bind("refresh now", "ctrl+r"),
		Last:      bind("last view", "-"),
		Problems:  bind("problems", "!"),
		Profile:   bind("profile", "ctrl+p"),
		Region:    bind("region", "ctrl+g"),
		Login:     bind("log in again", "L"),
		Suspend:   bind("to the shell and back with fg", "ctrl+z"),
	}
}

func moving() Moving {
	return Moving{
		Up:       bind("up", "k", "up"),
		Down:     bind("down", "j", "down"),
		Top:      bind("first", "g", "home"),
		Bottom:   bind("last", "G", "end"),
		HalfDown: bind("half a page down", "ctrl+d"),
		HalfUp:   bind("half a page up", "ctrl+u"),
		PageDown: bind("page down", "pgdown", "ctrl+f"),
		PageUp:   bind("page up", "pgup"),
		Open:     bind("open", "enter", "right"),
		Out:      bind("back", "h", "left"),
		NextPane: bind("next part", "tab"),
		LastPane: bind("part before", "shift+tab"),
	}
}

func tables() Tables {
	return Tables{
		SortNext: bind("sort by next column", ">"),
		SortLast: bind("sort by column before", "<"),
		Invert:   bind("invert the order", "i"),
		Faults:   bind("faults only", "z"),
		Wide:     bind("wide", "w"),
		Mark:     bind("mark", "space"),
		Copy:     bind("copy id", "y"),
		CopyAs:   bind("copy as…", "Y"),
	}
}

func service() Service {
	return Service{
		Stopped:     bind("stopped", "x"),
		Events:      bind("events", "e"),
		Deployments: bind("deployments", "v"),
		Revisions:   bind("revisions", "t"),
		Tasks:       bind("tasks", "r"),
		Instances:   bind("instances", "n"),
		Describe:    bind("describe", "d"),
		Logs:        bind("logs", "l"),
		Scaling:     bind("targets, scaling, metrics", "m"),
		LastWords:   bind("last lines of the dead", "p"),
		Because:     bind("because", "b"),
	}
}

func changes() Changes {
	return Changes{
		Redeploy: bind("redeploy", "R"),
		Pin:      bind("pin a revision", "P"),
		Back:     bind("roll back", "B"),
		Undo:     bind("undo", "u"),
		Exec:     bind("ECS Exec on or off", "X"),
	}
}

func exec() Exec {
	return Exec{
		Shell:    bind("shell", "s"),
		Check:    bind("exec check", "a"),
		Command:  bind("one command", "E"),
		Forward:  bind("forward a port", "F"),
		Forwards: bind("forwards", "f"),
		Stop:     bind("stop the forward", "K"),
	}
}

func dialog() Dialog {
	return Dialog{
		Next:    bind("next button", "tab"),
		Before:  bind("button before", "shift+tab"),
		Left:    bind("button to the left", "left"),
		Right:   bind("button to the right", "right"),
		Press:   bind("press the focused button", "enter"),
		Command: bind("copy the command", "y"),
		Cancel:  bind("cancel", "esc"),
	}
}

func text() Text {
	return Text{
		Next:     bind("next match", "n"),
		Previous: bind("match before", "N"),
		Wrap:     bind("wrap", "w"),
		Left:     bind("left", "left"),
		Right:    bind("right", "right"),
		Secrets:  bind("show masked values", "v"),
		Copy:     bind("copy all", "y"),
	}
}

func logs() Logs {
	return Logs{
		Open:       bind("the whole event", "enter"),
		Follow:     bind("follow or pause", "f", "space"),
		Include:    bind("only lines with", "&"),
		Exclude:    bind("no lines with", "^"),
		Containers: bind("containers", "c"),
		Older:      bind("load older", "("),
		GoTo:       bind("go to a time", "@"),
		Raw:        bind("as it was written", "J"),
		Wrap:       bind("wrap", "w"),
		Time:       bind("time: local, UTC, ago, off", "t"),
		Save:       bind("write to a file", "W"),
		Mark:       bind("mark", "m"),
		NextMark:   bind("next mark", "'"),
		Fold:       bind("fold a stack trace", "o"),
		Colour:     bind("colour by task, revision…", "r"),
		Copy:       bind("copy the event", "y"),
		Live:       bind("Live Tail or polling", "T"),
		Range:      bind("from now, 1m…3h back", "0", "1", "2", "3", "4", "5", "6"),
		Next:       bind("next match", "n"),
		Previous:   bind("match before", "N"),
	}
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

// Group is some keys that work in one place, under the place's name.
type Group struct {
	Name string
	Keys []key.Binding
}

// Groups are all the keys, for help.
func (m Map) Groups() []Group {
	e, v, t, s, x, c, d, l, o := m.Everywhere, m.Moving, m.Tables, m.Service, m.Text, m.Changes, m.Dialog, m.Logs, m.Exec
	return []Group{
		{"everywhere", []key.Binding{e.Palette, e.Filter, e.Help, e.Actions, e.Back, e.Leave, e.Interrupt, e.Suspend,
			e.Refresh, e.Last, e.Problems, e.Profile, e.Region, e.Login}},
		{"moving", []key.Binding{v.Up, v.Down, v.Top, v.Bottom, v.HalfDown, v.HalfUp, v.PageDown, v.PageUp, v.Open,
			v.Out, v.NextPane, v.LastPane}},
		{"lists", []key.Binding{t.SortNext, t.SortLast, t.Invert, t.Faults, t.Wide, t.Mark, t.Copy, t.CopyAs}},
		{"clusters, services, tasks", []key.Binding{s.Stopped, s.Events, s.Deployments, s.Revisions, s.Tasks,
			s.Instances, s.Describe, s.Because, s.Logs, s.LastWords, s.Scaling}},
		{"changes", []key.Binding{c.Redeploy, c.Pin, c.Back, c.Undo, c.Exec}},
		{"sessions", []key.Binding{o.Shell, o.Check, o.Command, o.Forward, o.Forwards, o.Stop}},
		{"revisions", []key.Binding{m.Revisions.Diff}},
		{"dialogs of changes", []key.Binding{d.Next, d.Before, d.Left, d.Right, d.Press, d.Command, d.Cancel}},
		{"logs", []key.Binding{l.Open, l.Follow, l.Include, l.Exclude, l.Containers, l.Older, l.GoTo, l.Range, l.Next, l.Previous,
			l.Raw, l.Wrap, l.Time, l.Save, l.Mark, l.NextMark, l.Fold, l.Colour, l.Copy, l.Live}},
		{"texts", []key.Binding{x.Next, x.Previous, x.Wrap, x.Left, x.Right, x.Secrets, x.Copy}},
	}
}
