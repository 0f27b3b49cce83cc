package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/charmbracelet/x/ansi"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/exec"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/kept"
	"github.com/ecscope/ecscope/ui/theme"
)

// noon is when the tests' world begins.
func noon() time.Time { return time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) }

// harness is a program that a test operates as a user would: it presses keys, waits, moves the clock and reads the
// screen. Commands run as in the real loop, in goroutines, but their messages are handed over one at a time.
type harness struct {
	t       *testing.T
	wiring  *wiring
	p       *Program
	sim     *sim.Server
	clock   *fakeClock
	results chan tea.Msg
	pending int
	asleep  bool // all that is pending waits for the clock
	quit    bool
	copied  string
	shells  int      // that were opened, had there been a terminal
	rung    bool     // the bell rang
	raws    []string // what was written to the terminal besides frames
}

// fakeClock is the interface's clock in tests: it shows the simulator's time, and its timers go off when a test says so.
type fakeClock struct {
	*sim.ManualClock
	timers []timer
}

type timer struct {
	at time.Time
	m  tea.Msg
}

func (w *fakeClock) After(d time.Duration, m tea.Msg) tea.Cmd {
	w.timers = append(w.timers, timer{at: w.Now().Add(d), m: m})
	return nil
}

// start opens the program on a simulated account.
func start(t *testing.T, o sim.Options, cluster, service string, as ...func(*Start)) *harness {
	t.Helper()
	return impatient(t, 0, o, cluster, service, as...)
}

// impatient is start with a client that waits no longer than so for an answer; 0 is as long as usual.
func impatient(t *testing.T, answer time.Duration, o sim.Options, cluster, service string, as ...func(*Start)) *harness {
	t.Helper()
	server, clock := simulated(t, o)
	return openOn(t, answer, server, clock, cluster, service, as...)
}

// openOn opens the program on a simulated account that is there.
func openOn(t *testing.T, answer time.Duration, server *sim.Server, clock *fakeClock, cluster, service string, as ...func(*Start)) *harness {
	t.Helper()
	client, err := aws.Open(t.Context(), aws.Options{Environ: server.Env(), Now: clock.Now, Sleep: clock.Sleep, Share: 1000, Answer: answer})
	if err != nil {
		t.Fatal(err)
	}
	s := Start{Client: client, Name: "demo", Note: "demo: shells and commands run a real /bin/sh on this computer, in a scratch directory, not in a container",
		Cluster: cluster, Service: service}
	for _, change := range as {
		change(&s)
	}
	return open(t, server, clock, s)
}

// simulated starts a simulated account.
func simulated(t *testing.T, o sim.Options) (*sim.Server, *fakeClock) {
	t.Helper()
	clock := &fakeClock{ManualClock: sim.NewManualClock(noon())}
	o.Clock = clock.ManualClock
	server := simtest.Start(t, o)
	return server, clock
}

func open(t *testing.T, server *sim.Server, clock *fakeClock, s Start) *harness {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	rules := triage.New()
	bg := &background{forwards: exec.NewForwards(ctx, exec.Clock{Now: clock.Now})}
	t.Cleanup(func() {
		cancel()
		bg.close()
	})
	if s.InForce == nil {
		s.InForce = func(context.Context) (all []Setting, _ error) {
			for _, line := range config.Table() {
				all = append(all, Setting{Name: line.Key, Value: line.Default, From: "default"})
			}
			return all, nil
		}
	}
	w := &wiring{background: bg, rules: rules, start: s, keys: s.Settings.Keymap(), theme: theme.New(true), clock: clock, zone: time.UTC, views: kept.New()}
	if s.Views != "" {
		if err := w.views.Open(s.Views); err != nil {
			t.Fatal(err)
		}
	}
	d := &harness{t: t, wiring: w, sim: server, clock: clock, results: make(chan tea.Msg, 1)}
	d.p = New(ctx, Parts{Clock: clock, Keys: w.keys, Theme: w.theme, Account: w.first(), Switcher: w.switcher(), Ends: bg.ends})
	d.run(d.p.Init())
	d.send(tea.WindowSizeMsg{Width: 120, Height: 40})
	return d
}

// run starts a command, and those of a batch.
func (d *harness) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.pending++
	go func() {
		m := cmd()
		select {
		case d.results <- m:
		case <-d.t.Context().Done():
		}
	}()
}

// take waits for one command to end and hands over its message.
func (d *harness) take() {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	defer cancel()
	asleep := make(chan error, 1)
	go func(n int) { asleep <- d.clock.AwaitSome(ctx, n) }(d.pending)
	select {
	case m := <-d.results:
		d.pending--
		d.handle(m)
	case <-asleep:
		d.asleep = true
	case <-time.After(time.Minute):
		d.t.Fatalf("still waiting for %d commands; the screen is\n%s", d.pending, d.screen())
	}
}

func (d *harness) handle(m tea.Msg) {
	switch m := m.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range m {
			d.run(c)
		}
	case tea.QuitMsg:
		d.quit = true
	default:
		if fmt.Sprintf("%T", m) == "tea.execMsg" {
			d.shells++
		}
		if raw, ok := m.(tea.RawMsg); ok {
			d.rung = d.rung || raw.Msg == "\a"
			d.raws = append(d.raws, fmt.Sprint(raw.Msg))
		}
		if fmt.Sprintf("%T", m) == "tea.setClipboardMsg" {
			d.copied = fmt.Sprint(m)
		}
		d.send(m)
	}
}

// settle waits until nothing is going on any more, but for what waits for the clock.
func (d *harness) settle() {
	d.t.Helper()
	for d.asleep = false; d.pending > 0 && !d.asleep; {
		d.take()
	}
}

// until waits until a text is on screen which does not depend on the clock.
func (d *harness) until(text string) {
	d.t.Helper()
	for late := time.After(time.Minute); !strings.Contains(d.screen(), text); {
		select {
		case m := <-d.results:
			d.pending--
			d.handle(m)
		case <-late:
			d.t.Fatalf("the screen does not come to show %q:\n%s", text, d.screen())
		}
	}
}

func (d *harness) send(m tea.Msg) {
	_, cmd := d.p.Update(m)
	d.run(cmd)
}

// press presses keys, without waiting for what they start.
func (d *harness) press(keys ...string) {
	for _, k := range keys {
		d.send(pressOf(k))
	}
}

// blur takes the focus from the terminal.
func (d *harness) blur() { d.send(tea.BlurMsg{}) }

func (d *harness) typed(text string) {
	for _, r := range text {
		if r == ' ' {
			d.send(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "})
			continue
		}
		d.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// advance moves the clock, and delivers what was due on the way.
func (d *harness) advance(by time.Duration) {
	d.t.Helper()
	end := d.clock.Now().Add(by)
	for {
		next := -1
		for i, t := range d.clock.timers {
			if !t.at.After(end) && (next < 0 || t.at.Before(d.clock.timers[next].at)) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		due := d.clock.timers[next]
		d.clock.timers = append(d.clock.timers[:next], d.clock.timers[next+1:]...)
		d.clock.Advance(max(0, due.at.Sub(d.clock.Now())))
		d.send(due.m)
		d.settle()
	}
	d.clock.Advance(end.Sub(d.clock.Now()))
}

// screen is what the user sees, without colours.
func (d *harness) screen() string { return ansi.Strip(d.p.View().Content) }

func (d *harness) see(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(d.screen(), text) {
			d.t.Fatalf("the screen does not show %q:\n%s", text, d.screen())
		}
	}
}

func (d *harness) unseen(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if strings.Contains(d.screen(), text) {
			d.t.Fatalf("the screen shows %q:\n%s", text, d.screen())
		}
	}
}

// script runs lines of: size 80x24 · key enter down · type /api · settle · advance 15s · see text · unseen text ·
// golden name.
func (d *harness) script(text string) {
	d.t.Helper()
	for line := range strings.Lines(text) {
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch verb {
		case "":
		case "size":
			w, h, _ := strings.Cut(rest, "x")
			width, _ := strconv.Atoi(w)
			height, _ := strconv.Atoi(h)
			d.send(tea.WindowSizeMsg{Width: width, Height: height})
		case "key":
			d.press(strings.Fields(rest)...)
		case "type":
			d.typed(rest)
		case "settle":
			d.settle()
		case "advance":
			by, err := time.ParseDuration(rest)
			if err != nil {
				d.t.Fatal(err)
			}
			d.advance(by)
		case "see":
			d.see(rest)
		case "unseen":
			d.unseen(rest)
		case "golden":
			d.golden(rest)
		default:
			d.t.Fatalf("a script has no %q", verb)
		}
	}
}

// golden holds the screen against a file; UPDATE_GOLDEN=1 writes it anew.
func (d *harness) golden(name string) {
	d.t.Helper()
	var lines []string
	for line := range strings.Lines(d.screen()) {
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	got := strings.Join(lines, "\n") + "\n"
	file := filepath.Join("testdata", name+".golden")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatal(err)
	}
	if got != string(want) {
		d.t.Fatalf("%s is not as recorded (UPDATE_GOLDEN=1 records it anew):\n%s", file, got)
	}
}

// scale is another operator who changes the desired count.
func scale(t *testing.T, d *harness, cluster, service string, desired int32) {
	t.Helper()
	_, err := d.sim.World().UpdateService(&ecs.UpdateServiceInput{Cluster: &cluster, Service: &service, DesiredCount: &desired})
	if err != nil {
		t.Fatal(err)
	}
}

// register registers a revision of many containers, in which a few things differ from number to number.
func register(t *testing.T, d *harness, family string, containers, variables, number int) {
	t.Helper()
	in := &ecs.RegisterTaskDefinitionInput{Family: &family, Cpu: new(strconv.Itoa(1024 << number)), Memory: new("4096")}
	for c := range containers {
		def := types.ContainerDefinition{Name: new(fmt.Sprintf("container-%d", c)), Image: new(fmt.Sprintf("registry.example.com/team/image-%d:v1.%d", c, number*(c%2)))}
		for v := range variables {
			value := fmt.Sprintf("value-%d", v)
			if v%40 == c {
				value = fmt.Sprintf("a longer value of variable %d that says something about revision %d", v, number)
			}
			def.Environment = append(def.Environment, types.KeyValuePair{Name: new(fmt.Sprintf("VARIABLE_%02d", v)), Value: &value})
		}
		if number == 1 && c == 3 {
			def.Environment = append(def.Environment[1:], types.KeyValuePair{Name: new("DB_PASSWORD"), Value: new("hunter2")})
		}
		in.ContainerDefinitions = append(in.ContainerDefinitions, def)
	}
	if _, err := d.sim.World().RegisterTaskDefinition(in); err != nil {
		t.Fatal(err)
	}
}

// atClusters begins at the list of clusters, which covers the first screen, so that this asks for nothing.
func atClusters(s *Start) { s.View = "clusters" }
