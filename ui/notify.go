package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// notifies says whether the settings want to be told of what happens.
func (a Account) notifies() bool { return a.Notify != "" && a.Notify != "off" }

// notify tells the operator something through the terminal, as the settings want it.
func notify(p *Program, text string) {
	if p.account.notifies() {
		p.do(tea.Raw(p.theme.Signs(notification(p.account.Notify, text))))
	}
}

// mostNotified is how many cells of a text a notification has.
const mostNotified = 200

// notification is what a terminal takes for one. The text may come from anywhere: nothing in it can end the sequence, or be taken
// for its parameters.
func notification(how, text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == ';':
			return ','
		case r < ' ' || r >= 0x7f && r < 0xa0:
			return ' '
		}
		return r
	}, clean.Text(text))
	text, _ = theme.Cut("ecscope: "+text, mostNotified)
	switch how {
	case "osc9":
		return "\x1b]9;" + text + "\a"
	case "osc777":
		return "\x1b]777;notify;ecscope;" + strings.TrimPrefix(text, "ecscope: ") + "\a"
	}
	return "\a"
}

// watching remembers how what is watched was.
type watching map[string]string

// changes are what has another state than at the last look. Nothing is said of what was not known before.
func (w watching) changes(now []inspect.Watched) []string {
	var all []string
	for _, one := range now {
		id := one.ID()
		if was := w[id]; was != "" && one.State != "" && was != one.State {
			all = append(all, fmt.Sprintf("%s: %s → %s", id, was, one.State))
		}
		w[id] = one.State
	}
	for id := range w {
		if !slices.ContainsFunc(now, func(one inspect.Watched) bool { return one.ID() == id }) {
			delete(w, id)
		}
	}
	return all
}

// look compares what is watched with how it was, and tells what has changed.
func (w watching) look(p *Program) {
	if p.account.Watched == nil {
		return
	}
	all := w.changes(p.account.Watched(p.ctx))
	if len(all) == 0 {
		return
	}
	text := all[0]
	if len(all) > 1 {
		text = fmt.Sprintf("%s changed: %s", words.Plural(len(all), "watched thing", "watched things"), strings.Join(all, " · "))
	}
	if p.flash.text == "" {
		p.say(nil, text)
	}
	notify(p, text)
}
