package cli

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui"
)

// settingRow is a setting as `ecscope config` prints it.
type settingRow struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Source string `json:"source"`
	At     string `json:"at"`
}

func configCommand(p *program) *cobra.Command {
	v := verb[settingRow]{
		use: "config", short: "Print the settings in effect, and where each comes from", nouns: "settings", takes: noPlace,
		order: func(settingRow, settingRow) int { return 0 },
		columns: []column[settingRow]{
			{head: "SETTING", cell: func(r settingRow, _ look) cell { return cell{text: r.Name} }},
			{head: "VALUE", cell: func(r settingRow, _ look) cell { return cell{text: cmp.Or(r.Value, "-")} }},
			{head: "FROM", cell: func(r settingRow, _ look) cell { return cell{text: r.Source} }},
			{head: "AT", cell: func(r settingRow, _ look) cell { return cell{text: r.At} }},
		},
	}
	c, keys := command(p, v), false
	c.Flags().BoolVar(&keys, "keys", false, "print the key bindings instead")
	c.RunE = func(c *cobra.Command, _ []string) error {
		read := configRun{p}.allInForce
		if keys {
			read = configRun{p}.allKeys
		}
		rows, err := read(c.Context())
		if err != nil {
			return err
		}
		return rowTable[settingRow]{v.columns, rows}.write(p.streams.Out, p.output, p.streams.look())
	}
	return c
}

// configRun is one run of config.
type configRun struct{ *program }

// allInForce lists the settings. It makes no call to AWS.
func (k configRun) allInForce(ctx context.Context) ([]settingRow, error) {
	s, err := k.settings()
	if err != nil {
		return nil, err
	}
	if _, err := k.guard(); err != nil {
		return nil, err
	}
	var rows []settingRow
	for _, t := range config.Table() {
		switch t.Key {
		case "protect":
			rows = append(rows, k.protections(s)...)
		case "keys":
			rows = append(rows, k.keyRows(s)...)
		case "tunnels":
			rows = append(rows, tunnelRows(s)...)
		default:
			rows = append(rows, k.opened(ctx, k.inForce(t.Key)))
		}
	}
	return append(rows,
		settingRow{Name: "settings_file", Value: k.settingsFile(), Source: k.xdg("XDG_CONFIG_HOME"), At: k.xdgName("XDG_CONFIG_HOME")},
		settingRow{Name: "changes_file", Value: k.changesFile(), Source: k.xdg("XDG_STATE_HOME"), At: k.xdgName("XDG_STATE_HOME")}), nil
}

// allKeys lists the keys, by the names that the settings have for them.
func (k configRun) allKeys(context.Context) ([]settingRow, error) {
	s, err := k.settings()
	if err != nil {
		return nil, err
	}
	var rows []settingRow
	for _, e := range keymap.Entries(s.Keymap()) {
		rows = append(rows, keyRow(s, e.ID, e.Keys()))
	}
	return rows, nil
}

// keyRows are a row for each key that is bound anew, or one that says that there is none.
func (k configRun) keyRows(s config.Settings) []settingRow {
	var rows []settingRow
	for _, r := range s.Keys {
		rows = append(rows, keyRow(s, r.ID, r.Keys))
	}
	if len(rows) == 0 {
		rows = append(rows, k.inForce("keys"))
	}
	return rows
}

func keyRow(s config.Settings, id string, keys []string) settingRow {
	row := settingRow{Name: "keys." + id, Value: strings.Join(keys, " "), Source: fromDefault}
	if at, own := s.At[row.Name]; own {
		row.Source, row.At = fromFile, at.String()
	}
	return row
}

// onScreen lists the settings for the screen.
func (k configRun) onScreen(ctx context.Context) ([]ui.Setting, error) {
	rows, err := k.allInForce(ctx)
	all := make([]ui.Setting, len(rows))
	for i, r := range rows {
		all[i] = ui.Setting{Name: r.Name, Value: r.Value, From: r.Source, At: r.At}
	}
	return all, err
}

// opened is a setting as the account is opened with it: the demo has neither profile nor region of AWS, and a region that
// nobody set here may be the profile's.
func (k configRun) opened(ctx context.Context, r settingRow) settingRow {
	switch {
	case r.Name == "colors" && r.Source != fromEnvironment && k.streams.env("NO_COLOR") != "":
		return settingRow{r.Name, "none", fromEnvironment, "NO_COLOR"}
	case k.demo && (r.Name == "profile" || r.Name == "region"):
		return settingRow{Name: r.Name, Source: "demo"}
	case r.Name == "region" && r.Source == fromDefault:
		environ, err := k.environ()
		if err != nil {
			return r
		}
		if c, err := aws.Open(ctx, aws.Options{Profile: k.profile, Environ: environ, Now: k.streams.Now}); err == nil {
			r.Value, r.Source = c.Place().Region, fromAWS
		}
	}
	return r
}

// protections are a row for each pattern, or one that says that there is none.
func (k configRun) protections(s config.Settings) []settingRow {
	var rows []settingRow
	for _, pattern := range k.protect {
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

func (k configRun) xdg(variable string) string {
	if k.xdgName(variable) != "" {
		return fromEnvironment
	}
	return fromDefault
}

func (k configRun) xdgName(variable string) string {
	if k.streams.env(variable) != "" {
		return variable
	}
	return ""
}

// changesFile is where changes are written down; empty where nothing is, as in the demo.
func (o *choices) changesFile() string {
	if o.demo {
		return ""
	}
	return config.State("changes.jsonl", o.streams.env, runtime.GOOS)
}

// namesFolder is where the names of clusters and services are kept; empty where they are not, as in the demo.
func (o *choices) namesFolder() string {
	if o.demo {
		return ""
	}
	return config.State("names", o.streams.env, runtime.GOOS)
}

// viewsFile is where it is kept how lists are looked at; empty where it is not, as in the demo.
func viewsFile(o *choices) string {
	if o.demo {
		return ""
	}
	return config.State("views.json", o.streams.env, runtime.GOOS)
}

// sessionsFolder is where the programs of a user say which sessions they have open; empty where they do not, as in the demo.
func (o *choices) sessionsFolder() string {
	if o.demo {
		return ""
	}
	return config.State("sessions", o.streams.env, runtime.GOOS)
}

// patterns refuses patterns on the command line that could never match.
func patterns(all []string) error {
	i := slices.IndexFunc(all, func(s string) bool { return guard.CheckPattern(s) != nil })
	if i < 0 {
		return nil
	}
	return &usage{"--protect: " + guard.CheckPattern(all[i]).Error(), guard.PatternHint}
}
