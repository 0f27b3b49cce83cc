package screens

import (
	"errors"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
)

// rollouts make the screens of rollouts: a service's screen with another face and other lists.
type rollouts struct {
	*cockpits
	deployments *deploymentList
	diff        *diffPage
}

// screen is how the rollout of a service stands, and the deployments that it had before.
func (r *rollouts) screen(cluster, name string) nav.Screen {
	around := &serviceSnapshot{plan: r.plan}
	fault := func() bool { return around.verdict.Level().Fault() || around.rollout.Moving() }
	of := &serviceFeed{clock: pacedClock{r.Clock, r.Paced}, source: r.source, fault: fault,
		where: nav.Location{Cluster: cluster, Thing: name, View: "rollout"}, service: aws.Service{Cluster: cluster, Name: name}}
	c := &Cockpit{Kit: r.Kit, of: of, around: around, panes: r.lists(cluster, name, around, fault), following: &following{}}
	differ := &changedFields{clock: r.Clock, source: r.diff.source}
	c.head = &rolloutHead{changed: differ, load: &loadFeed{meter: r.meter, of: of, around: around},
		cockpitHead: &cockpitHead{keys: r.Keys, theme: r.Theme, dates: r.calendar, of: of, around: around, following: c.following}}
	diff := action.Action[aws.Service]{Key: keymap.As(r.Keys.Revisions.Diff, "what changed"), Run: func(h nav.Host, _ aws.Service) tea.Cmd {
		if differ.from == "" { // else also after it ended on screen
			h.Flash(errors.New("no rollout is in progress, so there are no two revisions to compare"), "")
			return nil
		}
		h.Push(r.diff.screen(differ.from, differ.to))
		return nil
	}}
	c.actions = leading(append([]action.Action[aws.Service]{diff}, r.views...), r.Keys.Changes.Back, r.Keys.Revisions.Diff, r.Keys.Service.Logs)
	return c
}

func (r *rollouts) lists(cluster, name string, around *serviceSnapshot, fault func() bool) *rolloutPanes {
	ends := &endings{}
	p := &rolloutPanes{keys: r.Keys.Moving, ends: ends, history: browse.New(r.Kit, r.deployments.resource(cluster, name, ends)), tasks: r.taskPane(cluster, name, around, fault)}
	p.setFocus(0)
	return p
}

// leading puts the actions of some keys before the others.
func leading(actions []action.Action[aws.Service], keys ...key.Binding) []action.Action[aws.Service] {
	place := func(a action.Action[aws.Service]) int {
		i := slices.IndexFunc(keys, func(k key.Binding) bool { return slices.Equal(k.Keys(), a.Key.Keys()) })
		if i < 0 {
			return len(keys)
		}
		return i
	}
	out := slices.Clone(actions)
	slices.SortStableFunc(out, func(a, b action.Action[aws.Service]) int { return place(a) - place(b) })
	return out
}
