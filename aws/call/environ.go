package call

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Environ is the environment that is looked into: List as os.Environ has it, or nil for the process's own.
type Environ struct{ List []string }

// Value is the first of the named variables that is set and not empty.
func (e Environ) Value(names ...string) string {
	for _, n := range names {
		if v := e.lookup(n); v != "" {
			return v
		}
	}
	return ""
}

// lookup is a variable's value; the last one counts.
func (e Environ) lookup(name string) string {
	if e.List == nil {
		return os.Getenv(name)
	}
	for _, pair := range slices.Backward(e.List) {
		if v, ok := strings.CutPrefix(pair, name+"="); ok {
			return v
		}
	}
	return ""
}

// on says whether a variable is set to true.
func (e Environ) on(name string) bool { return strings.EqualFold(e.Value(name), "true") }

// Profile is the profile that the environment names.
func (e Environ) Profile() string { return e.Value("AWS_PROFILE", "AWS_DEFAULT_PROFILE") }

// Region is the region that the environment names.
func (e Environ) Region() string { return e.Value("AWS_REGION", "AWS_DEFAULT_REGION") }

// ConfigFile is the path of the shared configuration; empty without a home directory.
func (e Environ) ConfigFile() string { return e.file("AWS_CONFIG_FILE", "config") }

// CredentialsFile is the path of the shared credentials; empty without a home directory.
func (e Environ) CredentialsFile() string {
	return e.file("AWS_SHARED_CREDENTIALS_FILE", "credentials")
}

// file is the path in a variable or, without it, of the named file in the home directory's .aws; empty without a home.
func (e Environ) file(variable, name string) string {
	if path := e.Value(variable); path != "" {
		return e.expand(path)
	}
	return e.below(name)
}

// expand replaces a leading ~ by the home directory.
func (e Environ) expand(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		return filepath.Join(e.home(), rest)
	}
	return path
}

// below is a path in the home directory's .aws; empty without a home.
func (e Environ) below(names ...string) string {
	home := e.home()
	if home == "" {
		return ""
	}
	return filepath.Join(append([]string{home, ".aws"}, names...)...)
}

func (e Environ) home() string {
	if e.List != nil {
		return e.Value("HOME", "USERPROFILE")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return home
}
