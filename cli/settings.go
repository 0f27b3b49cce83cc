package cli

import (
	"cmp"
	"errors"
	"os"
	"runtime"
	"slices"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/words"
)

// settings are what the settings file holds. It is read once, by the first who asks.
func (p *program) settings() (config.Settings, error) {
	if p.file == nil {
		s, err := config.Read(p.settingsFile(), words.Nearest)
		if err != nil {
			return config.Settings{}, mistakes(err)
		}
		p.file = &s
	}
	return *p.file, nil
}

// settingsFile is the settings file that exists, or the one that would be read.
func (p *program) settingsFile() string {
	places := config.Places(p.streams.env, runtime.GOOS)
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
func (p *program) environ() ([]string, error) {
	s, err := p.settings()
	environ := slices.Clone(p.streams.Environ)
	if p.setting("", profileVariables(), s.Profile).source == fromFile {
		environ = append(environ, "AWS_PROFILE="+s.Profile)
	}
	if p.setting("", regionVariables(), s.Region).source == fromFile {
		environ = append(environ, "AWS_REGION="+s.Region)
	}
	return environ, err
}

func profileVariables() []string { return []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} }

func readOnlyVariables() []string { return []string{"ECSCOPE_READ_ONLY"} }

func regionVariables() []string { return []string{"AWS_REGION", "AWS_DEFAULT_REGION"} }

// Where a setting may come from.
const (
	fromFlag        = "flag"
	fromEnvironment = "environment"
	fromFile        = "file"
	fromAWS         = "aws"
	fromDefault     = "default"
)

// setting is a value that is in force, and where it comes from.
type setting struct{ value, source, variable string }

// setting is the value of the flag, else of the first variable that is set, else of the file.
func (p *program) setting(flag string, variables []string, file string) setting {
	if flag != "" {
		return setting{flag, fromFlag, ""}
	}
	for _, v := range variables {
		if value := p.streams.env(v); value != "" {
			return setting{value, fromEnvironment, v}
		}
	}
	if file != "" {
		return setting{file, fromFile, ""}
	}
	return setting{"", fromDefault, ""}
}

// given tells whether a flag of all commands is on the command line.
func (p *program) given(flag string) bool { return p.flags != nil && p.flags.Changed(flag) }

// origin says that a profile or region which is wrong is the settings file's, and where there.
func (p *program) origin(kind aws.Kind, hint string) string {
	key, flag, variables := "region", p.region, regionVariables()
	if kind == aws.NotFound {
		key, flag, variables = "profile", p.profile, profileVariables()
	}
	s, _ := p.settings()
	if at, ok := s.At[key]; ok && p.setting(flag, variables, "x").source == fromFile {
		return cmp.Or(hint, "look there") + "; the " + key + " is set in " + at.String()
	}
	return hint
}
