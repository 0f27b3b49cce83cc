package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func versionCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version, the commit and the build environment", Args: cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(p.streams.Out, buildFacts(debug.ReadBuildInfo()))
			return err
		},
	}
}

// buildFacts is what the go command recorded in the binary. It takes the version from the tag of the commit, so no linker
// flag has to repeat it.
func buildFacts(info *debug.BuildInfo, ok bool) string {
	version, commit := "unknown", "unknown"
	if ok {
		version = cmp.Or(info.Main.Version, "(devel)")
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		if revision := settings["vcs.revision"]; revision != "" {
			commit = revision
			if at := settings["vcs.time"]; at != "" {
				commit += " of " + at
			}
			if settings["vcs.modified"] == "true" {
				commit += ", with uncommitted changes"
			}
		}
	}
	return fmt.Sprintf("ecscope %s %s %s/%s\ncommit %s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, commit)
}
