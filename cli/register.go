package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/ecscope/ecscope/accept"
	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/taskdef"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/editor"
	"github.com/ecscope/ecscope/limit"
	"github.com/ecscope/ecscope/lint"
)

const useRegister = "register [cluster/]service | family[:number]"

const aboutRegister = `Register a new revision, based on what a service runs or on another revision, with changed values.

  ecscope register prod/checkout                                     in $VISUAL or $EDITOR
  ecscope register prod/checkout --set app.image=repo/checkout:2.1 --set app.memory=2048 --env LOG_LEVEL=debug --pin
  ecscope register checkout:41 --file checkout.json

--set sets a member of the task definition (cpu=512) or of a container (app.image=…, app.env.NAME=…, app.secrets.NAME=arn:…,
app.logConfiguration.options.awslogs-group=…); lists and objects are JSON. --unset removes a member. --env applies to --container, or
to the only essential container.

Values that look like secrets are masked while you edit. Leave a mask in place to keep the value. The file you edit is readable only
by you, and it is removed afterwards. Before sending, ecscope checks the result against what ECS accepts and against lint. --pin makes
the service run it, with a plan of its own.`

// registerRun is one run of register: what is to be changed.
type registerRun struct {
	*program
	sets, unsets, env []string
	container, file   string
	pin               bool
	service           aws.Service // that was named; zero for none
	findings          []string    // what lint says of it and not of the revision before
}

func registerCommand(p *program) *cobra.Command {
	g := &registerRun{program: p}
	return alter(p, alteration{
		use: useRegister, short: "Edit and register a revision of a task definition", long: aboutRegister, flags: g.flags,
		make: func(ctx context.Context, r *reader, words []string) (change.Change, []string, error) {
			return g.make(ctx, r, words[0])
		},
		plan: func(plan *change.Plan) {
			plan.Warnings = append(plan.Warnings, g.findings...)
			plan.Where.Cluster, plan.Where.Service = g.service.Cluster, g.service.Name // which is guarded as if it ran it already
		},
	})
}

func (g *registerRun) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&g.sets, "set", nil, "a value to set: member=value or container.member=value (repeatable)")
	f.StringArrayVar(&g.unsets, "unset", nil, "a member to remove, such as app.env.DEBUG (repeatable)")
	f.StringArrayVarP(&g.env, "env", "e", nil, "set a variable of the container: NAME=value, or NAME to take the value from the environment (repeatable)")
	f.StringVar(&g.container, "container", "", "the container that --env applies to")
	f.StringVar(&g.file, "file", "", "a task definition as JSON to register instead of the revision's; - reads standard input")
	f.BoolVar(&g.pin, "pin", false, "make the service run it after it is registered")
}

func (g *registerRun) make(ctx context.Context, r *reader, text string) (change.Change, []string, error) {
	base, s, err := g.base(ctx, r, text)
	if err != nil {
		return nil, nil, err
	}
	g.service = s
	r.progress.at("revision "+base, 0)
	before, err := r.edit.Form(ctx, base)
	if err != nil {
		return nil, nil, err
	}
	after := before
	if after.Text, err = g.edit(ctx, r, before); err != nil {
		return nil, nil, err
	}
	if g.findings, err = worsened(before, after); err != nil {
		return nil, nil, err
	}
	var then func(string) change.Change
	if g.pin {
		then = func(revision string) change.Change { return r.edit.Pin(s, revision) }
	}
	return r.edit.Register(after, then), nil, nil
}

// base is the revision to begin with, and the service that runs it where one was named.
func (g *registerRun) base(ctx context.Context, r *reader, text string) (string, aws.Service, error) {
	if strings.HasPrefix(text, "arn:") && strings.Contains(text, ":task-definition/") || strings.Contains(text, ":") && !strings.Contains(text, "/") {
		name, err := r.named(text)
		if err == nil && g.pin {
			err = &usage{"--pin has no service to pin", "name the service instead of the revision: ecscope register cluster/service"}
		}
		return name, aws.Service{}, err
	}
	_, s, err := r.service(ctx, text)
	if wrong, ok := err.(*usage); ok && !strings.Contains(text, "/") && !g.pin { //nolint:errorlint // service returns it as it is
		families, _ := r.familyNames(ctx)
		for _, f := range families {
			if f == text {
				return text, aws.Service{}, nil
			}
		}
		return "", s, wrong
	}
	if err == nil && aws.Unrevised(s) != nil {
		err = misuse("%v", aws.Unrevised(s))
	}
	return s.TaskDefinition, s, err
}

// edit is the form with what was asked for: from a file, by flags, or else in the operator's editor.
func (g *registerRun) edit(ctx context.Context, r *reader, f taskdef.Form) (string, error) {
	text := f.Text
	if g.file != "" {
		given, err := g.read()
		if err != nil {
			return "", err
		}
		text = string(given)
	}
	settings, err := g.settings(text)
	if err != nil {
		return "", err
	}
	switch {
	case len(settings) > 0:
		text, err = taskdef.Amend(text, settings)
		if err != nil {
			err = &usage{err.Error(), "ecscope describe " + f.Base + " lists the members"}
		}
		return text, err
	case g.file != "":
		return text, nil
	case !g.streams.Interactive:
		return "", &usage{"register: nothing to change, and no terminal to edit on", "pass --set, --env or --file"}
	}
	r.progress.stop()
	return g.program.edited(ctx, f)
}

func (g *registerRun) read() ([]byte, error) {
	if g.file == "-" {
		return limit.All(g.streams.In, largest, "it")
	}
	text, err := limit.File(g.file, "it", largest)
	if err != nil {
		err = misuse("%s", clean.Text(err.Error()))
	}
	return text, err
}

// settings are the values of --set, --unset and --env.
func (g *registerRun) settings(text string) (all []taskdef.Setting, err error) {
	if all, err = taskdef.ReadSets(g.sets); err != nil {
		return nil, &usage{"--set " + err.Error(), "usage: ecscope " + useRegister}
	}
	for _, path := range g.unsets {
		all = append(all, taskdef.Setting{Path: path, Unset: true})
	}
	given, err := variables(g.streams, g.env)
	if err != nil || len(given) == 0 {
		return all, err
	}
	container := g.container
	if container == "" {
		if container, err = taskdef.MainContainer(text); err != nil {
			return nil, &usage{err.Error(), "name it with --container"}
		}
	}
	for _, e := range given {
		all = append(all, taskdef.Setting{Path: container + ".environment." + e.Key, Value: e.Value})
	}
	return all, nil
}

// edited is the form as the operator's editor leaves it. One that is no JSON can be edited again.
func (p *program) edited(ctx context.Context, f taskdef.Form) (string, error) {
	family, _, _ := strings.Cut(f.Base, ":")
	d, err := editor.New(family+".json", f.Text)
	if err != nil {
		return "", err
	}
	defer d.Remove()
	for {
		c := d.Command(p.streams.env)
		c.Stdin, c.Stdout, c.Stderr = p.streams.In, p.streams.raw(), os.Stderr
		c.Env = p.streams.Environ
		if err := c.Run(); err != nil {
			return "", fmt.Errorf("the editor failed: %w", err)
		}
		text, err := d.Text()
		if err != nil {
			return "", err
		}
		if _, err = taskdef.Amend(text, nil); err == nil {
			return text, nil
		}
		answer, wrong := p.streams.ask(ctx, line(err.Error())+"; edit it again? ")
		if wrong != nil || !strings.HasPrefix(strings.ToLower(answer), "y") {
			return "", err
		}
	}
}

// raw is standard output without what watches it: an editor needs the terminal itself.
func (s Streams) raw() io.Writer {
	if w, ok := s.Out.(*sink); ok {
		return w.w
	}
	return s.Out
}

// worsened is what lint says of the edited definition and did not say of the revision before.
func worsened(before, after taskdef.Form) ([]string, error) {
	rules, err := lint.New()
	if err != nil {
		return nil, err
	}
	said := map[string]bool{}
	var warnings []string
	for i, f := range []taskdef.Form{before, after} {
		root, err := f.Judge()
		if err != nil {
			return nil, nil //nolint:nilerr // the plan refuses it, and says why
		}
		subject := rules.Subject(f.Base, accept.Request{Operation: "RegisterTaskDefinition", Root: root})
		found, _ := rules.Check([]*lint.Subject{subject}, lint.Ask{})
		for _, one := range found {
			for _, at := range one.Places {
				key := one.Rule.ID + " " + at.Path
				if i == 0 {
					said[key] = true
				} else if !said[key] && one.Severity != accept.Error {
					warnings = append(warnings, fmt.Sprintf("lint: %s (%s, %s)", at.Says, one.Rule.ID, at.Path))
				}
			}
		}
	}
	return warnings, nil
}
