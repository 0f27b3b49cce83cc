package screens

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/secret"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// revisionPage is one task definition revision.
type revisionPage struct {
	browse.Kit
	calendar
	links    links
	source   revisionReader
	describe *documentPage
}

// screen shows one task definition revision, readable. What looks like a secret is masked.
func (p *revisionPage) screen(name string) nav.Screen {
	return browse.NewPage(p.Kit, browse.Text[aws.Revision]{
		Title: name, Noun: "revision " + name,
		Read:  func(ctx context.Context) (aws.Revision, error) { return p.source.Revision(ctx, name) },
		Lines: func(r aws.Revision, _ int) []reader.Line { return p.lines(r) },
		Actions: []action.Action[aws.Revision]{action.Open(p.Keys.Service.Describe, func(aws.Revision) nav.Screen {
			return p.describe.screen(aws.Ref{Thing: aws.RevisionThing, ID: name})
		})},
		Copies: p.links.revision,
	})
}

func (p *revisionPage) lines(r aws.Revision) []reader.Line {
	tone := theme.Plain
	if r.Status != "ACTIVE" {
		tone = theme.Warn
	}
	lines := section(nil, revisionName(r))
	lines = append(lines,
		toned("status", strings.ToLower(r.Status), tone),
		field("registered", p.when(r.Registered)),
		field("by", r.RegisteredBy),
		field("cpu, memory", size(r.CPU, r.Memory)),
		field("platform", strings.TrimSpace(r.OS+" "+r.Architecture)),
		field("runs on", strings.Join(r.Compatibilities, " ")),
		field("network", r.NetworkMode),
		field("task role", r.TaskRole),
		field("execution role", r.ExecutionRole),
	)
	for _, v := range r.Volumes {
		lines = append(lines, field("volume", v.Name+"  "+v.Kind+" "+v.Source))
	}
	for _, c := range r.Containers {
		lines = append(lines, definition(c)...)
	}
	return append(lines, nil, toned("ARN", r.ARN, theme.Dim))
}

// definition is one container of a revision.
func definition(c aws.ContainerDefinition) []reader.Line {
	essential := "not essential"
	if c.Essential {
		essential = "essential"
	}
	lines := section([]reader.Line{nil}, "CONTAINER "+c.Name)[1:]
	lines = append(lines, field("image", c.Image), field("", essential))
	lines = optional(lines, "cpu", units(c.CPU, "units"))
	lines = optional(lines, "memory", units(c.Memory, "MiB"))
	lines = optional(lines, "reservation", units(c.Reservation, "MiB"))
	lines = optional(lines, "entry point", commandLine(c.Entrypoint))
	lines = optional(lines, "command", commandLine(c.Command))
	lines = optional(lines, "user", c.User)
	for _, p := range c.Ports {
		lines = append(lines, field("port", fmt.Sprintf("%d/%s %s", p.Container, p.Protocol, p.Name)))
	}
	for _, d := range c.DependsOn {
		lines = append(lines, field("after", d.Container+" "+strings.ToLower(d.Condition)))
	}
	for _, m := range c.Mounts {
		lines = append(lines, field("mount", m.Volume+" at "+m.Path))
	}
	lines = append(lines, healthCheck(c.Health)...)
	lines = append(lines, logLines(c.Log)...)
	for _, v := range c.Environment {
		lines = append(lines, variable(v))
	}
	for _, s := range c.Secrets {
		lines = append(lines, reader.Line{{Text: "   " + theme.Fit("secret", 20), Tone: theme.Dim, Hang: true},
			{Text: s.Name}, {Text: " from " + s.From, Tone: theme.Dim}})
	}
	return lines
}

func variable(v aws.Variable) reader.Line {
	value := reader.Span{Text: masked(v.Name, v.Value)}
	if value.Text == secret.Hidden {
		value = reader.Span{Text: "•••••• (looks like a secret)", Tone: theme.Warn}
	}
	return reader.Line{{Text: "   " + theme.Fit("variable", 20), Tone: theme.Dim, Hang: true}, {Text: v.Name + "="}, value}
}

// masked is a value in one line, without what looks like a secret in it.
func masked(name, value string) string {
	text, _ := secret.Mask(name, value)
	return strings.ReplaceAll(text, "\n", " ")
}

// commandLine is a command in one line, without what looks like a secret in it.
func commandLine(command []string) string {
	shown, _ := secret.Args(command)
	return strings.Join(shown, " ")
}

func healthCheck(h aws.HealthCheck) []reader.Line {
	if len(h.Command) == 0 {
		return nil
	}
	return []reader.Line{field("health check", fmt.Sprintf("%s  every %s, timeout %s, %d retries, after %s",
		commandLine(h.Command), seconds(h.Interval), seconds(h.Timeout), h.Retries, seconds(h.StartPeriod)))}
}

func seconds(d time.Duration) string { return fmt.Sprintf("%ds", int(d.Seconds())) }

func logLines(l aws.LogConfiguration) []reader.Line {
	if l.Driver == "" {
		return []reader.Line{toned("logs", "none configured", theme.Dim)}
	}
	lines := []reader.Line{field("logs", l.Driver)}
	for _, o := range l.Options {
		lines = append(lines, field("", o.Key+"="+masked(o.Key, o.Value)))
	}
	return lines
}

func units(n int, unit string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d %s", n, unit)
}

// optional adds a line only where there is something to say.
func optional(lines []reader.Line, name, value string) []reader.Line {
	if value == "" {
		return lines
	}
	return append(lines, field(name, value))
}
