package cli

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
)

// What a check of the doctor found.
const (
	checkOK      = "ok"
	checkWrong   = "wrong"
	checkDenied  = "denied"
	checkUntried = "not tried"
)

// checkup is a check as `ecscope doctor` prints it.
type checkup struct {
	Check  string `json:"check"`
	Result string `json:"result"`
	Detail string `json:"detail"`
	Fix    string `json:"fix"`
}

func doctorCommand(p *program) *cobra.Command {
	v := verb[checkup]{
		use: "doctor", short: "Check the settings, the account, the permissions, the clock and the terminal", nouns: "checks", takes: noPlace,
		columns: []column[checkup]{
			{head: "CHECK", cell: func(c checkup, _ look) cell { return cell{text: c.Check} }},
			{head: "RESULT", cell: func(c checkup, _ look) cell { return cell{text: c.Result} }},
			{head: "DETAIL", cell: func(c checkup, _ look) cell { return cell{text: cmp.Or(c.Detail, "-")} }},
			{head: "FIX", cell: func(c checkup, _ look) cell { return cell{text: cmp.Or(c.Fix, "-")} }},
		},
	}
	c := command(p, v)
	c.RunE = func(c *cobra.Command, _ []string) error {
		ctx, cancel := p.bounded(c.Context())
		defer cancel()
		rows := doctor{p}.all(ctx)
		if err := (rowTable[checkup]{v.columns, rows}).write(p.streams.Out, p.output, p.streams.look()); err != nil {
			return err
		}
		for _, r := range rows {
			if r.Result == checkWrong || r.Result == checkDenied {
				return &illness{}
			}
		}
		return nil
	}
	return c
}

// doctor is one run of it.
type doctor struct{ *program }

// all makes every check. Nothing is changed: what changes something or opens a session is not tried.
func (d doctor) all(ctx context.Context) []checkup {
	rows := []checkup{d.file()}
	client, err := d.client(ctx)
	rows = append(rows, d.found("region and credentials", whereOf(client, err), err))
	if err != nil {
		return append(rows, append([]checkup{{"account", checkUntried, "no account to check", ""}}, d.terminal()...)...)
	}
	who, err := client.Identity(ctx)
	rows = append(rows, d.found("identity", who.ARN, err))
	if err != nil {
		rows = append(rows, checkup{"permissions", checkUntried, "the credentials don't work", ""})
		return append(rows, d.terminal()...)
	}
	rows = append(rows, d.clock(ctx, client))
	rows = append(rows, d.reads(ctx, client)...)
	for _, use := range []call.Purpose{call.ToOperate, call.ToExec} {
		var actions []string
		for _, one := range call.Permissions() {
			if one.Purpose == use {
				actions = append(actions, one.Action)
			}
		}
		rows = append(rows, checkup{"permission to " + string(use), checkUntried, "trying it would change something: " + strings.Join(actions, ", "), ""})
	}
	return append(rows, d.terminal()...)
}

func whereOf(c *aws.Client, err error) string {
	if err != nil {
		return ""
	}
	at := c.Place()
	return strings.TrimSpace(at.Region + " " + at.Profile)
}

// file is the settings file.
func (d doctor) file() checkup {
	path := d.settingsFile()
	if _, err := d.settings(); err != nil {
		return d.found("settings file", path, err)
	}
	if _, err := os.Stat(path); err != nil {
		return checkup{"settings file", checkOK, "none; it would be " + path, ""}
	}
	return checkup{"settings file", checkOK, path, ""}
}

// found is how a check went.
func (d doctor) found(check, detail string, err error) checkup {
	switch {
	case err == nil:
		return checkup{check, checkOK, detail, ""}
	case call.KindOf(err) == call.Denied:
		return checkup{check, checkDenied, line(err.Error()), line(d.hint(err))}
	}
	return checkup{check, checkWrong, line(err.Error()), line(d.hint(err))}
}

// clock compares the clock with that of AWS, which refuses what is signed more than five minutes off.
func (d doctor) clock(ctx context.Context, c *aws.Client) checkup {
	skew, err := c.Skew(ctx)
	if err != nil {
		return d.found("clock", "", err)
	}
	text := fmt.Sprintf("%s from AWS", skew.Abs().Round(time.Second))
	if skew.Abs() > time.Minute {
		return checkup{"clock", checkWrong, text, "set this computer's clock"}
	}
	return checkup{"clock", checkOK, text, ""}
}

// reads makes one harmless call of each sort, of the first cluster and service that there are.
func (d doctor) reads(ctx context.Context, c *aws.Client) []checkup {
	var rows []checkup
	clusters, err := first(c.Clusters(ctx))
	rows = append(rows, d.found("clusters", "", err))
	var services []aws.Service
	at := aws.Service{}
	if len(clusters) > 0 {
		at.Cluster = clusters[0].Name
		for _, one := range clusters {
			if services, err = first(c.Services(ctx, one.Name, nil)); err != nil || len(services) > 0 {
				break
			}
		}
		rows = append(rows, d.found("services", "", err))
	}
	if len(services) > 0 {
		at, err = d.balanced(ctx, c, services)
		rows[len(rows)-1] = d.found("services", "", err)
	}
	for _, one := range []struct {
		name  string
		needs bool // a service
		try   func() error
	}{
		{"tasks", true, func() error {
			_, err := first(c.Tasks(ctx, aws.TaskQuery{Cluster: at.Cluster, Service: at.Name}))
			return err
		}},
		{"revisions", false, func() error { _, err := first(c.Families(ctx)); return err }},
		{"deployments", true, func() error { _, err := first(c.Deployments(ctx, at.Cluster, at.Name)); return err }},
		{"instances", true, func() error { _, err := first(c.Instances(ctx, at.Cluster)); return err }},
		{"scaling", true, func() error { _, err := c.Scaling(ctx, at.Cluster, at.Name); return err }},
		{"metrics", true, func() error { _, err := c.Metrics(ctx, []aws.Service{at}, 5*time.Minute); return err }},
		{"log groups", false, func() error { _, err := first(tail.New(c).LogGroups(ctx, "")); return err }},
	} {
		if one.needs && at.Name == "" {
			rows = append(rows, checkup{one.name, checkUntried, "no service to try it with", ""})
			continue
		}
		rows = append(rows, d.found(one.name, "", one.try()))
	}
	if !at.Balanced() {
		return append(rows, checkup{"targets", checkUntried, "no service with a load balancer to try it with", ""})
	}
	_, err = c.Targets(ctx, at)
	return append(rows, d.found("targets", "", err))
}

// balanced describes the first few services, up to one behind a load balancer.
func (d doctor) balanced(ctx context.Context, c *aws.Client, services []aws.Service) (at aws.Service, err error) {
	const few = 5
	for _, one := range services[:min(len(services), few)] {
		if at, err = c.Service(ctx, one.Cluster, one.Name); err != nil {
			return one, err
		}
		if at.Balanced() {
			break
		}
	}
	return at, nil
}

// first is the first page with something on it.
func first[T any](pages iter.Seq2[[]T, error]) ([]T, error) {
	for page, err := range pages {
		if err != nil || len(page) > 0 {
			return page, err
		}
	}
	return nil, nil
}

// terminal is what the terminal can do, as far as the environment says, and what need not be installed.
func (d doctor) terminal() []checkup {
	size := "output is not a terminal"
	if d.streams.Width > 0 {
		size = fmt.Sprintf("%d columns", d.streams.Width)
	}
	text := fmt.Sprintf("%s, TERM=%s, COLORTERM=%s", size, cmp.Or(d.streams.env("TERM"), "-"), cmp.Or(d.streams.env("COLORTERM"), "-"))
	locale := cmp.Or(d.streams.env("LC_ALL"), d.streams.env("LC_CTYPE"), d.streams.env("LANG"))
	signs := checkup{"Unicode", checkOK, "locale " + locale, ""}
	if !strings.Contains(strings.ToUpper(strings.ReplaceAll(locale, "-", "")), "UTF8") {
		signs = checkup{"Unicode", checkUntried, "the locale " + cmp.Or(locale, "is not set and") + " does not promise UTF-8", "if symbols look wrong, set LANG to a locale that ends in .UTF-8"}
	}
	return []checkup{{"terminal", checkOK, text, ""}, signs,
		{"session-manager-plugin", checkOK, "not needed: sessions are built in", ""}}
}
