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
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // the second signal ends the process at once
	// Who reads our output may go away: writing then fails, instead of killing the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	os.Exit(cli.Run(ctx, cli.Process(), os.Args[1:], cli.Terminal()))
}
