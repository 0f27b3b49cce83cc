package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/ui/finder"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/screens"
	"github.com/ecscope/ecscope/ui/theme"
)

// sources are where the offers of the palette come from.
type sources struct{ catalog }

// services are those that are known, with how they are as far as that is known.
func (c sources) services() []offer {
	if c.program.account.Names == nil {
		return nil
	}
	here, open, names := nav.LocationOf(c.program.top().screen).Cluster, c.commands.opener("service"), c.program.account.Names.Services()
	var troubled []offer
	all := make([]offer, 0, len(names))
	for _, near := range []bool{true, false} {
		for _, s := range names {
			cluster, name, _ := strings.Cut(s, "/")
			if (cluster == here) != near {
				continue
			}
			o := offer{service: s, Entry: finder.Entry{ID: "service " + s, Group: "SERVICES", Name: name, In: cluster, Fill: s + " "}, run: func() tea.Cmd { return open(s) }}
			if o.Tone, o.Note = c.state(s); urgency(o.Tone) < 0 {
				troubled = append(troubled, o)
			} else {
				all = append(all, o)
			}
		}
	}
	slices.SortStableFunc(troubled, func(a, b offer) int { return cmp.Compare(urgency(a.Tone), urgency(b.Tone)) })
	return slices.Insert(all, 0, troubled...)
}

// bookmarks are the places that were kept.
func (c sources) bookmarks() []offer {
	if c.program.account.Names == nil {
		return nil
	}
	var all []offer
	for _, place := range c.program.account.Names.Bookmarks() {
		word, argument, _ := strings.Cut(place, " ")
		cmd, ok := c.commands.named(word)
		if !ok {
			continue
		}
		o := offer{Entry: finder.Entry{ID: place, Group: "BOOKMARKS", Name: place, Note: cmd.Does}}
		open := c.commands.opener(word)
		o.run = func() tea.Cmd { return open(argument) }
		if word == "service" {
			if tone, cause := c.state(argument); cause != "" {
				o.Tone, o.Note = tone, cause
			}
		}
		all = append(all, o)
	}
	return all
}

// urgency orders services with problems before others, for which it is 0.
func urgency(t theme.Tone) int {
	switch t {
	case theme.Bad:
		return -4
	case theme.Warn:
		return -3
	case theme.Busy:
		return -2
	case theme.Unknown:
		return -1
	}
	return 0
}

// unlisted is the service that a text names whole and no list has shown.
func (c sources) unlisted(text string) (offer, bool) {
	cluster, name, _ := strings.Cut(text, "/")
	if cluster == "" || name == "" || strings.ContainsAny(name, "/") || strings.ContainsAny(text, ": ") || c.program.account.Names == nil || slices.Contains(c.program.account.Names.Services(), text) {
		return offer{}, false
	}
	open := c.commands.opener("service")
	return offer{score: 1, Entry: finder.Entry{ID: "service " + text, Group: "SERVICES NOT SHOWN IN ANY LIST YET", Name: name, In: cluster},
		run: func() tea.Cmd { return open(text) }}, true
}

// state is the tone and the cause of a service with a problem.
func (c catalog) state(service string) (theme.Tone, string) {
	p, ok := c.problems[service]
	if !ok {
		return theme.Plain, ""
	}
	return screens.LevelTone(p.Verdict.Level()), fmt.Sprintf("%d/%d  %s", p.Service.Running, p.Service.Desired, p.Verdict.Brief())
}

func (c sources) clusters() []offer {
	if c.program.account.Names == nil {
		return nil
	}
	open := c.commands.opener("services")
	var all []offer
	for _, name := range c.program.account.Names.Clusters() {
		all = append(all, offer{Entry: finder.Entry{ID: "services " + name, Group: "CLUSTERS", Name: name, Note: "its services", Fill: "services " + name},
			run: func() tea.Cmd { return open(name) }})
	}
	return all
}

// actionGroup is the heading of what can be done on the screen.
const actionGroup = "ACTIONS"

// actions are what the top screen can do, each by its key.
func (c sources) actions() []offer {
	at, group := nav.LocationOf(c.program.top().screen), actionGroup
	if at.Cluster != "" {
		group += " ON " + strings.TrimSuffix(at.Cluster+"/"+at.Thing, "/")
	}
	var all []offer
	for _, i := range menuItems(c.program.top().screen) {
		h := i.Key.Help()
		if h.Desc == "" || len(i.Key.Keys()) == 0 || slices.ContainsFunc(all, func(o offer) bool { return o.Name == h.Desc }) {
			continue
		}
		all = append(all, offer{Entry: finder.Entry{ID: "do " + h.Desc, Group: group, Name: h.Desc, Key: h.Key, Why: i.Why},
			run: func() tea.Cmd { c.program.press(pressOf(i.Key.Keys()[0])); return nil }})
	}
	return all
}

// accounts are the profiles and regions to choose from.
func (c sources) accounts() []offer {
	p := c.program
	if p.switcher == nil || p.account.Alone {
		return nil
	}
	var all []offer
	for _, name := range p.switcher.Profiles() {
		all = append(all, offer{Entry: finder.Entry{ID: "profile " + name, Group: "PROFILES AND REGIONS", Name: name, In: "profile", Fill: "profile " + name},
			run: func() tea.Cmd { return p.switchTo(name, "") }})
	}
	for _, name := range p.switcher.Regions(p.account.Region) {
		all = append(all, offer{Entry: finder.Entry{ID: "region " + name, Group: "PROFILES AND REGIONS", Name: name, In: "region", Fill: "region " + name},
			run: func() tea.Cmd { return p.switchTo("", name) }})
	}
	return all
}

// settings are the settings, on their page.
func (c sources) settings() []offer {
	if _, ok := c.commands.named("settings"); !ok {
		return nil
	}
	open := c.commands.opener("settings")
	var all []offer
	for _, s := range config.Table() {
		all = append(all, offer{Entry: finder.Entry{ID: "settings " + s.Key, Group: "SETTINGS", Name: s.Key, Note: s.Means(c.program.keys)}, run: func() tea.Cmd { return open("") }})
	}
	return all
}
