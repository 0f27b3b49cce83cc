package cli

import (
	"cmp"
	"errors"
	"os"
	"runtime"
	"slices"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/words"
)

// settings are what the settings file holds. It is read once, by the first who asks.
func (o *choices) settings() (config.Settings, error) {
	if o.file == nil {
		s, err := config.Read(o.settingsFile(), words.Nearest)
		if err != nil {
			return config.Settings{}, mistakes(err)
		}
		o.file = &s
	}
	return *o.file, nil
}

// settingsFile is the settings file that exists, or the one that would be read.
func (o *choices) settingsFile() string {
	places := config.Places(o.streams.env, runtime.GOOS)
	for _, path := range places {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return slices.Concat(places, []string{""})[0]
}

// mistakes makes errors of usage of those in the settings file.
func mistakes(err error) error {
	var all []error
	for _, e := range each(err) {
		own := &usage{text: e.Error()}
		if wrong, ok := errors.AsType[*config.Error](e); ok {
			own.hint = wrong.Hint
		}
		all = append(all, own)
	}
	return errors.Join(all...)
}

// environ is the environment that the account is opened in. What the settings file sets is put where a variable of the
// environment would say the same, and gives way to whatever the environment says itself: credentials, too.
func (o *choices) environ() ([]string, error) {
	_, err := o.settings()
	environ := slices.Clone(o.streams.Environ)
	for _, key := range []string{"profile", "region"} {
		if r := o.inForce(key); r.Source == fromFile {
			environ = append(environ, r.variable()+"="+r.Value)
		}
	}
	return environ, err
}

// variable is the variable of the environment that sets the same.
func (r settingRow) variable() string {
	s, _ := config.Find(r.Name)
	return s.Env[0]
}

// Where a setting may come from.
const (
	fromFlag        = "flag"
	fromEnvironment = "environment"
	fromFile        = "file"
	fromAWS         = "aws"
	fromDefault     = "default"
)

// inForce is what counts of a setting, and where that comes from: its flag, else the first of its variables that is set,
// else the file, else the default. A file that cannot be read sets nothing; whoever opens the account says so.
func (o *choices) inForce(key string) settingRow {
	s, _ := config.Find(key)
	if s.Flag != "" && o.given(s.Flag) {
		if value := o.flags.Lookup(s.Flag).Value.String(); value != "" {
			return settingRow{key, value, fromFlag, "--" + s.Flag}
		}
	}
	for _, v := range s.Env {
		if value := o.streams.env(v); value != "" {
			return settingRow{key, value, fromEnvironment, v}
		}
	}
	file, _ := o.settings()
	if at, ok := file.At[key]; ok && s.Text != nil {
		return settingRow{key, s.Text(file), fromFile, at.String()}
	}
	return settingRow{Name: key, Value: s.Default, Source: fromDefault}
}

// given tells whether a flag of all commands is on the command line.
func (o *choices) given(flag string) bool { return o.flags != nil && o.flags.Changed(flag) }

// origin says that a profile or region which is wrong is the settings file's, and where there.
func (o *choices) origin(kind call.Kind, hint string) string {
	key := "region"
	if kind == call.NotFound {
		key = "profile"
	}
	if r := o.inForce(key); r.Source == fromFile {
		return cmp.Or(hint, "see that file") + "; the " + key + " is set in " + r.At
	}
	return hint
}
