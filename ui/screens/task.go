package screens

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/chart"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// taskPage is one task.
type taskPage struct {
	browse.Kit
	taskFace
	links  links
	source taskSource
	// running can be done with a task that may run, ended with one that has stopped. changes are what changes a task.
	running, ended, changes []action.Action[aws.Task]
}

// screen shows one task: how it is, its containers, its life so far, its network.
func (p *taskPage) screen(t aws.Task) nav.Screen {
	every, actions := 5*time.Second, p.running
	if t.Status == "STOPPED" {
		every, actions = 0, p.ended // it will not change any more
	}
	var protection atomic.Pointer[reader.Line] // as it was last read; the reading is another goroutine
	return browse.NewPage(p.Kit, browse.Text[aws.Task]{
		At: nav.Location{Cluster: t.Cluster, Thing: startedBy(t), View: aws.ShortID(t.ID)}, Title: aws.ShortID(t.ID), Noun: "task " + t.ID, First: t, Known: t.Described,
		Read: func(ctx context.Context) (aws.Task, error) {
			now, err := p.source.Task(ctx, t.Cluster, t.ID)
			if err == nil && now.Service != "" && now.Status != "STOPPED" {
				protection.Store(p.protection(ctx, now))
			}
			return now, err
		},
		Every: every,
		Lines: func(t aws.Task, width int) []reader.Line {
			lines := p.lines(t, width)
			if l := protection.Load(); l != nil && t.Status != "STOPPED" {
				lines = slices.Insert(lines, 1, *l)
			}
			return lines
		}, Actions: actions, Copies: p.links.task,
	})
}

// protection is whether the task is protected from scale-in and deployments, or why that is not known; nil where it is not.
func (p *taskPage) protection(ctx context.Context, t aws.Task) *reader.Line {
	found, err := p.source.Protections(ctx, t.Cluster, t.ARN)
	switch now := found[t.ARN]; {
	case err != nil:
		return new(toned("protection", "unknown: "+err.Error(), theme.Unknown))
	case now.On && !now.Until.IsZero():
		return new(toned("protection", "protected from scale-in and deployments until "+p.at(now.Until), theme.Accent))
	case now.On:
		return new(toned("protection", "protected from scale-in and deployments", theme.Accent))
	}
	return nil
}

func (p *taskPage) lines(t aws.Task, width int) []reader.Line {
	s := p.state(t)
	lines := []reader.Line{{{Text: " " + theme.Glyph(s.Tone) + " ", Tone: s.Tone}, {Text: t.ID + "  ", Tone: theme.Strong},
		{Text: s.Word, Tone: s.Tone}, {Text: "  " + p.ago(born(t)), Tone: theme.Dim}}}
	if t.Reason != "" || t.StopCode != "" {
		lines = append(lines, toned("stop code", t.StopCode, theme.Plain), toned("reason", t.Reason, p.reasonTone(t)))
	}
	if t.Forgotten {
		lines = append(lines, toned("", "no longer in ECS: this is what ecscope saw earlier", theme.Warn))
	}
	d := p.plan.Task(t).Diagnosis
	if d.Text == t.Reason {
		d.Text = "" // it stands above
	}
	lines = append(lines, diagnosisLines(d)...)
	lines = containerLines(lines, t)
	lines = p.timeline(lines, t, width)
	lines = placement(lines, t)
	return network(lines, t)
}

func containerLines(lines []reader.Line, t aws.Task) []reader.Line {
	lines = section(lines, "CONTAINERS")
	for _, c := range t.Containers {
		s := containerState(c)
		lines = append(lines, reader.Line{{Text: " " + theme.Glyph(s.Tone) + " ", Tone: s.Tone},
			{Text: c.Name + "  ", Tone: theme.Strong}, {Text: s.Word, Tone: s.Tone}})
		if c.Reason != "" {
			lines = append(lines, toned("reason", c.Reason, theme.Plain))
		}
		lines = append(lines, field("image", c.Image), field("digest", c.Digest))
		for _, b := range c.Bindings {
			lines = append(lines, field("port", fmt.Sprintf("%s:%d → %d/%s", b.Address, b.HostPort, b.ContainerPort, b.Protocol)))
		}
		for _, a := range c.Agents {
			lines = append(lines, field("agent", a.Name+" "+a.Status+" "+a.Reason))
		}
		if c.RuntimeID != "" {
			lines = append(lines, toned("runtime id", c.RuntimeID, theme.Dim))
		}
	}
	return lines
}

func containerState(c aws.Container) State {
	word := c.Status
	if c.Health != "" && c.Health != "UNKNOWN" {
		word += " " + c.Health
	}
	if c.Exited {
		word += fmt.Sprintf(" exit %d", c.Exit)
	}
	switch {
	case c.Exited && c.Exit != 0, c.Health == "UNHEALTHY":
		return State{theme.Bad, word}
	case c.Status == "RUNNING":
		return State{theme.Good, word}
	case c.Status == "STOPPED":
		return State{theme.Idle, word}
	}
	return State{theme.Busy, word}
}

// timeline draws the steps of a task's life, each with a bar where and as long as its share of the time.
func (p *taskPage) timeline(lines []reader.Line, t aws.Task, width int) []reader.Line {
	lines = section(lines, "TIMELINE")
	steps := []struct {
		name string
		at   time.Time
	}{
		{"created", t.Created}, {"pull started", t.PullStarted}, {"pulled", t.PullStopped}, {"started", t.Started},
		{"stopping", t.Stopping}, {"exited", t.Exited}, {"stopped", t.Stopped},
	}
	end := t.Stopped
	if end.IsZero() {
		end = p.now()
	}
	total := end.Sub(t.Created)
	room := min(40, width-50)
	for i, s := range steps {
		if s.at.IsZero() {
			continue
		}
		next := end
		for _, later := range steps[i+1:] {
			if !later.at.IsZero() {
				next = later.at
				break
			}
		}
		took := max(0, next.Sub(s.at))
		text := fmt.Sprintf("%-22s", p.at(s.at))
		if s.name != "stopped" {
			text += fmt.Sprintf("%6s  ", nav.Ago(next, s.at)) + chart.Span(s.at.Sub(t.Created).Seconds(), took.Seconds(), total.Seconds(), room)
		}
		lines = append(lines, field(s.name, text))
	}
	return lines
}

func placement(lines []reader.Line, t aws.Task) []reader.Line {
	lines = section(lines, "PLACEMENT")
	lines = append(lines,
		field("revision", t.Revision),
		field("started by", t.StartedBy),
		field("group", t.Group),
		field("launch type", t.LaunchType),
		field("capacity provider", t.CapacityProvider),
		field("platform", t.Platform+" "+t.PlatformFamily),
		field("zone", t.Zone),
		field("cpu, memory", size(t.CPU, t.Memory)),
		field("exec", onOff(t.Exec)),
		field("desired", t.Desired),
		field("connectivity", t.Connectivity),
	)
	if t.Instance != "" {
		lines = append(lines, field("instance", t.Instance))
	}
	return append(lines, toned("ARN", t.ARN, theme.Dim))
}

func network(lines []reader.Line, t aws.Task) []reader.Line {
	if len(t.Attachments) == 0 {
		return lines
	}
	lines = section(lines, "NETWORK AND ATTACHMENTS")
	for _, a := range t.Attachments {
		lines = append(lines, field("attachment", a.Type+"  "+a.Status))
		for _, d := range a.Details {
			lines = append(lines, field("", d.Key+"="+d.Value))
		}
	}
	return lines
}
