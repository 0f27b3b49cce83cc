// Command ecscope is a terminal program for operating Amazon ECS.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/ecscope/ecscope/cli"
)

func main() {
	ctx := cli.UntilSignal(context.Background())
	// Who reads our output may go away: writing then fails, instead of killing the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	os.Exit(cli.Run(ctx, cli.Process(), os.Args[1:], cli.Terminal()))
}
