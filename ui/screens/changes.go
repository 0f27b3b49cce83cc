package screens

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
)

// Changer is what the screens can change.
type Changer interface {
	Redeploy(aws.Service) change.Change
	Pin(s aws.Service, revision string) change.Change
	SwitchExec(s aws.Service, on bool) change.Change
	Follow(ctx context.Context, cluster, service string, r change.Receipt) iter.Seq2[[]change.Progress, error]
	Diff(ctx context.Context, a, b string) ([]change.Field, int, error)
	LastGood(ctx context.Context, cluster, service string) (revision string, when time.Time, err error)
}

// undo is how the last change of a service is taken back, or why it cannot be.
type undo struct {
	change change.Change
	why    string
}

// sent is told to all screens when a change of a service was sent.
type sent struct {
	cluster, service string
	title            string
	receipt          change.Receipt
}

// changeActions are the changes of a service.
func (k *Kit) changeActions() []action.Action[aws.Service] {
	c := k.Keys.Changes
	return []action.Action[aws.Service]{
		{Key: c.Redeploy, Check: readYet, Change: func(s aws.Service) change.Change { return k.Changer.Redeploy(s) }},
		{Key: c.Pin, Check: hasRevision, Ask: func(h nav.Host, s aws.Service, _ func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
			h.Push(k.ServiceRevisions(s.Cluster, s.Name))
			h.Flash(nil, "choose the revision and press P: the cursor is on the last one that was steady")
			return nil
		}},
		{Key: c.Exec, Check: readYet, Change: func(s aws.Service) change.Change { return k.Changer.SwitchExec(s, !s.Exec) }},
		{Key: c.Undo, Check: k.undoable, Change: func(s aws.Service) change.Change { return k.undos[s.Cluster+"/"+s.Name].change }},
	}
}

func readYet(s aws.Service) error {
	if !s.Described {
		return fmt.Errorf("%s is not read yet", s.Name)
	}
	return nil
}

func (k *Kit) undoable(s aws.Service) error {
	u, ok := k.undos[s.Cluster+"/"+s.Name]
	switch {
	case !ok:
		return errors.New("nothing was changed here in this session")
	case u.change == nil:
		return fmt.Errorf("no undo: %s", u.why)
	}
	return nil
}

// Sent keeps the undo of a change that was sent, and shows its service, which follows what becomes of it.
func (k *Kit) Sent(h nav.Host, c change.Change, p change.Plan, r change.Receipt) tea.Cmd {
	w := p.Where
	word := c.Title() + ": sent"
	if r.Note != "" {
		word += "; " + r.Note
	}
	h.Flash(nil, word)
	if r.Next != nil {
		return k.Flow.Begin(h, r.Next)
	}
	if w.Thing != "service" {
		return nil
	}
	k.undos[w.Cluster+"/"+w.Name] = undo{change: p.Undo, why: p.NoUndo}
	return func() tea.Msg {
		return nav.Show{
			Is: func(s nav.Screen) bool {
				at, ok := s.(*Cockpit)
				return ok && at.cluster == w.Cluster && at.name == w.Name
			},
			New:  func() nav.Screen { return k.Service(w.Cluster, w.Name) },
			Then: sent{cluster: w.Cluster, service: w.Name, title: c.Title(), receipt: r},
		}
	}
}
