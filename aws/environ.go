package aws

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// environ is the environment a client is opened in: list as os.Environ has it, or nil for the process's own.
type environ struct{ list []string }

// value is the first of the named variables that is set and not empty.
func (e environ) value(names ...string) string {
	for _, n := range names {
		if v := e.lookup(n); v != "" {
			return v
		}
	}
	return ""
}

// lookup is a variable's value; the last one counts.
func (e environ) lookup(name string) string {
	if e.list == nil {
		return os.Getenv(name)
	}
	for _, pair := range slices.Backward(e.list) {
		if v, ok := strings.CutPrefix(pair, name+"="); ok {
			return v
		}
	}
	return ""
}

func (e environ) profile() string { return e.value("AWS_PROFILE", "AWS_DEFAULT_PROFILE") }

func (e environ) region() string { return e.value("AWS_REGION", "AWS_DEFAULT_REGION") }

func (e environ) configFile() string {
	return e.file("AWS_CONFIG_FILE", "config")
}

func (e environ) credentialsFile() string {
	return e.file("AWS_SHARED_CREDENTIALS_FILE", "credentials")
}

// file is the path in a variable or, without it, of the named file in the home directory's .aws; empty without a home.
func (e environ) file(variable, name string) string {
	if path := e.value(variable); path != "" {
		if rest, ok := strings.CutPrefix(path, "~/"); ok {
			return filepath.Join(e.home(), rest)
		}
		return path
	}
	if home := e.home(); home != "" {
		return filepath.Join(home, ".aws", name)
	}
	return ""
}

func (e environ) home() string {
	if e.list != nil {
		return e.value("HOME", "USERPROFILE")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}
