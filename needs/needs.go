// Package needs says what a test needs that may be missing: time, a shell, the AWS CLI. Without it the test is skipped and
// says why.
package needs

import (
	"flag"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
)

// Time skips a long test under -short. The reason says what takes long.
func Time(t testing.TB, reason string) {
	t.Helper()
	if testing.Short() {
		t.Skip("left out by -short: ", reason)
	}
}

// Shell skips where the simulator's containers have no shells, as they take pseudo terminals and a POSIX shell.
func Shell(t testing.TB) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no pseudo terminals and no POSIX shell for the simulator's containers")
	}
}

// AWSCLI returns the path of the AWS CLI. It skips where there is none, and under -short, as each start takes a second or
// more.
func AWSCLI(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("the AWS CLI is not installed")
	}
	Time(t, "the AWS CLI takes a second or more to start")
	return path
}

// Slots runs a package's tests, eight at a time where -parallel says nothing else: on a small machine fewer would wait for
// processes, shells and the AWS CLI while no core has anything to do.
func Slots(m *testing.M) int {
	flag.Parse()
	chosen := false
	flag.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "test.parallel" })
	if !chosen && runtime.GOMAXPROCS(0) < 8 {
		if err := flag.Set("test.parallel", "8"); err != nil {
			panic(err)
		}
	}
	return m.Run()
}

// Executable writes a program that a test runs. No process is begun meanwhile: it would have the file open for writing, and nothing runs
// such a file ("text file busy").
func Executable(t testing.TB, name, text string) string {
	t.Helper()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}
