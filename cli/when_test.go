package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/times"
)

func TestWhenNamesTheFlag(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	_, err := when("--since", "15 min", now, times.Past)
	if wrong, ok := errors.AsType[*usage](err); !ok || wrong.text != `--since "15 min" is no time: nearest is 15m` {
		t.Errorf("%v", err)
	}
}

func TestSinceMayBeARange(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	l := &logRun{since: "1d12h..yesterday 14:00"}
	if err := l.bound(now); err != nil || l.from.Format("02 15:04") != "03 00:00" || l.to.Format("02 15:04") != "03 14:00" {
		t.Errorf("%s to %s, %v", l.from, l.to, err)
	}
	l = &logRun{since: "2h..1h", until: "30m"}
	if err := l.bound(now); err == nil || !strings.Contains(err.Error(), "leave --until 30m out") {
		t.Errorf("%v", err)
	}
}

func TestSeverityNamed(t *testing.T) {
	t.Parallel()
	n := newNamer()
	for message, want := range map[string]string{
		`{"level":"warn","msg":"x"}`: "warn", `{"lvl":50}`: "error", `{"log":{"level":"fatal"}}`: "fatal", `{"severity":"NOTICE"}`: "info",
		`{"msg":"ERROR"}`: "", `{broken ERROR`: "", "": "",
		"2026-03-04 12:00:00.123 ERROR [main] shop - no": "error", "2026-03-04 12:00:00,123 WARNING shop.views: x": "warn",
		"2026-03-04 12:00:00 [main] INFO  c.e.Api - GET": "info", "[warn] low": "warn", "debug: x": "debug", "Mar  4 12:00:00 ERROR x": "error",
		"2026-03-04 12:00:00 UTC | TRACE | INFO | (x)": "trace", "E0304 12:00:00.1 1 f.go:1] x": "error", "panic: boom": "fatal",
		"Traceback (most recent call last):\n x": "error", "time=1 level=error msg=x": "error", `msg="a b" level="WARN"`: "warn",
		"all is well, no ERROR here": "", "error in the text": "", "12:00 GET /ERROR 200": "", "10.0.0.1 - - [04/Mar/2026:12:00:00] \"GET / HTTP/1.1\" 200": "",
		"ERROR first\nINFO second": "error", "first\nERROR second": "", strings.Repeat("12:00 ", 9) + "ERROR": "",
	} {
		got := ""
		if s := n.of(message); s != unnamed {
			got = severities()[s-1]
		}
		if got != want {
			t.Errorf("%q names %q, want %q", message, got, want)
		}
	}
	for i, name := range severities() {
		if severityOf(name) != severity(i+1) {
			t.Errorf("%s is %d", name, severityOf(name))
		}
	}
}
