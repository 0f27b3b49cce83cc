package cli

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("here", 2*3600)
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, zone)
	for text, want := range map[string]string{
		"now": "2026-03-04 12:00:00", "15m": "2026-03-04 11:45:00", "1h30m": "2026-03-04 10:30:00", "2h ago": "2026-03-04 10:00:00",
		"3d": "2026-03-01 12:00:00", "1d12h": "2026-03-03 00:00:00", "0s": "2026-03-04 12:00:00",
		"11:05": "2026-03-04 11:05:00", "12:00": "2026-03-04 12:00:00", "12:01": "2026-03-03 12:01:00", "09:05:30": "2026-03-04 09:05:30",
		"2026-03-04 08:00": "2026-03-04 08:00:00", "2026-03-02": "2026-03-02 00:00:00", "2026-03-04T08:00:00Z": "2026-03-04 10:00:00",
		"ahead 15m": "2026-03-04 12:15:00", "ahead 11:05": "2026-03-05 11:05:00", "ahead 12:01": "2026-03-04 12:01:00", "ahead 1m ago": "2026-03-04 11:59:00",
	} {
		text, ahead := strings.CutPrefix(text, "ahead ")
		at, err := when("--since", text, now, ahead)
		if got := at.In(zone).Format("2006-01-02 15:04:05"); err != nil || got != want {
			t.Errorf("%q: %s, want %s (%v)", text, got, want, err)
		}
	}
	for text, near := range map[string]string{
		"15 min": "15m", "2 hours ago": "2h", "-15m": "15m", "15": "15m", "9.05": "9:05", "1 day": "1d", "1.5d": "1d",
		"": "there are", "soon": "there are", "25:00": "there are", "99999999999h": "there are", "2026-13-01": "there are", "5d-3h": "there are",
	} {
		_, err := when("--since", text, now, false)
		if wrong, ok := errors.AsType[*usage](err); !ok || !strings.Contains(wrong.text, near) || !strings.HasPrefix(wrong.text, "--since ") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func FuzzWhen(f *testing.F) {
	for _, text := range []string{"15m", "3d", "14:05", "2 hours ago", "2026-03-04T08:00:00Z", "9.05"} {
		f.Add(text)
	}
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		if near := nearestTime(text); near != "" {
			if _, err := when("--since", near, now, false); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		if d, ok := length(text); ok && (d < 0 || d > longest) {
			t.Errorf("%q is %s", text, d)
		}
	})
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
