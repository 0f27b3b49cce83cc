//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
)

// A notification reaches the terminal in the bytes that it takes for one, and nothing of it is drawn.
func TestNotificationOnTerminal(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal")
	server := simtest.Start(t, sim.Options{Seed: 1, Clock: sim.NewManualClock(time.Now())})
	folder := t.TempDir()
	file := filepath.Join(folder, "ecscope", "config.yaml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("notify: osc777\nrefresh: 5s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w := openIn(t, append(server.Env(), "XDG_CONFIG_HOME="+folder), "ecscope", "tools/feature-flags")
	w.see("steady for")
	w.types("*")
	w.see("watching tools/feature-flags")
	if strings.Contains(w.written(), "\x1b]777;") {
		t.Errorf("notified before anything happened: %q", w.written())
	}
	if _, err := server.World().UpdateService(&ecs.UpdateServiceInput{Cluster: new("tools"), Service: new("feature-flags"), ForceNewDeployment: true}); err != nil {
		t.Fatal(err)
	}
	const notification = "\x1b]777;notify;ecscope;tools/feature-flags: healthy → changing\a"
	await(t, "the notification", func() bool { return strings.Contains(w.written(), notification) })
	if strings.Contains(w.screen.String(), "notify;") {
		t.Errorf("it is drawn:\n%s", w.screen)
	}
	w.types("\x03")
	w.end(0)
}
