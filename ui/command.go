package ui

import (
	"errors"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
)

// command is a word of the palette: a place to go to, or something that the program does.
type command struct {
	nav.Place
	key string
	run func(argument string) tea.Cmd
}

// commands are the words of the palette: the places of the account, then what the program itself does.
type commands []command

func commandsOf(p *Program) commands {
	var all commands
	for _, place := range p.account.Places {
		k, _ := p.keys.Named(place.Name)
		if k.Help() == p.keys.Changes.Switch.Help() { // it is called like a place, and leads nowhere
			k = key.Binding{}
		}
		all = append(all, command{Place: place, key: k.Help().Key, run: func(argument string) tea.Cmd {
			s, err := place.Open(argument)
			if err != nil {
				p.say(err, "")
			} else if s != nil {
				p.jump(s)
			}
			return nil
		}})
	}
	return append(append(all, own(p)...), ofRows(p)...)
}

// own are the words for what the program does whatever the account.
func own(p *Program) commands {
	e := p.keys.Everywhere
	choose := func(name, does, wants string, b key.Binding, names func(Switcher) []string, pick func(), to func(string) tea.Cmd) command {
		complete := func() []string {
			if p.switcher == nil || p.account.Alone {
				return nil
			}
			return names(p.switcher)
		}
		return command{Place: nav.Place{Name: name, Does: does, Wants: wants, Complete: complete}, key: b.Help().Key, run: func(a string) tea.Cmd {
			switch {
			case p.switcher == nil || p.account.Alone:
				p.say(errors.New("the demo account has one profile and one region"), "")
			case a == "":
				pick()
			default:
				return to(a)
			}
			return nil
		}}
	}
	do := func(name, does string, b key.Binding, run func()) command {
		return command{Place: nav.Place{Name: name, Does: does}, key: b.Help().Key, run: func(string) tea.Cmd { run(); return nil }}
	}
	return commands{
		choose("profile", "switch to another AWS profile", "[profile]", e.Profile, Switcher.Profiles, p.pickProfile,
			func(a string) tea.Cmd { return p.switchTo(a, "") }),
		choose("region", "switch to another region", "[region]", e.Region, func(s Switcher) []string { return s.Regions(p.account.Region) }, p.pickRegion,
			func(a string) tea.Cmd { return p.switchTo("", a) }),
		do("login", "log in again", e.Login, p.login),
		do("refresh", "refresh everything on screen", e.Refresh, func() { reread(p) }),
		do("back", "the view before", e.Last, p.back),
		do("help", "all keys", e.Help, p.help),
		do("quit", "leave ecscope", e.Leave, func() { quitOrAsk(p) }),
	}
}

// ofRows are the words that act on the rows on screen.
func ofRows(p *Program) commands {
	list := func() (nav.Arranger, error) {
		if a, ok := p.top().screen.(nav.Arranger); ok {
			return a, nil
		}
		return nil, errors.New("there is no list on this screen")
	}
	heads := func() (all []string) {
		if a, err := list(); err == nil {
			for _, h := range a.Heads() {
				all = append(all, strings.ReplaceAll(strings.ToLower(h), " ", "-"))
			}
		}
		return all
	}
	word := func(name, does, wants string, b key.Binding, run func(nav.Arranger, string) (tea.Cmd, error)) command {
		return command{Place: nav.Place{Name: name, Does: does, Wants: wants, Complete: heads, Free: true}, key: b.Help().Key, run: func(text string) tea.Cmd {
			a, err := list()
			if err == nil {
				var cmd tea.Cmd
				if cmd, err = run(a, text); err == nil {
					return cmd
				}
			}
			p.say(err, "")
			return nil
		}}
	}
	t := p.keys.Tables
	return commands{
		word("sort", "sort the rows by a column", "column", t.SortNext, func(a nav.Arranger, text string) (tea.Cmd, error) { return a.SortBy(text) }),
		word("columns", "show these columns; without any, restore the defaults", "[column…]", t.Columns,
			func(a nav.Arranger, text string) (tea.Cmd, error) {
				return a.ShowColumns(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }))
			}),
	}
}

// quitOrAsk quits; where something is under way it asks first.
func quitOrAsk(p *Program) {
	if p.underWay() != "" {
		p.confirmQuit()
		return
	}
	p.quit()
}

// otherName is the command that a word of other programs, k9s above all, stands for; empty where it stands for none.
func otherName(word string) string {
	for name, others := range map[string]string{
		"home": "pulse pulses", "clusters": "cluster cl ns namespace namespaces", "services": "svc svcs ecs", "tasks": "task po pod pods ps",
		"logs": "tail", "events": "ev event", "problems": "problem pr", "stopped": "dead", "rollout": "dp deploy deployment", "revisions": "rs td taskdef taskdefs",
		"instances": "no node nodes instance", "forwards": "pf forward portforward port-forward", "profile": "ctx context contexts profiles", "region": "regions",
		"help": "? h aliases keys", "quit": "q q! qa quit! exit wq x", "refresh": "reload", "settings": "set config", "scaling": "hpa targets metrics top",
		"schedules": "cron cj cronjob cronjobs crontab schedule rules",
	} {
		for o := range strings.FieldsSeq(others) {
			if o == word {
				return name
			}
		}
	}
	return ""
}

// named is the one that a word names: its name, or another name for it.
func (c commands) named(word string) (command, bool) {
	word = strings.ToLower(word)
	for _, name := range []string{word, otherName(word)} {
		for _, one := range c {
			if one.Name == name && name != "" {
				return one, true
			}
		}
	}
	return command{}, false
}

// opener opens a place.
func (c commands) opener(name string) func(argument string) tea.Cmd {
	if one, ok := c.named(name); ok {
		return one.run
	}
	return func(string) tea.Cmd { return nil }
}
