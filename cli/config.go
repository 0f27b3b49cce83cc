package cli

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/guard"
)

// settingRow is a setting as `ecscope config` prints it.
type settingRow struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
	At     string `json:"at"`
}

func (p *program) config() *cobra.Command {
	v := verb[settingRow]{
		use: "config", short: "Print the settings that are in force, and where each comes from", nouns: "settings", takes: noPlace,
		order: func(settingRow, settingRow) int { return 0 },
		columns: []column[settingRow]{
			{head: "SETTING", cell: func(r settingRow, _ look) cell { return cell{text: r.Name} }},
			{head: "VALUE", cell: func(r settingRow, _ look) cell { return cell{text: cmp.Or(r.Value, "-")} }},
			{head: "FROM", cell: func(r settingRow, _ look) cell { return cell{text: r.Source} }},
			{head: "AT", cell: func(r settingRow, _ look) cell { return cell{text: r.At} }},
		},
	}
	c := command(p, v)
	c.RunE = func(c *cobra.Command, _ []string) error {
		rows, err := p.inForce(c.Context())
		if err != nil {
			return err
		}
		return sheet[settingRow]{v.columns, rows}.write(p.streams.Out, p.output, p.look())
	}
	return c
}

// inForce lists the settings. It makes no call to AWS.
func (p *program) inForce(ctx context.Context) ([]settingRow, error) {
	s, err := p.settings()
	if err != nil {
		return nil, err
	}
	profile := p.row("profile", p.setting(p.profile, profileVariables(), s.Profile))
	region := p.row("region", p.setting(p.region, regionVariables(), s.Region))
	if p.demo {
		profile = settingRow{Name: "profile", Source: "demo"}
		region = settingRow{Name: "region", Source: "demo"}
	}
	if environ, err := p.environ(); err == nil && region.Source == fromDefault {
		c, err := aws.Open(ctx, aws.Options{Profile: p.profile, Environ: environ, Now: p.streams.Now})
		if err == nil {
			region.Value, region.Source = c.Place().Region, fromAWS
		}
	}
	rows := append([]settingRow{profile, region}, p.protections(s)...)
	readOnly, err := p.readOnlyRow(s)
	if err != nil {
		return nil, err
	}
	shell := settingRow{Name: "shell", Value: cmp.Or(s.Shell, "bash, else sh"), Source: fromDefault}
	if at, ok := s.At["shell"]; ok {
		shell.Source, shell.At = fromFile, at.String()
	}
	rows = slices.Concat(append(rows, readOnly, shell), logRows(s), tunnelRows(s))
	return append(rows,
		settingRow{Name: "settings_file", Value: p.settingsFile(), Source: p.xdg("XDG_CONFIG_HOME"), At: p.xdgName("XDG_CONFIG_HOME")},
		settingRow{Name: "changes_file", Value: p.changesFile(), Source: p.xdg("XDG_STATE_HOME"), At: p.xdgName("XDG_STATE_HOME")}), nil
}

// row is a setting of which a flag of the same name, variables and the file may decide.
func (p *program) row(name string, s setting) settingRow {
	r := settingRow{Name: name, Value: s.value, Source: s.source, At: s.variable}
	switch s.source {
	case fromFlag:
		r.At = "--" + name
	case fromFile:
		file, _ := p.settings()
		r.At = file.At[name].String()
	}
	return r
}

// readOnlyRow is the mode that is in force. The flag may be given to say false.
func (p *program) readOnlyRow(s config.Settings) (settingRow, error) {
	g, err := p.guard()
	r := settingRow{Name: "read_only", Value: g.Mode.String(), Source: fromDefault}
	if at, ok := s.At["read_only"]; ok {
		r.Source, r.At = fromFile, at.String()
	}
	if set := p.setting("", readOnlyVariables(), ""); set.source == fromEnvironment {
		r.Source, r.At = fromEnvironment, set.variable
	}
	if p.given("read-only") {
		r.Source, r.At = fromFlag, "--read-only"
	}
	return r, err
}

// protections are a row for each pattern, or one that says that there is none.
func (p *program) protections(s config.Settings) []settingRow {
	var rows []settingRow
	for _, pattern := range p.protect {
		rows = append(rows, settingRow{"protect", pattern, fromFlag, "--protect"})
	}
	for i, pattern := range s.Protect {
		rows = append(rows, settingRow{"protect", pattern, fromFile, s.Patterns[i].String()})
	}
	if len(rows) == 0 {
		rows = append(rows, settingRow{Name: "protect", Source: fromDefault})
	}
	return rows
}

func (p *program) xdg(variable string) string {
	if p.xdgName(variable) != "" {
		return fromEnvironment
	}
	return fromDefault
}

func (p *program) xdgName(variable string) string {
	if p.streams.env(variable) != "" {
		return variable
	}
	return ""
}

// changesFile is where changes are written down; empty where nothing is, as in the demo.
func (p *program) changesFile() string {
	if p.demo {
		return ""
	}
	return config.State("changes.jsonl", p.streams.env, runtime.GOOS)
}

// patterns refuses patterns on the command line that could never match.
func patterns(all []string) error {
	i := slices.IndexFunc(all, func(s string) bool { return guard.CheckPattern(s) != nil })
	if i < 0 {
		return nil
	}
	return &usage{"--protect: " + guard.CheckPattern(all[i]).Error(), guard.PatternHint}
}
