package session_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// eventually fails the test when something is left for long.
func eventually(t *testing.T, what string, left func() string) {
	t.Helper()
	for late := time.Now().Add(deadline); ; time.Sleep(20 * time.Millisecond) {
		rest := left()
		if rest == "" {
			return
		}
		if time.Now().After(late) {
			t.Fatalf("a %s is left:\n%s", what, rest)
		}
	}
}

// goroutines are the stacks of those that run code of a package, but for the
// tests that wait for their turn.
func goroutines(of string) string {
	buf := make([]byte, 1<<20)
	var found []string
	for stack := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(stack, of) && !strings.Contains(stack, "testing.(*T).Parallel") {
			found = append(found, stack)
		}
	}
	return strings.Join(found, "\n\n")
}

// files is how many files this process has open, where that can be told.
func files(t *testing.T) int {
	t.Helper()
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(all)
}

// running are those processes that run, where that can be told. A zombie
// that waits for somebody else to reap it does not.
func running(pids []string) string {
	var found []string
	for _, pid := range pids {
		stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
		if err == nil && !strings.Contains(string(stat), ") Z ") {
			found = append(found, string(stat))
		}
	}
	return strings.Join(found, "")
}
