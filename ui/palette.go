package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/ui/nav"
)

// palette asks where to go: the name of a place, and what of it.
func (p *Program) palette() {
	p.ask(nav.Prompt{Label: ":", Suggest: p.suggest, Done: p.visit}, &host{p: p, f: p.top()})
}

// suggest offers places while the first word is typed, then what they can be opened with.
func (p *Program) suggest(typed string) []nav.Suggestion {
	name, argument, spaced := strings.Cut(strings.TrimLeft(typed, " "), " ")
	var found []nav.Suggestion
	for _, place := range p.account.Places {
		switch {
		case !spaced && strings.HasPrefix(place.Name, name):
			found = append(found, nav.Suggestion{Text: place.Name, Hint: strings.TrimSpace(place.Wants + "  " + place.Does)})
		case spaced && place.Name == name && place.Complete != nil:
			for _, a := range place.Complete() {
				if strings.Contains(a, strings.TrimSpace(argument)) {
					found = append(found, nav.Suggestion{Text: name + " " + a})
				}
			}
		}
	}
	return found
}

// visit opens a place by its name or the beginning of it.
func (p *Program) visit(_ nav.Host, text string) tea.Cmd {
	name, argument, _ := strings.Cut(strings.TrimSpace(text), " ")
	if name == "" {
		return nil
	}
	place, err := p.place(name)
	if err != nil {
		p.say(err, "")
		return nil
	}
	s, err := place.Open(strings.TrimSpace(argument))
	switch {
	case err != nil:
		p.say(err, "")
	case place.Once:
		p.show(nav.Show{Is: func(o nav.Screen) bool { return o.Title() == s.Title() }, New: func() nav.Screen { return s }})
	case s != nil:
		p.push(s)
	}
	return nil
}

func (p *Program) place(name string) (nav.Place, error) {
	var names, begin []string
	var found nav.Place
	for _, place := range p.account.Places {
		if place.Name == name {
			return place, nil
		}
		names = append(names, place.Name)
		if strings.HasPrefix(place.Name, name) {
			begin = append(begin, place.Name)
			found = place
		}
	}
	switch len(begin) {
	case 1:
		return found, nil
	case 0:
		return nav.Place{}, fmt.Errorf("nothing is called %q: there are %s", name, strings.Join(names, ", "))
	}
	return nav.Place{}, fmt.Errorf("%q could be %s", name, strings.Join(begin, " or "))
}
