package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which version this is", Args: cobra.NoArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			built := "unknown"
			if info, ok := debug.ReadBuildInfo(); ok {
				built = cmp.Or(info.Main.Version, "(devel)")
			}
			_, err := fmt.Fprintf(p.streams.Out, "ecscope %s %s %s/%s\n", built, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
