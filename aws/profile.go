package aws

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/words"
)

// Profiles names the profiles of the shared configuration and credentials files, sorted. Files that do not exist hold
// none; one that cannot be read is an error, beside the names of the other.
func Profiles(o Options) ([]string, error) {
	written, err := written(call.Environ{List: o.Environ})
	return slices.Sorted(maps.Keys(written)), err
}

// written maps the names of profiles to how the files spell them: the SDK wants quoted ones with their quotes.
func written(e call.Environ) (map[string]string, error) {
	names, err := sections(e.ConfigFile(), true)
	more, err2 := sections(e.CredentialsFile(), false)
	maps.Copy(names, more)
	return names, errors.Join(err, err2)
}

// sections reads the profile names off the section lines of one file. In the configuration file all but the default
// one are called "profile name"; other sorts of sections live there too.
func sections(path string, configuration bool) (map[string]string, error) {
	names := map[string]string{}
	if path == "" {
		return names, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return names, nil
	}
	if err != nil {
		return names, call.NewError(call.Invalid, "read profiles", "", call.Plainly(err))
	}
	defer func() { _ = f.Close() }() // it was only read
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line, _, found := strings.Cut(strings.TrimPrefix(strings.TrimSpace(lines.Text()), "["), "]")
		if !found || !strings.HasPrefix(strings.TrimSpace(lines.Text()), "[") {
			continue
		}
		name := strings.TrimSpace(line)
		if configuration && name != "default" {
			word, rest, _ := strings.Cut(strings.ReplaceAll(name, "\t", " "), " ")
			if name = strings.TrimSpace(rest); word != "profile" {
				continue
			}
		}
		if plain := clean.Text(strings.Trim(name, `"'`)); plain != "" {
			names[plain] = name
		}
	}
	return names, nil
}

// files are where profiles are looked for, in words.
func files(e call.Environ) string {
	all := slices.DeleteFunc([]string{e.ConfigFile(), e.CredentialsFile()}, func(s string) bool { return s == "" })
	if len(all) == 0 {
		return "any file: no home directory to look in"
	}
	return strings.Join(all, " or ")
}

// noProfile is the error for a profile that no file has.
func noProfile(e call.Environ, name string, known []string) error {
	hint := "no profiles found: create one with `aws configure sso`, or try ecscope --demo"
	if len(known) > 0 {
		hint = "use " + strings.Join(known[:min(len(known), 8)], ", ")
	}
	if near := words.Nearest(name, known); len(near) > 0 {
		hint = "did you mean " + call.Either(near) + "?"
	}
	return call.NewError(call.NotFound, "open profile "+clean.Text(name), hint, fmt.Errorf("no profile %s in %s", clean.Text(name), clean.Text(files(e))))
}
