//go:build !windows

package exec

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ecscope/ecscope/needs"
	"github.com/ecscope/ecscope/sim"
	sessions "github.com/ecscope/ecscope/sim/session"
)

const (
	// talkative puts out 20,000 lines of 62 bytes, which takes an agent at its real pace two seconds.
	talkative      = `i=0;while [ $i -lt 20000 ];do printf "line %05d %050d\n" $i 0;i=$((i+1));done`
	talkativeBytes = 20_000 * 62
)

// outages take the gateway away twice within a second, each time for so long, once enough output has come.
type outages struct {
	server *sim.Server
	away   time.Duration
	after  int
	mutex  sync.Mutex
	seen   int
	times  int
}

// output counts, and begins the first outage.
func (o *outages) output(n int) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if o.seen += n; o.seen >= o.after && o.times == 0 {
		o.cut()
	}
}

// notice begins the second one when the connection is back from the first.
func (o *outages) notice(n Notice) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	if n.Gone > 0 && o.times == 1 {
		o.cut()
	}
}

func (o *outages) cut() {
	o.times++
	o.server.Sessions().Faults().Away(o.away)
	o.server.Sessions().Cut()
}

// taking is where the output of a command goes.
type taking struct {
	bytes.Buffer
	*outages
}

// Write takes output.
func (k *taking) Write(p []byte) (int, error) {
	k.output(len(p))
	return k.Buffer.Write(p)
}

// runs is how often two outages are tried: on a busy machine the agent is so slow that it still has what they would have lost.
const runs = 5

// Two outages within a second lose output, as an agent gives up on it when the command has ended. It is reported in its place,
// with about as many bytes as are missing, and the command fails although it says 0.
func TestTwoOutagesOfACommand(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an agent at its real pace")
	for name, people := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range runs {
				if lostByCommand(t, people) >= 10_000 {
					return
				}
			}
			t.Error("next to nothing was ever lost")
		})
	}
}

// lostByCommand is how many bytes a command loses in two outages. However many they are, they are reported.
func lostByCommand(t *testing.T, people sim.Population) int {
	t.Helper()
	s, client, at := container(t, sessions.Options{}, people)
	out := &taking{outages: &outages{server: s, away: 300 * time.Millisecond, after: 200_000}}
	var mutex sync.Mutex
	gaps, last := 0, 0
	k := &Command{Client: client, Target: at, Words: []string{"sh", "-c", talkative}, Stdout: out, Notice: func(n Notice) {
		out.notice(n)
		if strings.Contains(n.String(), "of output are missing here") {
			mutex.Lock()
			defer mutex.Unlock()
			if gaps++; out.Len() <= last { // it comes between the output before it and that after it
				t.Errorf("two losses in one place: %s", n)
			}
			last = out.Len()
		}
	}}
	code, err := k.Run(minute(t))
	lost, told := talkativeBytes-out.Len(), 0
	if lost == 0 && code == 0 && err == nil {
		return 0
	}
	if e := (*Ended)(nil); !errors.Is(err, ErrLossy) || !errors.As(err, &e) {
		t.Fatalf("%d, %v; %d of %d bytes came", code, err, out.Len(), talkativeBytes)
	} else if _, err := fmt.Sscanf(e.detail, "about %d bytes", &told); err != nil {
		t.Fatal(e.detail)
	}
	if out.times != 2 || told < lost || told > lost+lost/5+2*frameBytes {
		t.Errorf("%d outages; %d bytes are lost, %d are reported", out.times, lost, told)
	}
	if gaps == 0 {
		t.Error("the loss is not reported in its place")
	}
	return lost
}

// In a shell, too, the loss stands where the output is missing. The code of the shell comes through.
func TestTwoOutagesOfAShell(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an agent at its real pace")
	for name, people := range kinds() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range runs {
				if lostByShell(t, people) > 0 {
					return
				}
			}
			t.Error("nothing was ever lost")
		})
	}
}

// lostByShell is how many bytes a shell loses in two outages.
func lostByShell(t *testing.T, people sim.Population) int64 {
	t.Helper()
	s, client, at := container(t, sessions.Options{}, people)
	r := started(t, s, client, at, "sh", nil)
	r.keys(talkative + "; exit 3\r")
	faults := s.Sessions().Faults()
	r.see("line 02000")
	faults.Away(300 * time.Millisecond)
	s.Sessions().Cut()
	r.see("-- connection back after")
	faults.Away(300 * time.Millisecond)
	s.Sessions().Cut()
	got := r.end()
	if !got.Known || got.Code != 3 {
		t.Errorf("%+v", got)
	}
	r.see("-- the session ended with exit code 3 --")
	checkPlaces(t, r.text(), got.Missing)
	r.restored()
	return got.Missing
}

// checkPlaces looks whether each loss stands where lines are missing, and nowhere else.
func checkPlaces(t *testing.T, text string, missing int64) {
	t.Helper()
	text = regexp.MustCompile(`(\r\n)?-- (connection|output) [^\r\n]* --\r\n`).ReplaceAllString(text, "") // they stand within lines
	marks := regexp.MustCompile(`line (\d{5}) 0{50}|-- about (\d+) (kB|bytes) of output are missing here --`).FindAllStringSubmatch(text, -1)
	line, reported, sum := -1, false, int64(0)
	for _, m := range marks {
		if m[1] == "" {
			n, _ := strconv.ParseInt(m[2], 10, 64)
			if m[3] == "kB" {
				n *= 1000
			}
			sum += n
			reported = true
			continue
		}
		n, _ := strconv.Atoi(m[1])
		if n != line+1 && !reported {
			t.Errorf("after line %d comes line %d, and nothing is said", line, n)
		}
		line, reported = n, false
	}
	if line != 19_999 && !reported {
		t.Errorf("the last line is %d", line)
	}
	if sum < missing-10_000 || sum > missing+10_000 {
		t.Errorf("%d bytes are reported in their places, %d in all", sum, missing)
	}
}

// Output that waits for what the agent sends again is said to stand still, and nothing of it is lost while the shell goes on.
func TestStandstill(t *testing.T) {
	t.Parallel()
	needs.Time(t, "an agent at its real pace")
	for range runs {
		if stoodStill(t) {
			return
		}
	}
	t.Error("nothing ever stood still")
}

// stoodStill says whether output stood still in an outage: where all of it had come before, it did not.
func stoodStill(t *testing.T) bool {
	t.Helper()
	s, client, at := container(t, sessions.Options{}, sim.Population{})
	r := started(t, s, client, at, "sh", nil)
	r.keys(talkative + "; echo all''done\r")
	r.see("line 02000")
	s.Sessions().Faults().Away(200 * time.Millisecond)
	s.Sessions().Cut()
	r.see("alldone")
	still := strings.Contains(r.text(), "-- output stands still: about ")
	if still != strings.Contains(r.text(), "-- output continues") {
		t.Errorf("it stands still: %v, and that is all:\n%q", still, r.text())
	}
	r.keys("exit 4\r")
	if got := r.end(); got.Missing > 0 || got.Code != 4 {
		t.Errorf("%+v", got)
	}
	r.see("-- the session ended with exit code 4 --")
	checkPlaces(t, r.text(), 0)
	return still
}

// What is late on the way, as on any network, is no standstill, and one is announced once.
func TestStandstillIsOne(t *testing.T) {
	t.Parallel()
	now, s := time.Unix(1e9, 0), standstill{}
	said, over := 0, 0
	step := func(d time.Duration, next, last, missing int64) {
		now = now.Add(d)
		if _, ends := s.note(now, next, last, missing); ends {
			over++
		}
		if text, _ := s.due(now); text != "" {
			said++
		}
	}
	for n := range int64(1000) { // there is always something missing, but never the same
		step(20*time.Millisecond, 10*n, 10*n+30, 5)
	}
	if said != 0 {
		t.Error("a busy network is taken for a standstill")
	}
	for n := range int64(100) {
		step(100*time.Millisecond, 20_000+n, 20_400, 100-n)
	}
	if step(0, 20_400, 20_400, 0); said != 1 || over != 1 {
		t.Errorf("said %d times, over %d times", said, over)
	}
}
