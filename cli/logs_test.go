package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"

	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/logrow"
	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	"github.com/ecscope/ecscope/sim/logs"
	"github.com/ecscope/ecscope/sim/wire"
)

// The one service of the account that the tests read, and where it logs to.
const (
	writing = "cluster-1/service-0001"
	group1  = "/ecs/cluster-1/service-0001"
)

// reel is an account on a clock that moves on whenever the command line waits.
type reel struct {
	*sim.Server
	t     *testing.T
	clock *sim.ManualClock
	start time.Time
	// tick is called with the time that has passed whenever some has; end ends the run, as ctrl-c does.
	tick     func(passed time.Duration, end func())
	terminal bool
}

func reeled(t *testing.T, o sim.Options) *reel {
	t.Helper()
	k := &reel{t: t, start: time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)}
	k.clock = sim.NewManualClock(k.start)
	o.Clock = k.clock
	k.Server = start(t, o)
	return k
}

func oneService(tasks int32, o logs.Options) sim.Options {
	return sim.Options{Population: &sim.Population{ServicesPerCluster: 1, TasksPerService: tasks}, Logs: o}
}

// logs runs ecscope logs.
func (k *reel) logs(args ...string) result {
	k.t.Helper()
	s, out, stderr := ends(k.Env())
	ctx, end := cancelable(k.t)
	s.Now, s.Colored, s.Interactive = k.clock.Now, k.terminal, k.terminal
	s.Sleep = func(ctx context.Context, d time.Duration) error {
		k.clock.Advance(d)
		if k.tick != nil {
			k.tick(k.clock.Now().Sub(k.start), end)
		}
		return ctx.Err()
	}
	code := Run(ctx, s, append([]string{"logs"}, args...), Screen{})
	return result{out.String(), stderr.String(), code}
}

// until ends a run after some time.
func until(d time.Duration) func(time.Duration, func()) {
	return func(passed time.Duration, end func()) {
		if passed > d {
			end()
		}
	}
}

// rows reads what -o json printed.
func (k *reel) rows(r result) (lines, notes []logrow.Row) {
	k.t.Helper()
	for l := range strings.Lines(r.out) {
		var row logrow.Row
		d := json.NewDecoder(strings.NewReader(l))
		d.DisallowUnknownFields()
		if err := d.Decode(&row); err != nil {
			k.t.Fatal(err, l)
		}
		if row.Note == "" {
			lines = append(lines, row)
		} else {
			notes = append(notes, row)
		}
	}
	return lines, notes
}

// compare compares printed lines with those that were written in a time.
func (k *reel) compare(lines []logrow.Row, from, to time.Time) {
	k.t.Helper()
	counts := map[string]int{}
	for _, w := range k.Logs().Written(group1, from, to) {
		counts[w.Stream+" "+string(logrow.InstantOf(w.Written))+" "+strings.TrimRight(w.Message, "\n")]++
	}
	if len(counts) == 0 {
		k.t.Fatal("nothing was written")
	}
	for _, l := range lines {
		if l.Time >= logrow.InstantOf(from) && l.Time < logrow.InstantOf(to) {
			counts[l.Stream+" "+string(l.Time)+" "+l.Message]--
		}
	}
	for key, n := range counts {
		if n != 0 {
			k.t.Errorf("%d too few of %s", n, key)
		}
	}
}

// history makes the lines of a test: each at so many seconds before the start.
func (k *reel) history(lines map[int]string) {
	for before, text := range lines {
		at := k.start.Add(-time.Duration(before) * time.Second)
		k.Logs().Write("/own", "stream", text, at, at)
	}
}

func TestHistoryIsPrinted(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	k := reeled(t, oneService(3, logs.Options{Empty: 2, Repeat: 0.1}))
	id := names(t, succeed(t, k.Env(), "tasks", writing, "-o", "json").out, "id")[0]
	for args, span := range map[string][2]time.Duration{
		writing:                               {15 * time.Minute, 10 * time.Second},
		"service-0001 --since 30m --until 5m": {30 * time.Minute, 5 * time.Minute},
		writing + " --until 11:50 --container app":    {25 * time.Minute, 10 * time.Minute},
		"--group " + group1 + " --since 11:30":        {30 * time.Minute, 10 * time.Second},
		writing + " --since 2026-03-04T11:55:00Z -n0": {5 * time.Minute, 10 * time.Second},
	} {
		r := k.logs(append(strings.Fields(args), "-o", "json")...)
		lines, notes := k.rows(r)
		from, to := k.start.Add(-span[0]), k.start.Add(-span[1])
		k.compare(lines, from, to)
		if r.code != done || len(notes) > 0 || lines[0].Time < logrow.InstantOf(from) {
			t.Errorf("%s: code %d, from %s, %+v\n%s", args, r.code, lines[0].Time, notes, r.err)
		}
		if !slices.IsSortedFunc(lines, func(a, b logrow.Row) int { return strings.Compare(string(a.Time), string(b.Time)) }) {
			t.Errorf("%s: not in order", args)
		}
	}
	lines, _ := k.rows(k.logs("cluster-1/"+id[:8], "-o", "json"))
	if len(lines) == 0 || slices.ContainsFunc(lines, func(l logrow.Row) bool { return l.Task != id }) {
		t.Errorf("%d lines of the task", len(lines))
	}
}

func TestFollowReplacedTasks(t *testing.T) {
	t.Parallel()
	needs.Time(t, "many log lines")
	k := reeled(t, oneService(4, logs.Options{Rate: map[string]float64{writing: 5}, Late: 0.1, LateBy: 5 * time.Second}))
	deployed := false
	k.tick = func(passed time.Duration, end func()) {
		if passed > 20*time.Second && !deployed {
			deployed = true
			cluster, service := "cluster-1", "service-0001"
			if _, err := k.World().UpdateService(&ecs.UpdateServiceInput{Cluster: &cluster, Service: &service, ForceNewDeployment: true}); err != nil {
				t.Error(err)
			}
		}
		until(8*time.Minute)(passed, end)
	}
	r := k.logs(writing, "-f", "-o", "json")
	lines, notes := k.rows(r)
	k.compare(lines, k.start, k.clock.Now().Add(-30*time.Second))
	count := map[string]int{}
	for _, n := range notes {
		count[n.Note]++
	}
	if r.code != done || r.err != "" || !reflect.DeepEqual(count, map[string]int{"attached": 8, "stopped": 4}) {
		t.Errorf("code %d, notes %v\n%s", r.code, count, r.err)
	}
}

func TestLastLinesThenFollow(t *testing.T) {
	t.Parallel()
	k := reeled(t, oneService(3, logs.Options{Late: 0.3, LateBy: 5 * time.Second}))
	k.tick = until(time.Minute)
	r := k.logs(writing, "-f", "-n", "40", "-o", "json")
	lines, _ := k.rows(r)
	if r.code != done || lines[0].Time > logrow.InstantOf(k.start) {
		t.Fatalf("code %d, from %s\n%s", r.code, lines[0].Time, r.err)
	}
	oldest, err := time.Parse(logrow.Exactly, string(lines[0].Time))
	if err != nil {
		t.Fatal(err)
	}
	k.compare(lines, oldest.Add(time.Millisecond), k.clock.Now().Add(-30*time.Second))
}

func TestFollowEnds(t *testing.T) {
	t.Parallel()
	k := reeled(t, oneService(2, logs.Options{}))
	id := names(t, succeed(t, k.Env(), "tasks", writing, "-o", "json").out, "id")[0]
	if r := k.logs(writing, "-f", "--until", "30s", "-o", "raw"); r.code != done || !strings.HasPrefix(r.err, "-- 2026-03-04T12:00:00.000Z ") {
		t.Errorf("code %d\n%s", r.code, r.err)
	} else if passed := k.clock.Now().Sub(k.start); passed < 30*time.Second || passed > 2*time.Minute {
		t.Errorf("ended after %s", passed)
	}
	stopped := false
	k.tick = func(time.Duration, func()) {
		if cluster := "cluster-1"; !stopped {
			stopped = true
			if _, err := k.World().StopTask(&ecs.StopTaskInput{Cluster: &cluster, Task: &id}); err != nil {
				t.Error(err)
			}
		}
	}
	if r := k.logs("cluster-1/"+id, "-f"); r.code != done || strings.Count(r.err, id[:8]+" stopped: ") != 1 {
		t.Errorf("code %d\n%s", r.code, r.err)
	}
	k.tick = nil
	k.clock.Advance(20 * time.Minute) // what it wrote is older than what is usually read
	r := k.logs("cluster-1/"+id, "-f")
	if r.code != done || !strings.Contains(r.out, " "+id[:8]+" app") || !strings.Contains(r.err, " stopped: ") {
		t.Errorf("a task that has stopped: code %d, %q\n%s", r.code, r.out, r.err)
	}
}

func TestLogsSchema(t *testing.T) {
	t.Parallel()
	says := documented(t, "logs")
	if has := members(reflect.TypeFor[logrow.Row](), ""); !slices.Equal(has, says) {
		t.Errorf("logs prints\n%q, documented is\n%q", has, says)
	}
	k := reeled(t, oneService(1, logs.Options{}))
	for l := range strings.Lines(k.logs(writing, "--since", "1m", "-o", "json").out) {
		if has := append(order(t, []byte(l)), "link", "link_note"); !slices.Equal(has, says) {
			t.Fatalf("members are %q", has)
		}
	}
}

func TestLogsFiltered(t *testing.T) {
	t.Parallel()
	k := reeled(t, sim.Options{Account: "empty"})
	k.history(map[int]string{
		70: `{"level":"error","msg":"upstream timeout"}`, 60: "INFO all is well", 50: "level=warn msg=slow", 40: "Timeout again",
		30: "ERROR first\n  at second", 20: "plain", 10: "WARN last timeout",
	})
	for args, want := range map[string]string{
		"":                                  "70 60 50 40 30 20 10",
		"--grep timeout":                    "70 10",
		"--grep (?i)timeout":                "70 40 10",
		"--grep timeout --grep WARN":        "10",
		"--grep second$ --grep ^ERROR":      "30",
		"--exclude plain --exclude level":   "60 40 30 10",
		"--level warn":                      "70 50 30 10",
		"--level ERR":                       "70 30",
		"-n 2":                              "20 10",
		"-n 2 --level warn":                 "30 10",
		"-n 1 --grep nothing":               "",
		"-n 2 --until 35s --since 65s":      "50 40",
		"--pattern timeout":                 "70 10",
		"--pattern {$.level=error} --limit": "",
	} {
		if strings.HasSuffix(args, "--limit") {
			args, want = args+" 5", "70"
		}
		r := k.logs(append(strings.Fields("--group /own -o json "+args), "--since", "2m")...)
		if strings.Contains(args, "--since") {
			r = k.logs(strings.Fields("--group /own -o json " + args)...)
		}
		lines, _ := k.rows(r)
		var got []string
		for _, l := range lines {
			at, err := time.Parse(logrow.Exactly, string(l.Time))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, strings.TrimSuffix(k.start.Sub(at).Round(time.Second).String(), "s"))
		}
		if text := strings.ReplaceAll(strings.Join(got, " "), "1m10", "70"); r.code != done || strings.ReplaceAll(text, "1m0", "60") != want {
			t.Errorf("%s: %q, want %q (code %d)\n%s", args, text, want, r.code, r.err)
		}
	}
}

func TestLogsInTheirForms(t *testing.T) {
	t.Parallel()
	k := reeled(t, sim.Options{Account: "empty"})
	k.history(map[int]string{90_000: "yesterday", 1: "one\n  two\x1b[31m"})
	args := []string{"--group", "/own", "--since", "2d"}
	for _, c := range []struct {
		output   string
		terminal bool
		want     string
	}{
		{asText, false, "2026-03-03T11:00:00.000Z stream yesterday\n2026-03-04T11:59:59.000Z stream one\n                                  two\n"},
		{asRaw, false, "yesterday\none\n  two\n"},
		{asRaw, true, "yesterday\none\n  two\n"},
		{asText, true, "\x1b[2m2026-03-03 11:00:00.000\x1b[m \x1b[36mstream\x1b[m yesterday\n\x1b[2m11:59:59.000\x1b[m \x1b[36mstream\x1b[m one\n                      two\n"},
	} {
		k.terminal = c.terminal
		if r := k.logs(append(args, "-o", c.output)...); r.out != c.want || r.code != done || r.err != "" {
			t.Errorf("%s: code %d\n%q, want\n%q\n%s", c.output, r.code, r.out, c.want, r.err)
		}
	}
}

func TestNotesOnATerminal(t *testing.T) {
	t.Parallel()
	k := reeled(t, oneService(2, logs.Options{}))
	k.terminal, k.tick = true, until(30*time.Second)
	r := k.logs(writing, "-f")
	if r.code != done || strings.Count(r.out, "\x1b[2m-- 12:00:00.000 ") != 2 || !strings.Contains(r.out, " of service-0001:1 attached\x1b[m\n") || r.err != "" {
		t.Errorf("code %d\n%q\n%s", r.code, r.out, r.err)
	}
	colours := map[string]string{}
	for l := range strings.Lines(r.out) {
		if words := strings.Fields(l); !strings.Contains(l, "-- ") {
			colour, task, _ := strings.Cut(words[1], "m")
			if colours[task] != "" && colours[task] != colour {
				t.Errorf("%s is %q and %q", task, colours[task], colour)
			}
			colours[task] = colour
		}
	}
	if len(colours) != 2 {
		t.Errorf("%q", colours)
	}
	for task := range colours {
		for other := range colours {
			if task != other && colours[task] == colours[other] {
				t.Errorf("%q", colours)
			}
		}
	}
}

func TestLiveTailThatIsRefused(t *testing.T) {
	t.Parallel()
	k := reeled(t, oneService(1, logs.Options{}))
	k.Faults().Add(wire.Fault{Kind: wire.Deny, Action: "StartLiveTail"})
	k.tick = until(time.Minute)
	r := k.logs(writing, "-f", "--live", "-o", "json")
	lines, notes := k.rows(r)
	k.compare(lines, k.start, k.clock.Now().Add(-30*time.Second))
	if r.code != done || r.err != "-- Live Tail: "+tail.LivePrice+"\n" || !slices.ContainsFunc(notes, func(n logrow.Row) bool { return n.Note == "polling" }) {
		t.Errorf("code %d, %+v\n%s", r.code, notes, r.err)
	}
}

func TestLogsInterrupted(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{"-f": done, "-f -n 5": done, "": interrupted} {
		k := reeled(t, oneService(1, logs.Options{Rate: map[string]float64{writing: 50}}))
		s, _, stderr := ends(k.Env())
		ctx, end := cancelable(t)
		s.Now, s.Out = k.clock.Now, new(bytes.Buffer)
		s.Sleep = func(ctx context.Context, d time.Duration) error { k.clock.Advance(d); return ctx.Err() }
		s.Err = &once{text: "attached", do: end}
		if args != "-f" {
			s.Out = &once{text: "app", do: end}
		}
		if code := Run(ctx, s, strings.Fields("logs "+writing+" -o text "+args), Screen{}); code != want || strings.Contains(stderr.String(), "ecscope:") {
			t.Errorf("%s: code %d\n%s", args, code, stderr)
		}
	}
}

func TestLogsIntoAClosedPipe(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"", "-f --since 5m", "-n 5", "-f -o json"} {
		k := reeled(t, oneService(1, logs.Options{}))
		s, _, stderr := ends(k.Env())
		s.Now, s.Out = k.clock.Now, broken{syscall.EPIPE}
		s.Sleep = func(ctx context.Context, d time.Duration) error { k.clock.Advance(d); return ctx.Err() }
		if code := Run(t.Context(), s, strings.Fields("logs "+writing+" "+args), Screen{}); code != done || strings.Contains(stderr.String(), "ecscope:") {
			t.Errorf("%s: code %d\n%s", args, code, stderr)
		}
	}
}

func TestLogsMisused(t *testing.T) {
	t.Parallel()
	k := reeled(t, oneService(1, logs.Options{}))
	for args, says := range map[string]string{
		"":                                       "logs: no service, task or log group given",
		"cluster-1":                              `"cluster-1" is a cluster`,
		"cluster-1/servce-0001":                  `unknown service "servce-0001": nearest is cluster-1/service-0001`,
		"cluster-1/" + strings.Repeat("0", 32):   `unknown task "` + strings.Repeat("0", 32) + `" in cluster-1`,
		writing + " --container ap":              `unknown container "ap": nearest is app`,
		writing + " --since 15min":               `--since "15min" is not a time: did you mean 15m?`,
		writing + " --since 11:00 --until 10:00": "--since 11:00 is not before --until 10:00",
		writing + " --since 2027-01-01":          "--since 2027-01-01 is in the future",
		writing + " -f --until 2026-01-01":       "--until 2026-01-01 is in the past",
		writing + " --level wran":                `unknown level "wran": nearest is warn`,
		writing + " --grep a(b":                  "missing closing )",
		writing + " --live":                      "--live needs --follow",
		writing + " --limit -3":                  "nearest is 3",
		writing + " more":                        `unknown service "more"`,
		"cluster-1/nope*":                        "no service matches cluster-1/nope*",
		writing + " --filter level>=loud":        `unknown level "loud"`,
		writing + " -C -1":                       "can't be negative",
		writing + " -o tsv":                      "logs has no tsv output",
		writing + " -o xml":                      "use text, json, raw",
		writing + " --pattern {":                 "pattern",
		"--group /ecs/nothing":                   "/ecs/nothing",
		"--group x --container y":                "--container works with a service or a task",
		writing + " --folow":                     "nearest is --follow",
	} {
		r := k.logs(strings.Fields(args)...)
		if r.code != misused || r.out != "" || !strings.HasPrefix(r.err, "ecscope: ") || !strings.Contains(r.err, says) || strings.Count(r.err, "\n") > 2 {
			t.Errorf("logs %s: code %d, output %q, error %s", args, r.code, r.out, r.err)
		}
	}
}

func TestLogsScreen(t *testing.T) {
	t.Parallel()
	server := start(t, oneService(1, logs.Options{}))
	opened, r := interact(t, server.Env(), "logs "+writing, "logs")
	if opened == nil || where(opened) != "cluster-1/service-0001 logs" || r.out != "" {
		t.Fatalf("code %d, opened %+v: %s", r.code, opened, r.err)
	}
	for _, args := range []string{"-o text", "--since 1m", "-n 3"} {
		if opened, r := interact(t, server.Env(), "logs "+writing+" "+args, "logs"); opened != nil || r.code != done || r.out == "" {
			t.Errorf("%s: code %d, opened %+v: %s", args, r.code, opened, r.err)
		}
	}
	if opened, r := interact(t, server.Env(), "logs "+writing, "tasks"); opened != nil || r.code != done || r.out == "" {
		t.Errorf("without such a view: code %d, opened %+v: %s", r.code, opened, r.err)
	}
}

// One place of several that cannot be read costs a note and the exit code; no line at all is said.
func TestWhatCannotBeReadIsSaid(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]struct {
		code       int
		out, notes string
	}{
		"/own --since 2m":                    {done, "one", ""},
		"/own /nope --since 2m":              {failed, "one", "unread: log group /nope in us-east-1 cannot be read"},
		"/own /own2 --since 2m":              {failed, "one", "unread: log group /own2 in us-east-1 cannot be read"},
		"/own /nope -n 1":                    {failed, "two", "unread: log group /nope"},
		"/own --since 5s":                    {done, "", "no lines since 2026-03-04T11:59:55.000Z"},
		"/own --since 2m --grep three":       {done, "", "no lines match the filter since"},
		"/own --since 2m --level error":      {done, "", "none of 2 lines matches the filter since"},
		"--group /own --until 1h -o raw":     {done, "", "no lines since 2026-03-04T10:45:00.000Z until 2026-03-04T11:00:00.000Z"},
		writing + " /own --since 1m -o json": {done, `"service":"service-0001"`, ""},
	} {
		k := reeled(t, oneService(1, logs.Options{}))
		k.history(map[int]string{60: "one", 30: "two"})
		k.Logs().Write("/own2", "x", "x", k.start, k.start)
		k.Faults().Add(wire.Fault{Kind: wire.Deny, Service: "logs", Holding: `"/own2"`})
		r := k.logs(strings.Fields(args)...)
		if r.code != want.code || !strings.Contains(r.out, want.out) || want.out == "" && r.out != "" || !strings.Contains(r.err, want.notes) ||
			want.notes == "" && r.err != "" {
			t.Errorf("%s: code %d\n%q\n%s", args, r.code, r.out, r.err)
		}
	}
}

func TestLogsOfSeveralServices(t *testing.T) {
	t.Parallel()
	k := reeled(t, sim.Options{Population: &sim.Population{Clusters: 2, ServicesPerCluster: 2, TasksPerService: 1}})
	for args, want := range map[string][]string{
		"cluster-1/service-0001 cluster-2/service-0002": {"cluster-1/service-0001/", "cluster-2/service-0002/"},
		"cluster-1/*":    {"service-0001/", "service-0002/"},
		"*/service-0001": {"cluster-1/service-0001/", "cluster-2/service-0001/"},
		"cluster-1/service-0001 cluster-1/service-0001 -n9": {""},
	} {
		r := k.logs(append(strings.Fields(args), "--since", "1m")...)
		leads := map[string]bool{}
		for l := range strings.Lines(r.out) {
			if at, rest, _ := strings.Cut(l, " "); len(at) == 24 {
				who, _, _ := strings.Cut(rest, " ")
				leads[who[:max(0, len(who)-8)]] = true
			}
		}
		for _, w := range want {
			if !leads[w] || len(leads) != len(want) || r.code != done {
				t.Errorf("%s: code %d, %v\n%s", args, r.code, leads, r.err)
			}
		}
	}
}

func TestLinesAroundMatches(t *testing.T) {
	t.Parallel()
	k := reeled(t, sim.Options{Account: "empty"})
	lines := map[int]string{}
	for i := range 20 {
		lines[20-i] = fmt.Sprint("line ", i)
	}
	lines[15], lines[6] = "match a", "match b" // line 5, line 14
	k.history(lines)
	for args, want := range map[string]string{
		"-C 1":           "line 4,match a,line 6,--,line 13,match b,line 15",
		"-A 1":           "match a,line 6,--,match b,line 15",
		"-B 8":           "line 0,line 1,line 2,line 3,line 4,match a,line 6,line 7,line 8,line 9,line 10,line 11,line 12,line 13,match b",
		"-B 2 -n 1":      "line 12,line 13,match b",
		"-C 1 -n 2":      "line 4,match a,line 6,--,line 13,match b,line 15",
		"-A 1 -B 1 -n 1": "line 13,match b,line 15",
	} {
		r := k.logs(append(strings.Fields(args), "/own", "--since", "1m", "--grep", "match")...)
		var got []string
		for l := range strings.Lines(r.out) {
			got = append(got, strings.TrimSpace(l[max(0, strings.Index(l, "stream ")):]))
		}
		if text := strings.ReplaceAll(strings.Join(got, ","), "stream ", ""); text != want || r.code != done {
			t.Errorf("%s: %s, want %s (%s)", args, text, want, r.err)
		}
	}
}

// The lines of a trace go where its first line goes.
func TestTracesStayWhole(t *testing.T) {
	t.Parallel()
	k := reeled(t, sim.Options{Account: "empty"})
	for i, text := range []string{"INFO up", "ERROR lost", "  at com.Shop.buy(Shop.java:1)", "Caused by: java.io.IOException", "INFO on"} {
		at := k.start.Add(-time.Minute + time.Duration(i)*time.Millisecond)
		k.Logs().Write("/own", "stream", text, at, at)
	}
	for args, want := range map[string]int{"--level error": 3, "--grep Shop.java": 2, "--grep lost --whole": 3, "--exclude lost": 2, "--filter level>=info": 5} {
		if r := k.logs(append(strings.Fields(args), "/own", "-o", "raw")...); strings.Count(r.out, "\n") != want {
			t.Errorf("%s: %q", args, r.out)
		}
	}
}

func TestLogGroups(t *testing.T) {
	t.Parallel()
	k := reeled(t, oneService(1, logs.Options{}))
	k.history(map[int]string{60: "one"})
	k.Logs().Write("/own2", "x", "x", k.start, k.start)
	r := succeed(t, k.Env(), "groups", "-o", "tsv")
	if !strings.Contains(r.out, "/own\t") || !strings.Contains(r.out, "/own2\t") || !strings.Contains(r.out, "STANDARD\t27\t30\t") {
		t.Errorf("all groups:\n%s", r.out)
	}
	r = succeed(t, k.Env(), "groups", "wn2", "-o", "json")
	if strings.Count(r.out, `"name"`) != 1 || !strings.Contains(r.out, `"name": "/own2"`) || !strings.Contains(r.out, `"stored_bytes": null`) {
		t.Errorf("the groups with wn2 in their names:\n%s", r.out)
	}
	k.Faults().Add(wire.Fault{Kind: wire.Deny, Service: "logs", Action: "DescribeLogGroups"})
	if r := run(t, k.Env(), "groups"); r.code != failed || !strings.Contains(r.err, "not authorized") || strings.Contains(r.out, "no log groups") {
		t.Errorf("denied: %d %s%s", r.code, r.out, r.err)
	}
}
