//go:build !windows

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
)

// moment is where on its way a change is held.
type moment string

const (
	planning moment = "while it is planned"
	before   moment = "before it is sent"
	sending  moment = "while it is sent"
	after    moment = "when its answer is lost"
)

// cut is how a program is cut off.
type cut struct {
	name string
	// signals come one after the other; the program is to end by itself, unless they are KILL.
	signals []syscall.Signal
	// goes on: the program waits for the answer, which then comes.
	patient bool
	code    int // of a program that had sent nothing
}

func cuts() []cut {
	return []cut{
		{"ctrl-c", []syscall.Signal{syscall.SIGINT}, true, 130}, {"ctrl-c twice", []syscall.Signal{syscall.SIGINT, syscall.SIGINT}, false, 130},
		{"terminated", []syscall.Signal{syscall.SIGTERM}, false, 143}, {"hung up", []syscall.Signal{syscall.SIGHUP}, false, 129},
		{"killed", []syscall.Signal{syscall.SIGKILL}, false, 0},
	}
}

// deed is a verb that changes something, the call that does it, and the one that looks first.
type deed struct {
	verb       string
	call, read string
	looking    string // what the next start says to type
}

// held is a simulated account that holds a change at a moment.
type held struct {
	t       *testing.T
	sim     *sim.Server
	environ []string
	state   string
	deed    deed
	moment  moment
	planned int           // how many reads a plan takes
	free    chan struct{} // closed, it lets the change go on
}

func (d deed) hold(t *testing.T, m moment) *held {
	t.Helper()
	s := simtest.Start(t, sim.Options{Listen: "127.0.0.1:0"})
	h := &held{t: t, sim: s, state: t.TempDir(), deed: d, moment: m, free: make(chan struct{})}
	h.environ = append(s.Env(), "XDG_STATE_HOME="+h.state)
	h.deed.verb = strings.Replace(d.verb, "TASK", h.task(), 1)
	h.dryRun()
	return h
}

// task is the id of a task that runs.
func (h *held) task() string {
	h.t.Helper()
	if !strings.Contains(h.deed.verb, "TASK") {
		return ""
	}
	out, err := ecscope(h.t.Context(), h.environ, "tasks", "prod/checkout", "-o", "tsv").Output()
	lines := strings.Split(string(out), "\n")
	if err != nil || len(lines) < 2 {
		h.t.Fatalf("%v: %s", err, out)
	}
	column := slices.Index(strings.Split(lines[0], "\t"), "id")
	return strings.Split(lines[1], "\t")[max(column, 0)]
}

// dryRun finds out how much a plan reads.
func (h *held) dryRun() {
	h.t.Helper()
	h.sim.Calls().Reset()
	words := append(strings.Fields(h.deed.verb), "--dry-run")
	if out, err := ecscope(h.t.Context(), h.environ, words...).CombinedOutput(); err != nil {
		h.t.Fatalf("%v: %s", err, out)
	}
	h.planned = h.sim.Calls().Count(h.deed.read)
	h.sim.Calls().Reset()
}

// arm has the account hold the change.
func (h *held) arm() {
	action, spare := h.deed.read, 0
	switch h.moment {
	case planning:
	case before:
		spare = h.planned
	case sending:
		action = h.deed.call
	case after:
		spare = h.planned + 1
		h.sim.Faults().Add(wire.Fault{Kind: wire.Lose, Action: h.deed.call, Count: 1})
	}
	h.sim.Faults().Hold(wire.Fault{Action: action}, spare, h.free)
}

// reached says whether the change is where it is held.
func (h *held) reached() bool {
	reads, calls := h.sim.Calls().Count(h.deed.read), h.sim.Calls().Count(h.deed.call)
	switch h.moment {
	case planning:
		return reads > 0
	case before:
		return reads > h.planned
	case sending:
		return calls > 0
	}
	return calls > 0 && reads > h.planned+1
}

func (h *held) sent() bool { return h.moment == sending || h.moment == after }

// However a program is cut off, and at whatever moment of a change, the record tells, and the next start says so once.
func TestCutOff(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each moment and signal")
	for _, d := range []deed{
		{"redeploy prod/checkout", "UpdateService", "DescribeServices", "ecscope deployments prod/checkout"},
		{"scale prod/checkout 3", "UpdateService", "DescribeServices", "ecscope deployments prod/checkout"},
		{"stop prod/TASK", "StopTask", "DescribeTasks", "ecscope why prod/"},
	} {
		for _, m := range []moment{planning, before, sending, after} {
			for _, c := range cuts() {
				t.Run(d.call+" "+strings.Fields(d.verb)[0]+" "+string(m)+" "+c.name, func(t *testing.T) {
					t.Parallel()
					h := d.hold(t, m)
					h.arm()
					h.cutVerb(c)
				})
			}
		}
	}
}

func (h *held) cutVerb(c cut) {
	w := openIn(h.t, h.environ, "ecscope", append(strings.Fields(h.deed.verb), "--yes", "-o", "json")...)
	w.await(h.reached)
	for i, signal := range c.signals {
		if i > 0 && h.sent() {
			w.see("waiting for the answer")
		} else if i > 0 {
			break // the first one ends it
		}
		if err := w.command.Process.Signal(signal); err != nil {
			h.t.Fatal(err)
		}
	}
	killed := c.signals[0] == syscall.SIGKILL
	switch {
	case killed:
		<-w.ended
	case !h.sent():
		if text := w.end(c.code); !strings.Contains(text, "nothing was sent") {
			h.t.Errorf("it wrote %q", text)
		}
	case c.patient:
		w.see("waiting for the answer")
		close(h.free)
		if text := w.end(0); !strings.Contains(text, `"result": "sent"`) {
			h.t.Errorf("it wrote %q", text)
		}
	default:
		if text := w.end(1); !strings.Contains(text, "sent; outcome unknown") || !strings.Contains(text, `"outcome": "unknown"`) {
			h.t.Errorf("it wrote %q", text)
		}
	}
	h.recorded(c, killed)
}

// recorded holds the record, and what the next starts say, against what was done.
func (h *held) recorded(c cut, killed bool) {
	h.t.Helper()
	j := &change.Journal{Path: filepath.Join(h.state, "ecscope", "changes.jsonl")}
	all, _, err := j.Read()
	if err != nil {
		h.t.Fatal(err)
	}
	if h.moment == planning {
		if len(all) > 0 {
			h.t.Errorf("it recorded %+v", all)
		}
	} else if len(all) != 1 || all[0].Open != killed || !strings.HasPrefix(all[0].Identity, "arn:") || !killed && !h.records(c, all[0].Result) {
		h.t.Errorf("it recorded %+v", all)
	}
	if sent := h.sim.Calls().Count(h.deed.call); sent != map[bool]int{true: 1}[h.sent()] {
		h.t.Errorf("it was sent %d times", sent)
	}
	if !killed {
		return
	}
	h.sim.Faults().Clear()
	for _, first := range []bool{true, false} {
		out, err := ecscope(h.t.Context(), h.environ, "clusters", "-o", "tsv").CombinedOutput()
		tells := first && h.moment != planning
		if said := strings.Contains(string(out), h.deed.looking); err != nil || said != tells {
			h.t.Errorf("first start: %v; %v; it wrote %s", first, err, out)
		}
	}
}

// records says whether a result is what has to be recorded.
func (h *held) records(c cut, result string) bool {
	switch {
	case !h.sent():
		return strings.Contains(result, "nothing was sent")
	case c.patient:
		return result == change.Accepted
	}
	return result == change.OutcomeUnknown
}

// await waits until something is so, looking again whenever a moment has passed.
func (w *window) await(so func() bool) {
	w.t.Helper()
	late, often := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer often.Stop()
	for !so() {
		select {
		case <-often.C:
		case err := <-w.ended:
			w.t.Fatalf("the program ended (%v); it wrote %q", err, w.written())
		case <-late:
			w.t.Fatalf("it never came to it; the screen is\n%s", w.screen)
		}
	}
}

// So it is where a change was begun on a screen. There ctrl-c is a key, and leaving is what gives up.
func TestCutOffOnScreen(t *testing.T) {
	t.Parallel()
	needs.Time(t, "the whole program on a terminal, for each moment and signal")
	ways := append(slices.DeleteFunc(cuts(), func(c cut) bool { return c.patient || len(c.signals) > 1 }),
		cut{"ctrl-c", nil, false, 130}, cut{"ctrl-c twice", nil, false, 130})
	for _, m := range []moment{planning, before, sending, after} {
		for _, c := range ways {
			c.patient = c.name == "ctrl-c"
			if c.patient && (m == before || m == after) {
				continue // as while it is sent
			}
			t.Run(string(m)+" "+c.name, func(t *testing.T) {
				t.Parallel()
				h := deed{"redeploy prod/checkout", "UpdateService", "DescribeServices", "ecscope deployments prod/checkout"}.hold(t, m)
				h.cutScreen(c)
			})
		}
	}
}

func (h *held) cutScreen(c cut) {
	w := openIn(h.t, h.environ, "ecscope", "prod/checkout")
	w.see("primary")
	hold := func(action string) {
		h.sim.Faults().Hold(wire.Fault{Action: action}, 0, h.free)
	}
	if h.moment == planning {
		hold(h.deed.read)
		w.types("R")
		w.see("Redeploy checkout")
	} else {
		w.types("R")
		w.see("▐Cancel▌")
		h.confirm(w, hold)
	}
	if c.signals == nil {
		w.types(map[bool]string{true: "\x03\x03", false: "\x03"}[c.name == "ctrl-c twice"])
	} else if err := w.command.Process.Signal(c.signals[0]); err != nil {
		h.t.Fatal(err)
	}
	killed := c.signals != nil && c.signals[0] == syscall.SIGKILL
	switch {
	case killed:
		<-w.ended
	case h.sent() && c.patient:
		w.see("a change is being sent; ctrl+c again quits without knowing the outcome")
		close(h.free)
		w.see("Redeploy checkout: sent")
		w.types("\x03")
		w.exit()
	case h.sent():
		if text := w.end(1); !strings.Contains(text, "Redeploy checkout: sent; outcome unknown") {
			h.t.Errorf("it wrote %q", text)
		}
	default:
		w.exit()
	}
	h.recorded(c, killed)
}

// confirm presses the dialog's button, and returns when the change is held.
func (h *held) confirm(w *window, hold func(action string)) {
	intent := filepath.Join(h.state, "ecscope", "changes.jsonl")
	switch h.moment {
	case before:
		hold(h.deed.read)
	case sending:
		hold(h.deed.call)
	case after:
		h.sim.Faults().Add(wire.Fault{Kind: wire.Lose, Action: h.deed.call})
		hold(h.deed.call)
	}
	for !w.turned("▐Redeploy▌") {
		// keys do not count at once
	}
	w.types("\r")
	w.await(func() bool { _, err := os.Stat(intent); return err == nil })
	if !h.sent() {
		return
	}
	w.await(func() bool { return h.sim.Calls().Count(h.deed.call) > 0 })
	if h.moment == after {
		reads := h.sim.Calls().Count(h.deed.read)
		h.sim.Faults().Hold(wire.Fault{Action: h.deed.read}, 0, nil)
		close(h.free)
		w.await(func() bool { return h.sim.Calls().Count(h.deed.read) > reads })
	}
}

// turned moves the focus, and says whether it comes to a button soon.
func (w *window) turned(button string) bool {
	w.t.Helper()
	w.types("\t")
	for late := time.After(3 * time.Second); !strings.Contains(w.screen.String(), button); {
		select {
		case <-w.drawn:
		case <-late:
			return false
		}
	}
	return true
}
