package cli

import (
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestBuildFacts(t *testing.T) {
	t.Parallel()
	platform := runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
	setting := func(pairs ...string) (all []debug.BuildSetting) {
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, debug.BuildSetting{Key: pairs[i], Value: pairs[i+1]})
		}
		return all
	}
	for _, c := range []struct {
		name string
		info *debug.BuildInfo
		want string
	}{
		{"no build information", nil, "ecscope unknown " + platform + "\ncommit unknown\n"},
		{"no version control", &debug.BuildInfo{}, "ecscope (devel) " + platform + "\ncommit unknown\n"},
		{"a tag", &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: setting("vcs.revision", "0123abcd", "vcs.time", "2026-01-02T03:04:05Z", "vcs.modified", "false")},
			"ecscope v1.2.3 " + platform + "\ncommit 0123abcd of 2026-01-02T03:04:05Z\n"},
		{"changes", &debug.BuildInfo{Settings: setting("vcs.revision", "0123abcd", "vcs.modified", "true")},
			"ecscope (devel) " + platform + "\ncommit 0123abcd, with uncommitted changes\n"},
	} {
		if got := buildFacts(c.info, c.info != nil); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// The flag and the command print the same.
func TestVersionFlag(t *testing.T) {
	t.Parallel()
	verb, flag := succeed(t, nil, "version").out, succeed(t, nil, "--version").out
	if verb != flag || !strings.HasPrefix(verb, "ecscope ") || !strings.Contains(verb, "\ncommit ") {
		t.Errorf("version prints %q, --version prints %q", verb, flag)
	}
}
