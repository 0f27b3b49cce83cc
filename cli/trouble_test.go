package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim/simtest"
	"github.com/ecscope/ecscope/sim/wire"
	"github.com/ecscope/ecscope/sim/world"
)

// reads are command lines that read, on an account in which all is well.
func reads() []string {
	return []string{"clusters", "services prod", "services prod -o json", "tasks prod", "tasks prod/checkout -o json", "stopped prod", "events prod/checkout",
		"deployments prod/checkout", "revisions checkout", "revisions prod/checkout -o json", "instances prod", "describe prod/checkout", "describe prod",
		"describe checkout:3", "diff checkout:1 checkout:2", "lint prod/checkout", "why prod/checkout", "why prod/checkout -o json", "why prod/checkout -o markdown", "report prod/checkout",
		"problems prod", "problems -o json", "logs prod/checkout --since 1h", "logs prod/checkout --since 1h -o json", "pin prod/checkout 2 --dry-run", "redeploy prod/checkout --dry-run",
		"targets prod/checkout", "scaling prod/checkout", "scaling prod/checkout -o json", "metrics prod/checkout", "recent prod", "groups", "wait prod/checkout",
		"scale prod/checkout 3 --dry-run", "configure prod/checkout --exec on --dry-run", "register prod/checkout --set cpu=512 --set memory=1024 --dry-run"}
}

// bench is a stage that is used once.
func bench(t *testing.T) *stage {
	t.Helper()
	s := staged(t, shop())
	if err := population(s); err != nil {
		t.Fatal(err)
	}
	s.clock.Advance(20 * time.Minute)
	return s
}

// patiently runs a command line that waits no longer than so for an answer. Where it would sleep its own clock moves, and
// not that of the account.
func (s *stage) patiently(ctx context.Context, args string, answer time.Duration) result {
	e, out, stderr := ends(append(s.Env(), "HOME="+s.home))
	var slept atomic.Int64
	e.Now = func() time.Time { return s.clock.Now().Add(time.Duration(slept.Load())) }
	e.Sleep = func(ctx context.Context, d time.Duration) error {
		slept.Add(int64(d))
		return ctx.Err()
	}
	p := newProgram(e, Screen{})
	p.share, p.patience = 100, answer
	err := sound(ctx, p, strings.Fields(args))
	p.close()
	code := p.exit(ctx, err)
	return result{out.String(), stderr.String(), code}
}

// called are the actions that the server was asked for after the first so many calls.
func (s *stage) called(first int) []string {
	names := map[string]bool{}
	for _, c := range s.Calls().All()[first:] {
		names[c.Service+"/"+c.Action] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// job is a command line with one of its actions in trouble.
type job struct{ args, action, trouble string }

// Whatever becomes of any answer, no command line says anything that is false, hangs, or panics; what went wrong is said, once.
func TestTroubles(t *testing.T) {
	t.Parallel()
	needs.Time(t, "hundreds of command lines")
	well, s := map[string]result{}, bench(t)
	var jobs []job
	for _, args := range reads() {
		first := len(s.Calls().All())
		well[args] = s.patiently(t.Context(), args, time.Minute)
		if r := well[args]; r.code != done && (r.code != unhealthy || !strings.HasPrefix(args, "lint")) {
			t.Fatalf("ecscope %s: exit code %d\n%s%s", args, r.code, r.out, r.err)
		}
		for _, action := range s.called(first) {
			for _, name := range slices.Sorted(maps.Keys(simtest.Troubles())) {
				jobs = append(jobs, job{args, action, name})
			}
		}
	}
	total := len(jobs)
	jobs = some(jobs)
	var wait sync.WaitGroup
	var told, same atomic.Int64
	next := make(chan job)
	for range 4 {
		wait.Go(func() {
			s := bench(t)
			for j := range next {
				r := j.run(s)
				for _, wrong := range judge(j, well[j.args], r) {
					t.Errorf("ecscope %s, %s %s: %s\nexit code %d\n%s%s", j.args, j.action, j.trouble, wrong, r.code, r.out, r.err)
				}
				if r.code == well[j.args].code && r.out == well[j.args].out {
					same.Add(1)
				} else {
					told.Add(1)
				}
			}
		})
	}
	for _, j := range jobs {
		next <- j
	}
	close(next)
	wait.Wait()
	t.Logf("%d command lines, %d kinds of trouble, %d combinations, %d of them run: %d told of the trouble, %d printed the same without what failed",
		len(reads()), len(simtest.Troubles()), total, len(jobs), told.Load(), same.Load())
}

// some are those of the jobs that are run: all where ECSCOPE_TROUBLES=all, else each action in each trouble once, with one
// command line after the other.
func some(jobs []job) (kept []job) {
	if os.Getenv("ECSCOPE_TROUBLES") == "all" {
		return jobs
	}
	pairs := map[job][]job{}
	var order []job
	for _, j := range jobs {
		pair := job{"", j.action, j.trouble}
		if pairs[pair] == nil {
			order = append(order, pair)
		}
		pairs[pair] = append(pairs[pair], j)
	}
	for n, pair := range order {
		kept = append(kept, pairs[pair][n%len(pairs[pair])])
	}
	return kept
}

// run runs the command line while its action is in trouble.
func (j job) run(s *stage) result {
	service, action, _ := strings.Cut(j.action, "/")
	defer s.Faults().Add(wire.Fault{Kind: simtest.Troubles()[j.trouble].Kind, Service: service, Action: action})()
	answer := time.Minute
	if j.trouble == "hung" || j.trouble == "slow drip" {
		answer = 150 * time.Millisecond
	}
	ctx, cancel := context.WithTimeoutCause(s.ctx, 2*time.Minute, fmt.Errorf("it hangs"))
	defer cancel()
	return s.patiently(ctx, j.args, answer)
}

// internals are words of the SDK and of Go that nobody has to see.
var internals = regexp.MustCompile(`operation error|https response|deserialization failed|RequestID|smithy|context deadline|unexpected EOF|invalid character|a bug in ecscope|goroutine|%!|<nil>`)

// made is when and where a report was made: trouble takes time, and each server has its port.
var made = regexp.MustCompile(`"made": .*|Made by .*|http://127\.0\.0\.1:\d+`)

// judge says what is wrong with what a command line printed, compared with what it prints where all is well.
func judge(j job, well, r result) (wrong []string) {
	complain := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	lines := strings.Split(strings.TrimSuffix(r.err, "\n"), "\n")
	says := cmp.Or(simtest.Troubles()[j.trouble].Says, "$")
	told := regexp.MustCompile(says + `|denied|not authorized|could not be read|could be read|not described|none of the listed|not read|not known|→ unknown|is unknown`)
	echoed := strings.Contains(j.trouble, "types") && // it prints what AWS says, whatever that is
		(strings.HasPrefix(j.args, "describe") || j.action == "sts/GetCallerIdentity")
	well.out, r.out = made.ReplaceAllString(well.out, ""), made.ReplaceAllString(r.out, "")
	switch {
	case r.code == interrupted:
		complain("it hangs")
	case r.code == done && r.out != well.out && !told.MatchString(r.out+r.err) && !echoed:
		complain("it prints something else and says nothing of it:\n%s", well.out)
	case r.code == unhealthy && well.code != unhealthy:
		complain("it is called unhealthy")
	case r.code == failed && strings.TrimSpace(r.err) == "":
		complain("it fails and does not say why")
	}
	for _, claim := range []string{"no problems", "no services", "no tasks", "no events", "no instances", "no deployments", "no revisions", "no clusters", "[]\n"} {
		if r.code == done && (strings.HasPrefix(r.err, claim) || r.out == claim) && well.out != r.out {
			complain("it says %q", claim)
		}
	}
	if strings.Contains(r.out, "healthy") && r.code == done && r.out != well.out && !regexp.MustCompile(`could not be read|not read|denied|:`).MatchString(r.out+r.err) {
		complain("it says healthy")
	}
	if m := internals.FindString(r.out + r.err); m != "" {
		complain("it shows %q", m)
	}
	if slices.Sort(lines); len(slices.Compact(slices.Clone(lines))) != len(lines) {
		complain("it says the same twice")
	}
	if len(lines) > 6 {
		complain("it says %d lines", len(lines))
	}
	if r.code == failed && !told.MatchString(r.err+r.out) {
		complain("it does not say %q", says)
	}
	if r.code == failed && !regexp.MustCompile(`(?m)^ecscope: [a-z].*: |could not be read|could be read|known without|none of the listed`).MatchString(r.err) {
		complain("it does not say what it tried")
	}
	return wrong
}

// A change is sent once, whatever becomes of its answer, and its outcome is not called a success that nobody saw.
func TestTroublesOfChanges(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"redeploy prod/checkout --yes", "pin prod/checkout 2 --yes"} {
		for name, trouble := range simtest.Troubles() {
			t.Run(strings.Fields(args)[0]+" "+name, func(t *testing.T) {
				t.Parallel()
				s := bench(t)
				s.Faults().Add(wire.Fault{Kind: trouble.Kind, Action: "UpdateService"})
				answer := time.Minute
				if name == "hung" || name == "slow drip" {
					answer = time.Second
				}
				r := s.patiently(t.Context(), args, answer)
				sent := 0
				for _, c := range s.Calls().All() {
					if c.Action == "UpdateService" {
						sent++
					}
				}
				out := s.runs()
				carried := strings.HasPrefix(args, "pin") && out == "checkout:2"
				records := s.journal()
				switch {
				case sent != 1:
					t.Errorf("sent %d times", sent)
				case len(records) != 1 || records[0].Open:
					t.Errorf("recorded as %+v", records)
				case r.code == done && strings.HasPrefix(args, "pin") && !carried:
					t.Errorf("called done, but the service runs %s\n%s%s", out, r.out, r.err)
				case r.code == done && records[0].Result != "sent", r.code != done && records[0].Result == "sent":
					t.Errorf("exit code %d, recorded as %+v", r.code, records[0])
				case r.code != done && strings.TrimSpace(r.err) == "":
					t.Error("it fails and does not say why")
				case internals.MatchString(r.out + r.err):
					t.Errorf("it shows %q\n%s%s", internals.FindString(r.out+r.err), r.out, r.err)
				}
			})
		}
	}
}

// population adds what the shop has not: a cluster with container instances.
func population(s *stage) error {
	s.World().SeedScalable("prod/checkout", 1, 4)
	_, err := s.World().SeedInstances(world.InstanceSeed{Cluster: "prod", Count: 2, Age: time.Hour})
	return err
}
