package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/finder"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

// views are the words of the palette. What needs a service or a cluster is of the one on screen, if there is one; else the
// word waits for its name.
func (c sources) views() []offer {
	at := nav.LocationOf(c.program.top().screen)
	var here, all []offer
	for _, cmd := range c.commands {
		o := offer{Entry: finder.Entry{ID: cmd.Name, Group: "GO TO", Name: cmd.Name, In: cmd.Wants, Note: cmd.Does, Key: cmd.key, Fill: cmd.Name + " "}}
		if cmd.Wants == "" {
			o.Fill = ""
		}
		if of := cmd.here(at); of != "" {
			near := o
			near.ID, near.In, near.Group = cmd.Name+" "+of, of, "VIEWS OF "+of
			near.run = func() tea.Cmd { return cmd.run(of) }
			here = append(here, near)
			if cmd.needs() {
				continue
			}
		}
		if !cmd.needs() {
			o.run = func() tea.Cmd { return cmd.run("") }
		}
		all = append(all, o)
	}
	return append(here, all...)
}

// needs says whether a command does nothing without an argument.
func (c command) needs() bool { return c.Wants != "" && !strings.HasPrefix(c.Wants, "[") }

// ofService says whether a command's argument may be a service.
func (c command) ofService() bool { return strings.Contains(c.Wants, "/service") }

// here is the argument that the screen gives a command; empty where it gives none. What a command does without an argument
// it does for all.
func (c command) here(at nav.Location) string {
	switch {
	case !c.needs() || c.Name == "service":
		return ""
	case c.ofService() && at.Cluster != "" && at.Thing != "":
		return at.Cluster + "/" + at.Thing
	case at.Cluster != "" && (c.Wants == "cluster" || strings.HasPrefix(c.Wants, "cluster[")):
		return at.Cluster
	}
	return ""
}

// arguments are what a command can be given: the names that fit what is typed, and that itself.
func (c catalog) arguments(cmd command, typed string) []offer {
	before, last := "", typed
	if strings.HasSuffix(cmd.Wants, "…") {
		i := strings.LastIndexByte(typed, ' ') + 1
		before, last = typed[:i], typed[i:]
	}
	asTyped := offer{Entry: finder.Entry{ID: strings.TrimSpace(cmd.Name + " " + typed), Group: strings.ToUpper(cmd.Name), Name: strings.TrimSpace(cmd.Name + " " + typed), Note: cmd.Does, Key: cmd.key},
		run: func() tea.Cmd { return cmd.run(strings.TrimSpace(typed)) }}
	var close, far []offer
	if cmd.Complete != nil {
		close, far = c.completed(cmd, before, last)
	}
	known := slices.ContainsFunc(close, func(o offer) bool { return o.ID == asTyped.ID })
	switch {
	case typed == "" && cmd.needs():
		return append(close, far...)
	case typed == "":
		return append([]offer{asTyped}, close...)
	case known:
	case cmd.Free && (strings.ContainsAny(last, "/,:") || len(close) > 0):
		close = append(close, asTyped)
	default:
		far = append(far, asTyped)
	}
	return append(close, far...)
}

// completed are the names that hold what is typed, and those that have only its letters.
func (c catalog) completed(cmd command, before, last string) (close, far []offer) {
	here, uses := nav.LocationOf(c.program.top().screen).Cluster, c.uses()
	for _, name := range cmd.Complete() {
		full := cmd.Name + " " + before + name
		o := offer{Entry: finder.Entry{ID: full, Group: strings.ToUpper(cmd.Name), Name: full, Note: cmd.Does, Key: cmd.key, Fill: full},
			run: func() tea.Cmd { return cmd.run(before + name) }}
		var found []int
		o.score, found = words.Fuzzy(last, name)
		if o.score == 0 {
			continue
		}
		for _, i := range found {
			o.Marks = append(o.Marks, i+len([]rune(full))-len([]rune(name)))
		}
		if cluster, thing, ok := strings.Cut(name, "/"); ok && cmd.ofService() {
			o.service, o.exact = name, strings.EqualFold(thing, last)
			if tone, note := c.state(name); note != "" {
				o.Tone, o.Note = tone, note
			}
			if strings.EqualFold(thing, last) {
				o.score = words.FuzzySame
			}
			if cluster == here {
				o.score += 50
			}
		}
		within := o.score >= words.FuzzyWithin-100 || last == ""
		o.score += min(uses[full], 20)
		if within {
			close = append(close, o)
		} else {
			far = append(far, o)
		}
	}
	best := func(a, b offer) int { return cmp.Compare(b.score, a.score) }
	slices.SortStableFunc(close, best)
	slices.SortStableFunc(far, best)
	return close[:min(len(close), mostShown)], far[:min(len(far), mostShown)]
}

// viewsOf are views of the services that fit one word, by the beginning of their names or by their keys: "che l" is the
// logs of checkout.
func (c sources) viewsOf(service, view string) []offer {
	var all []offer
	other := otherName(strings.ToLower(service))
	for _, s := range c.services() {
		if score(&s, service, other); s.score < words.FuzzyWithin-100 {
			continue
		}
		for _, cmd := range c.commands {
			if !cmd.ofService() || cmd.key != view && !strings.HasPrefix(cmd.Name, strings.ToLower(view)) {
				continue
			}
			o := offer{Entry: finder.Entry{ID: cmd.Name + " " + s.service, Group: "VIEWS", Tone: s.Tone, Name: cmd.Name + " " + s.service,
				Note: cmp.Or(s.Note, cmd.Does), Key: cmd.key, Fill: cmd.Name + " " + s.service},
				score: s.score, service: s.service, exact: s.exact, run: func() tea.Cmd { return cmd.run(s.service) }}
			if cmd.key == view {
				o.score++
			}
			all = append(all, o)
		}
	}
	slices.SortStableFunc(all, func(a, b offer) int { return cmp.Compare(b.score, a.score) })
	return all[:min(len(all), mostShown)]
}
