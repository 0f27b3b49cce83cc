package screens

import (
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

// askSettings asks for the settings of a service, beginning with what they are.
func (c *changes) askSettings(h nav.Host, s aws.Service, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
	value := edit.Typed(s)
	if r, ok := advised(c, s, triage.Configure); ok {
		value = r.Set // alone: what stays as it is need not be read
	}
	return askFor(c.changer, h, "settings of "+s.Name+": ", value, func(h nav.Host, to func(aws.Service) change.Change) tea.Cmd { return then(h, to(s)) })
}

// askAllSettings asks for what several services are to be set to.
func (c *changes) askAllSettings(h nav.Host, marked []aws.Service, then func(nav.Host, func(aws.Service) change.Change) tea.Cmd) tea.Cmd {
	return askFor(c.changer, h, fmt.Sprintf("settings of each of %s: ", words.Count(len(marked), "service")), "", then)
}

func askFor(c Changer, h nav.Host, label, value string, then func(nav.Host, func(aws.Service) change.Change) tea.Cmd) tea.Cmd {
	h.Prompt(nav.Prompt{Label: label, Value: value, History: "settings", Suggest: suggestSetting,
		Done: func(h nav.Host, typed string) tea.Cmd {
			to, err := edit.ReadSettings(typed)
			if err != nil {
				h.Flash(err, "")
				return nil
			}
			return then(h, func(s aws.Service) change.Change { return c.Configure(s, to) })
		}})
	return nil
}

// suggestSetting offers the names of the settings for the last word.
func suggestSetting(typed string) (all []nav.Suggestion) {
	begun, last := "", typed
	if i := strings.LastIndexByte(typed, ' '); i >= 0 {
		begun, last = typed[:i+1], typed[i+1:]
	}
	for _, name := range edit.SettingNames() {
		if strings.HasPrefix(name, last) && !strings.Contains(last, "=") {
			all = append(all, nav.Suggestion{Text: begun + name + "="})
		}
	}
	return all
}

// protect protects a task from scale-in and deployments, or takes that off.
func (c *changes) protect() action.Action[aws.Task] {
	ask := func(h nav.Host, label, value string, then func(nav.Host, func(aws.Task) change.Change) tea.Cmd) {
		h.Prompt(nav.Prompt{Label: label, Value: value, History: "protect",
			Done: func(h nav.Host, typed string) tea.Cmd {
				n, err := strconv.Atoi(strings.TrimSpace(typed))
				if err != nil || n < 0 {
					h.Flash(fmt.Errorf("type a number of minutes, 0 or more, not %q", typed), "")
					return nil
				}
				return then(h, func(t aws.Task) change.Change { return c.changer.Protect(t, n > 0, n) })
			}})
	}
	minutes := strconv.Itoa(edit.ProtectionMinutes)
	return action.Action[aws.Task]{Key: c.keys.Protect, Rank: seldom,
		Check: func(t aws.Task) error {
			if t.Described && t.Service == "" {
				return fmt.Errorf("task %s belongs to no service: ECS protects only tasks of services", aws.ShortID(t.ID))
			}
			return nil
		},
		Ask: func(h nav.Host, t aws.Task, then func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
			const how = "protect for how many minutes (0 removes the protection): "
			one := func(h nav.Host, to func(aws.Task) change.Change) tea.Cmd { return then(h, to(t)) }
			h.Open(action.NewWait(c.Theme, "whether task "+aws.ShortID(t.ID)+" is protected", func(ctx context.Context) (aws.Protection, error) {
				found, err := c.account.Protections(ctx, t.Cluster, t.ARN)
				return found[t.ARN], err
			}, func(now aws.Protection) tea.Cmd {
				if now.On {
					ask(h, "task "+aws.ShortID(t.ID)+" is protected ("+now.String()+"); "+how, "0", one)
				} else {
					ask(h, how, minutes, one)
				}
				return nil
			}))
			return nil
		},
		AskAll: func(h nav.Host, marked []aws.Task, then func(nav.Host, func(aws.Task) change.Change) tea.Cmd) tea.Cmd {
			ask(h, fmt.Sprintf("protect %s for how many minutes (0 removes the protection): ", words.Count(len(marked), "task")), minutes, then)
			return nil
		}}
}

// drain drains a container instance, or has it take tasks again.
func (c *changes) drain() action.Action[aws.Instance] {
	to := func(i aws.Instance) change.Change { return c.changer.Drain(i, i.Status == "ACTIVE") }
	return action.Action[aws.Instance]{Key: c.keys.Drain, Rank: changing,
		Check: func(i aws.Instance) error {
			if i.Status != "ACTIVE" && i.Status != "DRAINING" {
				return fmt.Errorf("instance %s is %s: ECS can only drain ACTIVE instances", instanceName(i), strings.ToLower(i.Status))
			}
			return nil
		},
		Alike: func(marked []aws.Instance) error {
			for _, i := range marked[1:] {
				if i.Status != marked[0].Status {
					return fmt.Errorf("%s is %s and %s is %s: mark only instances in the same state", instanceName(marked[0]), marked[0].Status, instanceName(i), i.Status)
				}
			}
			return nil
		},
		Ask: func(h nav.Host, i aws.Instance, _ func(nav.Host, change.Change) tea.Cmd) tea.Cmd {
			return c.Flow.Watch(h, c.keys.Drain.Help().Desc, []change.Part{{Name: instanceName(i), Change: to(i)}})
		},
		AskAll: func(h nav.Host, _ []aws.Instance, then func(nav.Host, func(aws.Instance) change.Change) tea.Cmd) tea.Cmd {
			return then(h, to)
		}}
}

func instanceName(i aws.Instance) string {
	if i.EC2 != "" {
		return i.EC2
	}
	return i.ID
}
