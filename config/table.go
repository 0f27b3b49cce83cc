package config

import (
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // Windows and small containers have no database of time zones

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/keymap"
)

// Setting is a line of the table of settings. The file's reader, `ecscope config` and the manual are made from it.
type Setting struct {
	// Key is its name in the file; a dot leads into a mapping.
	Key string
	// Type is for people, and so is Default: what counts where nothing is set.
	Type, Default string
	// Flag of all commands, and Env, variables of the environment of which the first that is set counts, decide before the
	// file, in this order.
	Flag string
	Env  []string
	// Text is what a file's settings say of it; nil where that takes more than a line.
	Text func(Settings) string
	// Values are all that it may be; nil where that is not a list.
	Values []string

	meaning string // with keys by their names in braces
	read    func(p *parser, name string, n *yaml.Node)
}

// Means is what the setting means, with the keys that it names as they are bound: "the shell that `s` opens".
func (s Setting) Means(m keymap.Map) string {
	if !strings.Contains(s.meaning, "{") { // most name none, and the palette asks for all at each key
		return s.meaning
	}
	for _, e := range keymap.Entries(m) {
		s.meaning = strings.ReplaceAll(s.meaning, "{"+e.ID+"}", "`"+e.Help().Key+"`")
	}
	return s.meaning
}

// Table is all the settings, in the order in which people read of them.
func Table() []Setting {
	return []Setting{
		{Key: "profile", Type: "text", meaning: "the AWS profile to start with", Flag: "profile", Env: []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"},
			read: into((*parser).text, func(s *Settings) *string { return &s.Profile }), Text: func(s Settings) string { return s.Profile }},
		{Key: "region", Type: "text", meaning: "the AWS region to start with", Flag: "region", Env: []string{"AWS_REGION", "AWS_DEFAULT_REGION"},
			read: into((*parser).text, func(s *Settings) *string { return &s.Region }), Text: func(s Settings) string { return s.Region }},
		{Key: "protect", Type: "list of text", meaning: "patterns of services and clusters whose name ecscope asks for before a change or a session", Flag: "protect", read: protect},
		{Key: "read_only", Type: "true, false or allow-forwards", meaning: "refuse everything that can change anything", Default: "false", Flag: "read-only", Env: []string{"ECSCOPE_READ_ONLY"},
			read: into((*parser).mode, func(s *Settings) *mode { return &s.ReadOnly }), Text: func(s Settings) string { return s.ReadOnly.String() }},
		{Key: "shell", Type: "text", meaning: "the shell that {exec.shell} and `ecscope exec` open in containers; `exec --shell` overrides it", Default: "bash, or else sh",
			read: into((*parser).text, func(s *Settings) *string { return &s.Shell }), Text: func(s Settings) string { return s.Shell }},
		{Key: "timezone", Type: "local, UTC or a name such as Europe/Berlin", meaning: "the time zone on screen", Default: "local",
			read: into((*parser).zone, func(s *Settings) **time.Location { return &s.Zone }), Text: func(s Settings) string { return s.Zone.String() }},
		{Key: "theme", Type: "auto, dark or light", meaning: "the terminal's background; `auto` asks the terminal", Default: "auto", Env: []string{"ECSCOPE_THEME"}, Values: []string{"auto", "dark", "light"},
			read: oneOf(func(s *Settings) *string { return &s.Look.Theme }), Text: func(s Settings) string { return s.Look.Theme }},
		{Key: "colors", Type: "auto, safe, high, 16 or none", meaning: "the colors: `safe` for people who can't tell red from green, `high` for high contrast, `16` for the terminal's own palette, `none` for none; `NO_COLOR` in the environment means `none`", Default: "auto",
			Env: []string{"ECSCOPE_COLORS"}, Values: []string{"auto", "safe", "high", "16", "none"}, read: oneOf(func(s *Settings) *string { return &s.Look.Colors }), Text: func(s Settings) string { return s.Look.Colors }},
		{Key: "glyphs", Type: "auto, unicode or ascii", meaning: "the symbols; `auto` means `ascii` if the locale is not UTF-8 or `TERM` is linux, vt* or dumb. With `ascii`, other characters in names and logs show as `?`", Default: "auto", Env: []string{"ECSCOPE_GLYPHS"}, Values: []string{"auto", "unicode", "ascii"},
			read: oneOf(func(s *Settings) *string { return &s.Look.Glyphs }), Text: func(s Settings) string { return s.Look.Glyphs }},
		{Key: "mouse", Type: "true or false", meaning: "use the mouse: a click selects a row, sorts by a column header, or presses a key in the last line; a double click opens a row; the wheel scrolls. With `false`, the terminal selects text", Default: "true",
			read: func(p *parser, name string, n *yaml.Node) { p.settings.NoMouse = !p.truth(name, n) }, Text: func(s Settings) string { return strconv.FormatBool(!s.NoMouse) }},
		{Key: "notify", Type: "off, bell, osc9 or osc777", meaning: "how to notify you when a watched service or cluster changes state, or a rollout on screen ends: the terminal's bell, or a notification (`osc9`: iTerm2, Windows Terminal, WezTerm, kitty; `osc777`: foot, urxvt, Ghostty)", Default: "off",
			Values: []string{"off", "bell", "osc9", "osc777"}, read: oneOf(func(s *Settings) *string { return &s.Notify }), Text: func(s Settings) string { return s.Notify }},
		{Key: "refresh", Type: "duration, 5s to 5m", meaning: "how often to read a row on screen that isn't changing. Changing rows are read three times as often, and the rest of the account is adjusted to match. The request budget applies in any case, and metrics keep their own intervals", Default: plainly(DefaultRefresh),
			read: into(within(ShortestRefresh, LongestRefresh, "a duration such as 15s or 1m", length), func(s *Settings) *time.Duration { return &s.Refresh }), Text: func(s Settings) string { return plainly(s.Refresh) }},
		{Key: "metrics", Type: "true or false", meaning: "read CPU and memory of services every five minutes, in lists and on the first screen, plus load balancer metrics in lists at least 180 columns wide; on the service screen, read all of them every minute. AWS bills each metric", Default: "true",
			read: func(p *parser, name string, n *yaml.Node) { p.settings.NoMetrics = !p.truth(name, n) }, Text: func(s Settings) string { return strconv.FormatBool(!s.NoMetrics) }},
		{Key: "logs.live", Type: "true or false", meaning: "start with Live Tail, which AWS bills by the minute, instead of polling; {logs.live} switches back. For `ecscope logs`, it applies with `-f`; `--live=false` polls", Default: "false",
			read: into((*parser).truth, func(s *Settings) *bool { return &s.Logs.Live }), Text: func(s Settings) string { return strconv.FormatBool(s.Logs.Live) }},
		{Key: "logs.lines", Type: "number, 1000 or more", meaning: "how many lines a log on screen holds; it then drops the oldest and says so", Default: strconv.Itoa(DefaultLines),
			read: into(atLeast(1000, "a number such as 1000000", count), func(s *Settings) *int { return &s.Logs.Lines }), Text: func(s Settings) string { return strconv.Itoa(s.Logs.Lines) }},
		{Key: "logs.bytes", Type: "size, 1MiB or more", meaning: "the same in bytes, including what is kept about each line", Default: sized(DefaultBytes),
			read: into(atLeast(1<<20, "a size such as 256MiB", size), func(s *Settings) *int { return &s.Logs.Bytes }), Text: func(s Settings) string { return sized(s.Logs.Bytes) }},
		{Key: "logs.since", Type: "duration, such as 15m or 1d12h", meaning: "how far back a log on screen or `ecscope logs` starts", Default: plainly(DefaultSince),
			read: into(atLeast(time.Second, "a duration such as 15m or 2h", length), func(s *Settings) *time.Duration { return &s.Logs.Since }), Text: func(s Settings) string { return plainly(s.Logs.Since) }},
		{Key: "lint.ignore", Type: "list of text", meaning: "findings that `ecscope lint` doesn't report: `RULE=why` or `RULE@FILES=why`", read: ignore, Text: ignored},
		{Key: "aliases", Type: "mapping of words to text", meaning: "your own palette words: with `pay: logs prod/payments`, `:pay` opens those logs", read: aliases, Text: aliased},
		{Key: "keys", Type: "mapping of names to keys", meaning: "your own key bindings: `changes.rollback: Z`, or a list for several keys. `ecscope config --keys` prints the names", read: boundKeys, Text: rebound},
		{Key: "commands", Type: "mapping, see below", meaning: "your own programs, run with a key on the selected service or task", read: commandsOf, Text: commanded},
		{Key: "tunnels", Type: "mapping, see below", meaning: "named port forwards", read: (*parser).tunnels},
	}
}

// What a log begins with and holds where nothing is set.
const (
	DefaultLines = 1_000_000
	DefaultBytes = 256 << 20
	DefaultSince = 15 * time.Minute
)

// How old a row on screen that is at rest may become: where nothing is set, at the least and at the most.
const (
	DefaultRefresh  = 15 * time.Second
	ShortestRefresh = 5 * time.Second
	LongestRefresh  = 5 * time.Minute
)

// into reads a value and keeps it at its place in the settings.
func into[T any](read func(*parser, string, *yaml.Node) T, place func(*Settings) *T) func(*parser, string, *yaml.Node) {
	return func(p *parser, name string, n *yaml.Node) { *place(&p.settings) = read(p, name, n) }
}

// oneOf reads a value that is one of the setting's.
func oneOf(place func(*Settings) *string) func(*parser, string, *yaml.Node) {
	return func(p *parser, name string, n *yaml.Node) {
		s, _ := Find(name)
		if n.Kind != yaml.ScalarNode || !slices.Contains(s.Values, n.Value) {
			p.wrong(n, "", "%s must be %s, not %s", name, s.Type, found(n))
			return
		}
		*place(&p.settings) = n.Value
	}
}

// Find is the setting of a key; its second result is false where there is none.
func Find(key string) (Setting, bool) {
	all := Table()
	i := slices.IndexFunc(all, func(s Setting) bool { return s.Key == key })
	if i < 0 {
		return Setting{}, false
	}
	return all[i], true
}

// keys are the names below a mapping of the file, in their order; those of the file itself for an empty one.
func keys(mapping string) []string {
	var names []string
	for _, s := range Table() {
		if rest, ok := strings.CutPrefix(s.Key, mapping); ok {
			name, _, _ := strings.Cut(rest, ".")
			names = append(names, name)
		}
	}
	return slices.Compact(names)
}

// Manual is the table as the manual prints it, in Markdown.
func Manual() string {
	var b strings.Builder
	b.WriteString("| setting | type | meaning | default | flag | environment |\n|---|---|---|---|---|---|\n")
	quoted := func(before string, all ...string) string {
		var out []string
		for _, s := range all {
			if s != "" {
				out = append(out, "`"+before+s+"`")
			}
		}
		return strings.Join(out, ", ")
	}
	for _, s := range Table() {
		b.WriteString("| `" + s.Key + "` | " + s.Type + " | " + s.Means(keymap.Default()) + " | " + s.Default + " | " + quoted("--", s.Flag) + " | " + quoted("", s.Env...) + " |\n")
	}
	return b.String()
}
