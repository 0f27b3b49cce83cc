package screens

import (
	"context"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/editor"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
)

// editing hands a revision to the operator's editor, on this terminal, and makes a change of what comes back.
type editing struct {
	flow    *action.Flow
	changer Changer
}

// revision edits a revision; then is what the new one is for, nil for nothing.
func (e *editing) revision(h nav.Host, name string, then func(string) change.Change) {
	h.Open(action.NewWait(e.flow.Theme, "reading "+name+"…", func(ctx context.Context) (taskdef.Form, error) { return e.changer.Form(ctx, name) },
		func(f taskdef.Form) tea.Cmd { return e.edit(h, f, f.Text, then) }))
}

// amend sets values in a revision without an editor.
func (e *editing) amend(h nav.Host, name string, settings []taskdef.Setting, then func(string) change.Change) {
	h.Open(action.NewWait(e.flow.Theme, "reading "+name+"…", func(ctx context.Context) (taskdef.Form, error) {
		f, err := e.changer.Form(ctx, name)
		if err == nil {
			f.Text, err = taskdef.Amend(f.Text, settings)
		}
		return f, err
	}, func(f taskdef.Form) tea.Cmd { return e.flow.Begin(h, e.changer.Register(f, then)) }))
}

// edit opens the editor. One that leaves everything as it was changes nothing.
func (e *editing) edit(h nav.Host, f taskdef.Form, text string, then func(string) change.Change) tea.Cmd {
	family, _, _ := strings.Cut(f.Base, ":")
	d, err := editor.New(family+".json", text)
	if err != nil {
		h.Flash(err, "")
		return nil
	}
	return nav.OnTerminal(d.Command(os.Getenv), func(wrong error) tea.Msg {
		edited, err := d.Text()
		d.Remove()
		return nav.Then(func(h nav.Host) tea.Cmd {
			switch {
			case wrong != nil:
				h.Flash(wrong, "")
			case err != nil:
				h.Flash(err, "")
			case edited == f.Text:
				h.Flash(nil, "nothing was changed: "+f.Base+" stays as it is")
			default:
				return e.flow.Begin(h, e.changer.Register(taskdef.Form{Base: f.Base, Text: edited, Masked: f.Masked}, then))
			}
			return nil
		})
	})
}

// askEdit edits the revision that a service runs. What is registered is then pinned, with a dialog of its own.
func (c *changes) askEdit(h nav.Host, s aws.Service, _ func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
	pin := func(revision string) change.Change { return c.changer.Pin(s, revision) }
	r, ok := advised(c, s, triage.Register)
	if !ok {
		c.editing.revision(h, s.Revision, pin)
		return nil
	}
	h.Prompt(nav.Prompt{Label: "set in " + s.Revision + " (empty opens the editor): ", Value: r.Set, History: "set", Done: func(h nav.Host, typed string) tea.Cmd {
		settings, err := taskdef.ReadSets(strings.Fields(typed))
		switch {
		case err != nil:
			h.Flash(err, "")
		case len(settings) == 0:
			c.editing.revision(h, s.Revision, pin)
		default:
			c.editing.amend(h, s.Revision, settings, pin)
		}
		return nil
	}})
	return nil
}
