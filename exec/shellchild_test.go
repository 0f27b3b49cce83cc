//go:build !windows

package exec

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
)

// be names what the child of a test does.
const be = "ECSCOPE_TEST_SHELL"

// TestMain makes the test binary a shell in a program of its own where a test asks for that, so that signals are for it alone
// and nothing of the testing package is printed or written at its end.
func TestMain(m *testing.M) {
	endpoint := os.Getenv(be)
	if endpoint == "" {
		os.Exit(needs.Slots(m))
	}
	if err := aloneShell(strings.Split(endpoint, "\n")); err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

func aloneShell(environ []string) error {
	c, err := aws.Open(context.Background(), aws.Options{Environ: environ, Share: 1})
	if err != nil {
		return err
	}
	p := strings.Split(os.Getenv(be+"_TARGET"), " ")
	s := &Shell{Ctx: context.Background(), Client: c, Target: aws.ExecTarget{Cluster: p[0], Task: p[1], Container: p[2], Runtime: p[3]}}
	s.asked(os.Getenv(be + "_COMMAND"))
	if err = s.Run(); err == nil && !s.Result().Quit {
		err = fmt.Errorf("it goes on: %+v", s.Result())
	}
	_, _ = os.Stdout.WriteString("result: " + s.Result().Text + "\n")
	return err
}

// child is a shell in a program of its own, on a terminal. What it covers under -cover goes into a folder that nobody reads.
func child(t testing.TB, s *sim.Server, at aws.ExecTarget, command string, slave *os.File) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = []string{be + "=" + strings.Join(s.Env(), "\n"), be + "_TARGET=" + strings.Join([]string{at.Cluster, at.Task, at.Container, at.Runtime}, " "),
		be + "_COMMAND=" + command, "GOCOVERDIR=" + t.TempDir()}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	return cmd
}
