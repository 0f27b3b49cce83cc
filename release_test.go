package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/ecscope/ecscope/needs"
)

// What is for tests, or long without upkeep, does not get into the program. Of session-manager-plugin only its constants do:
// its other packages bring testify and a logger of 2017.
func TestReleaseLinksNothingUnwanted(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the go command lists the packages of three systems")
	const plugin = "github.com/aws/session-manager-plugin/"
	for _, system := range []string{"linux", "darwin", "windows"} {
		list := exec.CommandContext(t.Context(), "go", "list", "-deps", ".")
		list.Env = append(list.Environ(), "GOOS="+system, "GOARCH=amd64", "CGO_ENABLED=0")
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		packages := strings.Fields(string(out))
		if len(packages) < 100 {
			t.Fatalf("only %d packages: %v", len(packages), packages)
		}
		for _, p := range packages {
			for _, unwanted := range []string{"testing", "github.com/stretchr", "github.com/cihub/seelog", "github.com/twinj/uuid",
				"github.com/fsnotify", "pgregory.net/rapid", "github.com/hinshun/vt10x"} {
				if p == unwanted || strings.HasPrefix(p, unwanted+"/") {
					t.Errorf("on %s the program links %s", system, p)
				}
			}
			if strings.HasPrefix(p, plugin) && p != plugin+"src/config" {
				t.Errorf("on %s the program links %s; only src/config brings nothing along", system, p)
			}
		}
	}
}
