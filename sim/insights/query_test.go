package insights

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// ask runs a query over some messages, which are a minute apart, the newest first.
func ask(t *testing.T, text string, messages ...string) string {
	t.Helper()
	q, err := New(text, 0)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	start := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for i, m := range messages {
		q.Take(&Event{At: start.Add(-time.Duration(i) * time.Minute).UnixMilli(), Stream: "app/a/1", Log: "1:/g", Message: m, Handle: "p"})
	}
	var rows []string
	for _, r := range q.Rows() {
		var fields []string
		for _, f := range r {
			if f.Name != "@ptr" {
				fields = append(fields, f.Name+"="+f.Value)
			}
		}
		rows = append(rows, strings.Join(fields, " "))
	}
	return strings.Join(rows, "\n")
}

// What queries answer, worked out by hand.
func TestQueries(t *testing.T) {
	t.Parallel()
	lines := []string{`{"status":503,"ms":40.5,"user":{"tier":"gold"},"tags":["a","b"]}`, `{"status":200,"ms":10}`, `{"status":200,"ms":20}`,
		`GET /v1/items 200 7ms`, `{"status":"404","ms":null}`}
	for query, want := range map[string]string{
		"limit 1":                          `@timestamp=2026-03-04 12:00:00.000 @message={"status":503,"ms":40.5,"user":{"tier":"gold"},"tags":["a","b"]}`,
		"fields status, ms | limit 2":      "status=503 ms=40.5\nstatus=200 ms=10",
		"fields ms*2+1 as twice | limit 1": "twice=82",
		"fields user.tier, tags.1 | filter ispresent(user.tier)":                                   "user.tier=gold tags.1=b",
		"filter status >= 400 | display status":                                                    "status=503\nstatus=404",
		"filter status in [404, 503] and not (ms > 1) | display status":                            "status=404",
		"filter @message like /items\\/?/ | display @message":                                      "@message=GET /v1/items 200 7ms",
		"filter @message not like \"status\" | display @logStream, @log":                           "@logStream=app/a/1 @log=1:/g",
		"stats count(*), avg(ms) as mean, pct(ms, 50) by status | sort status":                     "status=200 count(*)=2 mean=15 pct(ms, 50)=10\nstatus=404 count(*)=1\nstatus=503 count(*)=1 mean=40.5 pct(ms, 50)=40.5\ncount(*)=1",
		"stats count() by bin(2m) | sort bin(2m) desc | limit 2":                                   "bin(2m)=2026-03-04 12:00:00.000 count()=1\nbin(2m)=2026-03-04 11:58:00.000 count()=2",
		"stats max(ms) as most, min(ms), sum(ms), count_distinct(status) as kinds, latest(ms)":     "most=40.5 min(ms)=10 sum(ms)=70.5 kinds=3 latest(ms)=40.5",
		"stats count() as n by status | filter n > 1":                                              "status=200 n=2",
		"stats count() as n by status | stats max(n) as most":                                      "most=2",
		"filter status = 1 | stats count(*) as n":                                                  "n=0",
		"parse @message \"* /v1/* \" as method, what | filter ispresent(what) | display what":      "what=items",
		"parse @message /(?<code>\\d{3}) (?<took>\\d+)ms/ | filter took < 10 | display code, took": "code=200 took=7",
		"sort ms desc | dedup status | display status, ms | filter ispresent(ms)":                  "status=503 ms=40.5\nstatus=200 ms=20",
		"fields toupper(user.tier) as t, `status` | limit 1 # a comment":                           "t=GOLD status=503",
	} {
		if got := ask(t, query, lines...); strings.TrimSpace(got) != want && !sameLines(got, want) {
			t.Errorf("%s:\n%s\nwant\n%s", query, got, want)
		}
	}
}

func sameLines(a, b string) bool {
	count := map[string]int{}
	for _, l := range strings.Split(a, "\n") {
		count[l]++
	}
	for _, l := range strings.Split(b, "\n") {
		count[l]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

// What is no query is refused with its place; what AWS has beyond the simulator is named.
func TestRefused(t *testing.T) {
	t.Parallel()
	for query, at := range map[string]int{"": 0, "stats": 5, "sort": 4, "fields a,": 9, "filter a = ": 11, "limit 0": 6, "limit x": 6, "nonsense x": 0, "fields a b": 9,
		"filter like": 7, "filter @message like 5": 21, "filter a in 5": 12, `filter a = "x`: 11, "filter a like /x": 14, "stats sum(ms": 12, "stats nothing(a)": 6,
		"fields f(a)": 7, "stats count() by bin(5x)": 21, `parse @message "* *" as a`: 15, "fields a | | limit 1": 11, "stats pct(a)": 11, "filter a = (b": 13} {
		_, err := New(query, 0)
		var m *Malformed
		if !errors.As(err, &m) || m.Start != at {
			t.Errorf("%q: %v at %s", query, err, fmt.Sprint(m))
		}
	}
	var other *Unsimulated
	if _, err := New("pattern @message", 0); !errors.As(err, &other) || other.Command != "pattern" {
		t.Error(err)
	}
}

// No text makes the parser panic or run for ever.
func FuzzNew(f *testing.F) {
	for _, seed := range []string{"fields a, b | filter a like /x/ and b in [1,2] | stats count(*) by bin(5m), c | sort c desc | limit 3", "parse @message \"*=*\" as a, b", "dedup a # x"} {
		f.Add(seed, `{"a":[1,{"b":true}]}`)
	}
	f.Fuzz(func(t *testing.T, text, message string) {
		q, err := New(text, 0)
		if err != nil {
			return
		}
		q.Take(&Event{Message: message})
		q.Rows()
	})
}
