package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/words"
)

// Names are the names of clusters and services that are known, and how often what was chosen.
type Names interface {
	Clusters() []string
	Services() []string
	Uses() map[string]int
	Use(what string)
	Bookmarks() []string
	Bookmark(place string) (kept bool, err error)
}

// catalog is everything that the palette offers.
type catalog struct {
	program  *Program
	commands commands
	problems map[string]inspect.Problem // by their id
}

func newCatalog(p *Program) catalog {
	c := catalog{p, commandsOf(p), map[string]inspect.Problem{}}
	for _, one := range p.problems.survey.Problems {
		c.problems[one.ID()] = one
	}
	return c
}

// mostShown is how many entries of a group are offered.
const mostShown = 60

// find is what a text could mean, the best group first, and how many things there are in all.
func (c catalog) find(typed string) ([]offer, int) {
	text := c.spelledOut(strings.TrimLeft(typed, " "))
	word, argument, spaced := strings.Cut(text, " ")
	if cmd, ok := c.commands.named(word); ok && spaced {
		found := c.arguments(cmd, strings.TrimLeft(argument, " "))
		return found, len(found)
	}
	if spaced && strings.TrimSpace(argument) != "" {
		if found := (sources{c}).viewsOf(word, strings.TrimSpace(argument)); len(found) > 0 {
			return found, len(found)
		}
	}
	return c.matching(strings.TrimSpace(text))
}

// spelledOut puts in the place of a name from the settings what it stands for.
func (c catalog) spelledOut(text string) string {
	word, rest, spaced := strings.Cut(text, " ")
	for _, a := range c.program.account.Aliases {
		if a.Name == word && spaced {
			return a.Text + " " + rest
		}
		if a.Name == word {
			return a.Text
		}
	}
	return text
}

// matching is what fits a text, of all there is.
func (c catalog) matching(text string) ([]offer, int) {
	uses, groups, of := c.uses(), [][]offer{}, 0
	from, other := sources{c}, otherName(strings.ToLower(text))
	for _, group := range [][]offer{from.services(), from.views(), from.actions(), from.clusters(), from.accounts(), from.settings()} {
		of += len(group)
		if fit := bestOf(group, text, other, uses); len(fit) > 0 {
			groups = append(groups, fit)
		}
	}
	if o, ok := from.unlisted(text); ok {
		groups = append(groups, []offer{o})
	}
	if text == "" {
		groups = c.beginning(groups, uses)
	} else {
		slices.SortStableFunc(groups, func(a, b []offer) int { return cmp.Compare(b[0].score, a[0].score) })
	}
	return slices.Concat(groups...), of
}

// bestOf are the offers of a group that fit a text best, the best first. There may be thousands of them, of which few are shown.
func bestOf(group []offer, text, other string, uses map[string]int) []offer {
	var fit []*offer
	for i := range group {
		o := &group[i]
		if score(o, text, other); o.score > 0 {
			o.score += min(uses[o.ID], 20)
			fit = append(fit, o)
		}
	}
	slices.SortStableFunc(fit, func(a, b *offer) int { return cmp.Compare(b.score, a.score) })
	best := make([]offer, 0, mostShown)
	for _, o := range fit[:min(len(fit), mostShown)] {
		best = append(best, *o)
	}
	return best
}

// score marks what a text finds in an offer and how well it fits: its name, where it is, else what it does. The other name,
// which the text stands for in other programs, fits as the text does.
func score(o *offer, text, other string) {
	o.score, o.Marks = words.Fuzzy(text, o.Name)
	if o.score == 0 && o.service != "" {
		o.score, _ = words.Fuzzy(text, o.service)
	}
	if other != "" && other == o.Name {
		o.score = words.FuzzySame
	}
	if o.score == 0 && len(text) > 2 {
		if n, _ := words.Fuzzy(text, o.Note); n >= words.FuzzyWithin-100 {
			o.score = n / 4
		}
	}
	if strings.HasPrefix(o.Group, actionGroup) {
		o.score = max(0, o.score-1) // where a view has the same name, looking comes first
	}
	o.exact = o.service != "" && o.In != "" && strings.EqualFold(text, o.Name)
}

// beginning is what is offered before anything is typed: the bookmarks, what was used most, the first services, then the rest but for services.
func (c catalog) beginning(groups [][]offer, uses map[string]int) [][]offer {
	var used []offer
	for i, g := range groups {
		groups[i] = slices.DeleteFunc(g, func(o offer) bool {
			if uses[o.ID] > 0 {
				o.Group, o.score = "MOST USED", uses[o.ID]
				used = append(used, o)
			}
			return uses[o.ID] > 0
		})
	}
	slices.SortStableFunc(used, func(a, b offer) int { return cmp.Compare(b.score, a.score) })
	const most = 5
	used = used[:min(len(used), most)]
	first := [][]offer{(sources{c}).bookmarks(), used}
	for i, g := range groups {
		const few = 6
		if len(g) > few && g[0].service != "" {
			groups[i], first = g[few:], append(first, g[:few])
		}
	}
	return append(first, slices.DeleteFunc(groups, func(g []offer) bool { return len(g) > 0 && g[0].service != "" })...)
}

func (c catalog) uses() map[string]int {
	if n := c.program.account.Names; n != nil {
		return n.Uses()
	}
	return nil
}
