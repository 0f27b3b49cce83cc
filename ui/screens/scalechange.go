package screens

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/edit"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/words"
)

func counted(s aws.Service) error { return cmp.Or(readYet(s), edit.Uncounted(s)) }

// askCount asks how many tasks there are to be, or within which limits.
func (c *changes) askCount(h nav.Host, s aws.Service, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
	one := func(h nav.Host, to func(aws.Service) change.Change) tea.Cmd { return then(h, to(s)) }
	value := ""
	if r, ok := advised(c, s, triage.Scale); ok {
		value = strconv.Itoa(r.Desired)
	}
	return c.askScale(h, fmt.Sprintf("tasks of %s, or limits such as 2-12 (now %d): ", s.Name, s.Desired), value, func(h nav.Host, word string) tea.Cmd {
		if strings.TrimSpace(word) == "back" {
			h.Open(action.NewWait(c.Theme, "how many tasks "+s.Name+" ran before",
				func(ctx context.Context) (int, error) { return c.former(ctx, s) },
				func(n int) tea.Cmd { return then(h, c.changer.Scale(s, n)) }))
			return nil
		}
		return c.scale(h, word, one)
	})
}

// askCounts asks how many tasks each of several services is to have, or within which limits.
func (c *changes) askCounts(h nav.Host, marked []aws.Service, then func(nav.Host, func(aws.Service) change.Change) tea.Cmd) tea.Cmd {
	return c.askScale(h, fmt.Sprintf("tasks of each of %s, or limits such as 2-12: ", words.Count(len(marked), "service")), "", func(h nav.Host, word string) tea.Cmd {
		return c.scale(h, word, then)
	})
}

// former is how many tasks a service ran before it was scaled to none: by the record of changes, else by what AWS tells.
func (c *changes) former(ctx context.Context, s aws.Service) (int, error) {
	if n, _, ok := c.Flow.Desk.Journal.Former(s.Guarded()); ok {
		return n, nil
	}
	f, err := c.changer.Former(ctx, s)
	return f.Count, err
}

func (c *changes) askScale(h nav.Host, label, value string, done func(nav.Host, string) tea.Cmd) tea.Cmd {
	h.Prompt(nav.Prompt{Label: label, Value: value, History: "scale", Suggest: suggestScale,
		Change: func(typed string) error {
			if word := strings.TrimSpace(typed); word == "" || word == "back" || unfinished(word) {
				return nil
			}
			if _, ok := edit.ReadLimits(typed); ok {
				return nil
			}
			_, err := edit.ReadCount(typed)
			return err
		}, Done: done})
	return nil
}

// unfinished says whether a text may become limits or a word.
func unfinished(text string) bool {
	for _, word := range []string{"suspend", "resume", "back"} {
		if strings.HasPrefix(word, text) {
			return true
		}
	}
	return strings.Trim(text, "0123456789.-…") == ""
}

// suggestScale offers what else than a number can be typed.
func suggestScale(typed string) (all []nav.Suggestion) {
	for _, s := range []nav.Suggestion{{Text: "back", Hint: "the count before it was scaled to 0"}, {Text: "suspend", Hint: "pause auto scaling"},
		{Text: "resume", Hint: "resume auto scaling"}} {
		if strings.HasPrefix(s.Text, strings.TrimSpace(typed)) {
			all = append(all, s)
		}
	}
	return all
}

// scale goes on with what was typed.
func (c *changes) scale(h nav.Host, typed string, then func(nav.Host, func(aws.Service) change.Change) tea.Cmd) tea.Cmd {
	if l, ok := edit.ReadLimits(typed); ok {
		return then(h, func(s aws.Service) change.Change { return c.changer.Limit(s, l) })
	}
	n, err := edit.ReadCount(typed)
	if err != nil {
		h.Flash(err, "")
		return nil
	}
	return then(h, func(s aws.Service) change.Change { return c.changer.Scale(s, n) })
}
