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
	if wrong, ok := errors.AsType[*usage](err); !ok || wrong.text != `--since "15 min" is not a time: did you mean 15m?` {
		t.Errorf("%v", err)
	}
}

func TestSinceMayBeARange(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	l := &logRun{logFlags: logFlags{since: "1d12h..yesterday 14:00"}}
	if err := l.bound(now); err != nil || l.from.Format("02 15:04") != "03 00:00" || l.to.Format("02 15:04") != "03 14:00" {
		t.Errorf("%s to %s, %v", l.from, l.to, err)
	}
	l = &logRun{logFlags: logFlags{since: "2h..1h", until: "30m"}}
	if err := l.bound(now); err == nil || !strings.Contains(err.Error(), "drop --until 30m") {
		t.Errorf("%v", err)
	}
}
