package times

import (
	"strings"
	"testing"
	"time"
)

const shown = "2006-01-02 15:04:05"

func noon() time.Time {
	return time.Date(2026, 3, 4, 12, 0, 0, 0, time.FixedZone("here", 2*3600))
}

func TestParse(t *testing.T) {
	t.Parallel()
	now := noon()
	for text, want := range map[string]string{
		"now": "2026-03-04 12:00:00", "15m": "2026-03-04 11:45:00", "1h30m": "2026-03-04 10:30:00", "2h ago": "2026-03-04 10:00:00",
		"3d": "2026-03-01 12:00:00", "1d12h": "2026-03-03 00:00:00", "0s": "2026-03-04 12:00:00", " 1d12h  ago ": "2026-03-03 00:00:00",
		"2w": "2026-02-18 12:00:00", "1w1d": "2026-02-24 12:00:00", "90s": "2026-03-04 11:58:30", "1.5h": "2026-03-04 10:30:00",
		"11:05": "2026-03-04 11:05:00", "02:14": "2026-03-04 02:14:00", "12:00": "2026-03-04 12:00:00", "12:01": "2026-03-03 12:01:00", "09:05:30": "2026-03-04 09:05:30",
		"yesterday 14:00": "2026-03-03 14:00:00", "yesterday": "2026-03-03 00:00:00", "today 9:00": "2026-03-04 09:00:00", "Yesterday at 14:00:05": "2026-03-03 14:00:05",
		"2026-03-04 08:00": "2026-03-04 08:00:00", "2026-03-02": "2026-03-02 00:00:00", "2026-03-04T08:00:00Z": "2026-03-04 10:00:00",
		"2026-03-04T08:00": "2026-03-04 08:00:00", "2026-03-04T08:00:00.5+01:00": "2026-03-04 09:00:00", "2026-03-04 08:00:00Z": "2026-03-04 10:00:00",
		"ahead 15m": "2026-03-04 12:15:00", "ahead 11:05": "2026-03-05 11:05:00", "ahead 12:01": "2026-03-04 12:01:00", "ahead 1m ago": "2026-03-04 11:59:00",
		"ahead tomorrow 08:00": "2026-03-05 08:00:00",
	} {
		text, ahead := strings.CutPrefix(text, "ahead ")
		at, err := Parse(text, now, Direction(ahead))
		if got := at.In(now.Location()).Format(shown); err != nil || got != want {
			t.Errorf("%q: %s, want %s (%v)", text, got, want, err)
		}
	}
	for text, near := range map[string]string{
		"15 min": "did you mean 15m?", "2 hours ago": "did you mean 2h?", "-15m": "did you mean 15m?", "15": "did you mean 15m?", "9.05": "did you mean 9:05?", "1 day": "did you mean 1d?", "1.5d": "did you mean 1d?", "2 weeks": "did you mean 2w?", "+15m": "did you mean 15m?",
		"": "write 15m, ", "soon": "write 15m, ", "25:00": "write 15m, ", "99999999999h": "write 15m, ", "2026-13-01": "write 15m, ", "5d-3h": "write 15m, ", "yesterday noon": "write 15m, ",
		"ago": "write 15m, ", "d": "write 15m, ", "99999w": "write 15m, ",
	} {
		if _, err := Parse(text, now, Past); err == nil || !strings.Contains(err.Error(), near) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestATimeOfDayKeepsItsHourWhereClocksChange(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	at, err := Parse("yesterday 14:00", time.Date(2026, 3, 29, 12, 0, 0, 0, zone), Past)
	if err != nil || at.Format(time.RFC3339) != "2026-03-28T14:00:00+01:00" {
		t.Errorf("%s, %v", at, err)
	}
}

func TestRange(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"11:05 to 11:20": "2026-03-04 11:05:00 2026-03-04 11:20:00", "2h ago..1h ago": "2026-03-04 10:00:00 2026-03-04 11:00:00",
		"1d12h - 1d": "2026-03-03 00:00:00 2026-03-03 12:00:00", "yesterday 23:50 to 00:10": "2026-03-03 23:50:00 2026-03-04 00:10:00", "15m": "2026-03-04 11:45:00 -",
	} {
		since, until, err := Range(text, noon())
		got := since.Format(shown) + " -"
		if !until.IsZero() {
			got = since.Format(shown) + " " + until.Format(shown)
		}
		if err != nil || got != want {
			t.Errorf("%q: %s, want %s (%v)", text, got, want, err)
		}
	}
	for _, text := range []string{"1h..2h", "soon to 11:00", "11:00 to soon", ".."} {
		if _, _, err := Range(text, noon()); err == nil {
			t.Errorf("%q is a range", text)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{"15m", "3d", "1d12h", "14:05", "yesterday 14:00", "2 hours ago", "2026-03-04T08:00:00Z", "9.05", "1h to now", "2w..1w", "+1h"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		now := noon()
		if guess := nearest(text); guess != "" {
			if _, err := Parse(guess, now, Past); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
		if d, ok := Length(text); ok {
			at, err := Parse(text, now, Past)
			if d < 0 || d >= longest || err != nil || at.After(now) {
				t.Errorf("%q is %s: %s, %v", text, d, at, err)
			}
			if again, ok := Length(d.String()); !ok || again != d {
				t.Errorf("%s is read as %s", d, again)
			}
		}
		if since, until, err := Range(text, now); err == nil && !until.IsZero() && !since.Before(until) {
			t.Errorf("%q: %s is not before %s", text, since, until)
		}
	})
}
