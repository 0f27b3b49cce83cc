package ui

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/change"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/screens"
)

// A service's logs follow what comes, are searched and filtered, and written to a file that must be new.
func TestLogs(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	d := start(t, sim.Options{Seed: 1}, "prod", "cart")
	d.settle()
	d.press("l")
	d.settle()
	d.see("▸ logs", "following", " app ")
	before := d.screen()
	d.advance(20 * time.Second)
	if d.screen() == before {
		t.Errorf("nothing came in 20 seconds:\n%s", before)
	}
	d.typed("&/healthz")
	d.press("enter")
	d.settle()
	d.see("& /healthz", " of ")
	for _, line := range strings.Split(d.screen(), "\n")[2:39] {
		if strings.Contains(line, "app") && !strings.Contains(line, "/healthz") {
			t.Errorf("the filter lets this through: %s", line)
		}
	}
	d.press("esc")
	d.unseen("& /healthz")
	file := filepath.Join(t.TempDir(), "x.log")
	for _, want := range []string{"written to", "already exists"} {
		d.press("W")
		d.press("ctrl+u")
		d.typed(file)
		d.press("enter")
		d.settle()
		d.see(want)
	}
	d.typed("&/healthz")
	d.press("enter")
	d.settle()
	d.press("W", "enter", "ctrl+u")
	d.typed(file + "2")
	d.press("enter")
	d.settle()
	all, some := lines(t, file), lines(t, file+"2")
	if len(some) == 0 || len(some) >= len(all) {
		t.Errorf("%d lines are written of what is shown, and %d of everything", len(some), len(all))
	}
	d.press("esc")
	if text, err := os.ReadFile(file); err != nil || strings.Count(string(text), "\n") < 20 {
		t.Errorf("the file holds %d bytes: %v", len(text), err)
	}
	d.press("up", "enter")
	d.see("▸ prod ▸ cart ▸ event", "container", "app")
	d.press("esc", "esc")
	d.see("DEPLOYMENTS")
}

// The last lines of exactly the dead task, with why it died.
func TestLastWords(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Scenario: "s02", Offset: 3 * time.Minute}, "", "")
	d.settle()
	d.press("enter", "z")
	d.settle()
	d.press("p")
	d.settle()
	d.see("missing DATABASE_URL", "-- stopped")
}

func lines(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// During a rollout the old and the new revision can be told apart by their colour and a column of their own.
func TestLogsOfRollout(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	d := start(t, sim.Options{Seed: 1}, "prod", "payments")
	d.settle()
	d.press("l")
	d.settle()
	d.advance(30 * time.Second)
	d.see("payments:18", "payments:19")
}

// History that is loaded under a filter is what CloudWatch found, which is said, and read in full when that is asked for.
func TestFilteredHistory(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	d := start(t, sim.Options{Seed: 1}, "prod", "cart")
	d.settle()
	d.press("l")
	d.settle()
	d.typed("&/v1/items")
	d.press("enter", "4")
	d.settle()
	d.see("only these were read", "& /v1/items")
	held := d.held()
	d.press("(")
	d.settle()
	if more := d.held(); more <= held || more > 20_000 {
		t.Errorf("%d lines are held, then %d", held, more)
	}
	if n := d.sim.Calls().Count("FilterLogEvents"); n > 30 {
		t.Errorf("%d calls", n)
	}
	d.press("esc")
	d.see(`▲ only "/v1/items" before 12:00:00: ctrl+r reads all`)
	d.typed("&/v1/items")
	d.press("enter")
	d.unseen("▲ only")
	d.press("2")
	d.settle()
	held = d.held()
	d.press("esc")
	d.see("▲ only")
	d.press("ctrl+r")
	d.settle()
	d.advance(10 * time.Second)
	d.unseen("▲ only", "were read")
	if all := d.held(); all < 2*held {
		t.Errorf("%d lines are held, then %d", held, all)
	}
}

// held is how many lines the log holds, as its screen says.
func (d *harness) held() (n int) {
	d.t.Helper()
	m := regexp.MustCompile(`(\d+) lines`).FindStringSubmatch(d.screen())
	if m == nil {
		d.t.Fatal(d.screen())
	}
	n, _ = strconv.Atoi(m[1])
	return n
}

// refusing is an account whose CloudWatch takes no patterns.
type refusing struct{ accountReader }

func (r refusing) Logs(ctx context.Context, t tail.Tail) iter.Seq2[[]tail.Event, error] {
	if t.Past+t.Pattern != "" {
		t = tail.Tail{} // is invalid as well
	}
	return r.accountReader.Logs(ctx, t)
}

// A filter that CloudWatch refuses is no reason to show nothing.
func TestRefusedFilter(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	client, err := aws.Open(t.Context(), aws.Options{Environ: d.sim.Env(), Now: d.clock.Now, Sleep: d.clock.Sleep})
	if err != nil {
		t.Fatal(err)
	}
	all := screens.New(screens.Parts{Kit: browse.Kit{Clock: d.clock, Keys: d.p.keys, Theme: d.p.theme, Flow: &action.Flow{Desk: &change.Desk{}}},
		Account: refusing{accountReader{client, tail.New(client)}}, Pieces: aws.PiecesOf(client), Zone: time.UTC})
	places := all.Places()
	logs, err := places[slices.IndexFunc(places, func(p nav.Place) bool { return p.Name == "logs" })].Open("prod/cart")
	if err != nil {
		t.Fatal(err)
	}
	d.p.push(logs)
	d.settle()
	d.typed("&slow query")
	d.press("enter", "4")
	d.settle()
	d.see("& slow query", "WARN")
	d.unseen("only these were read", "ended")
	d.press("(")
	d.settle()
	d.unseen("pattern")
}

// A range is read and no more; going back to what follows is a key.
func TestRangeOfLogs(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	d := start(t, sim.Options{Seed: 1}, "prod", "cart")
	d.settle()
	d.press("l")
	d.settle()
	d.typed("@11:30 to 11:31")
	d.press("enter")
	d.settle()
	d.see("11:30:00 to 11:31:00", " 11:30:0")
	d.advance(20 * time.Second)
	d.press("G")
	d.see(" 11:30:5")
	d.unseen(" 12:00:", " 11:31:00.", " 11:31:01.")
	d.typed("@11:31 to 11:30")
	d.see("11:31 is not before 11:30")
	d.press("esc", "1")
	d.settle()
	d.see("following", " 12:00:")
}

func TestUnknownLogGroup(t *testing.T) {
	t.Parallel()
	d := start(t, sim.Options{Seed: 1}, "", "")
	d.settle()
	d.typed(":log /ecs/prod/chekout")
	d.press("enter")
	d.settle()
	d.see("no such log group: nearest is /ecs/prod/checkout")
}
