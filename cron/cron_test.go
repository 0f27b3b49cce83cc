package cron_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/cron"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"rate(1 minute)":               "every minute",
		"rate(10 minutes)":             "every 10 minutes",
		"rate(60 minutes)":             "every hour",
		"rate(7 days)":                 "every 7 days",
		"at(2030-01-31T18:00:00)":      "once at 2030-01-31 18:00:00",
		"cron(0 2 * * ? *)":            "at 02:00 every day",
		"cron(30 8 ? * MON-FRI *)":     "at 08:30 on Monday to Friday",
		"cron(0/15 * * * ? *)":         "every 15 minutes",
		"cron(*/5 8-17 ? * 2-6 *)":     "every 5 minutes of 08:00 to 17:00 on Monday to Friday",
		"cron(5 * * * ? *)":            "every hour at :05",
		"cron(0 0/6 * * ? *)":          "at 00:00, 06:00, 12:00 and 18:00 every day",
		"cron(15 */2 * * ? *)":         "every 2 hours at :15",
		"cron(0 9 1,15 * ? *)":         "at 09:00 on day 1 and 15 of the month",
		"cron(0 9 L * ? *)":            "at 09:00 on the last day of the month",
		"cron(0 9 15W * ? *)":          "at 09:00 on the weekday nearest to day 15 of the month",
		"cron(0 9 ? * 6L *)":           "at 09:00 on the last Friday of the month",
		"cron(0 9 ? * TUE#2 *)":        "at 09:00 on the second Tuesday of the month",
		"cron(0 9 ? JAN,APR SAT 2030)": "at 09:00 on Saturday in January and April in 2030",
		"cron(0,10,45 1,4,9 * * ? *)":  "at :00, :10 and :45 of 01:00, 04:00 and 09:00 every day",
	} {
		e, err := cron.Parse(text)
		if err != nil || e.Words() != want {
			t.Errorf("%s: %q, %v, not %q", text, e.Words(), err, want)
		}
	}
}

func TestWrong(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "daily", "rate(0 minutes)", "rate(5 weeks)", "rate(5)", "cron(0 2 * * *)", "cron(0 2 * * * *)", "cron(60 2 * * ? *)",
		"cron(0 24 * * ? *)", "cron(0 2 32 * ? *)", "cron(0 2 ? * 8 *)", "cron(0 2 ? * MON#6 *)", "cron(5-1 2 * * ? *)", "cron(*/0 2 * * ? *)",
		"cron(0 2 * FOO ? *)", "at(tomorrow)", "cron(0 2 * * ? 2200)", "rate(5 minutes"} {
		if e, err := cron.Parse(text); err == nil {
			t.Errorf("%q is read as %q", text, e.Words())
		}
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// Clocks that are put on leave a time out, and those that are put back show one twice.
func TestClockChanges(t *testing.T) {
	t.Parallel()
	berlin := zone(t, "Europe/Berlin")
	for _, c := range []struct{ expression, after, want string }{
		{"cron(30 2 * * ? *)", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"}, // 02:30 of the 29th is left out
		{"cron(30 2 * * ? *)", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z"}, // the first 02:30
		{"cron(30 2 * * ? *)", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}, // and not the second
		{"at(2026-03-29T02:30:00)", "2026-01-01T00:00:00Z", ""},
		{"at(2026-07-01T12:00:30)", "2026-01-01T00:00:00Z", "2026-07-01T10:00:30Z"},
		{"at(2026-07-01T12:00:30)", "2026-07-01T10:00:30Z", ""},
		{"cron(0 0 29 2 ? *)", "2096-03-01T00:00:00Z", "2104-02-28T23:00:00Z"},
		{"cron(0 0 31 2 ? *)", "2026-03-01T00:00:00Z", ""},
		{"cron(0 12 1W * ? *)", "2026-07-30T00:00:00Z", "2026-08-03T10:00:00Z"},  // the 1st is a Saturday
		{"cron(0 12 31W 5 ? *)", "2026-01-01T00:00:00Z", "2026-05-29T10:00:00Z"}, // the 31st is a Sunday
		{"cron(0 12 ? * 6L *)", "2026-01-01T00:00:00Z", "2026-01-30T11:00:00Z"},
		{"cron(0 12 ? * 2#5 *)", "2026-01-01T00:00:00Z", "2026-03-30T10:00:00Z"},
		{"rate(5 minutes)", "2026-01-01T00:00:00Z", ""},
	} {
		e, err := cron.Parse(c.expression)
		if err != nil {
			t.Fatal(err)
		}
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if next, ok := e.Next(after, berlin); ok {
			got = next.UTC().Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%s after %s: %s, not %s", c.expression, c.after, got, c.want)
		}
	}
}

// holds says whether a field of numbers holds one, read in another way than Parse does.
func holds(text string, n, most int) bool {
	for part := range strings.SplitSeq(text, ",") {
		span, by, _ := strings.Cut(part, "/")
		from, to, ranged := strings.Cut(span, "-")
		number := func(s string) int { i, _ := strconv.Atoi(s); return i }
		a, b, step := number(from), number(to), max(1, number(by))
		if span == "*" || span == "?" {
			a, b = 0, most
		} else if !ranged {
			if b = a; by != "" {
				b = most
			}
		}
		if n >= a && n <= b && (n-a)%step == 0 {
			return true
		}
	}
	return false
}

// The next time is the first minute that the clock of the zone shows for the first time and that all fields hold.
func TestNextIsTheFirst(t *testing.T) {
	t.Parallel()
	zones := []*time.Location{time.UTC, zone(t, "Europe/Berlin"), zone(t, "America/New_York"), zone(t, "Australia/Lord_Howe"), zone(t, "Asia/Kolkata")}
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 5))
		fields := []string{random(r, 0, 59), random(r, 0, 23), random(r, 1, 28), "*", "?", "*"}
		if seed%2 == 0 {
			fields[2], fields[4] = "?", random(r, 1, 7)
		}
		text := "cron(" + strings.Join(fields, " ") + ")"
		e, err := cron.Parse(text)
		if err != nil {
			t.Fatal(text, err)
		}
		z := zones[r.IntN(len(zones))]
		after := []time.Time{time.Date(2026, 3, 28, 0, 0, 0, 0, z), time.Date(2026, 10, 24, 0, 0, 0, 0, z), time.Date(2026, 4, 3, 0, 0, 0, 0, z)}[r.IntN(3)]
		after = after.Add(time.Duration(r.IntN(48*60)) * time.Minute)
		want := first(fields, after, z)
		got, ok := e.Next(after, z)
		if want.IsZero() {
			if ok && got.Before(after.AddDate(0, 0, 10)) {
				t.Errorf("%s after %s: %s, not later", text, after, got)
			}
			continue
		}
		if !ok || !got.Equal(want) {
			t.Errorf("%s (%s) after %s: %s, not %s", text, e.Words(), after, got, want)
		}
	}
}

// first looks at each minute of ten days.
func first(fields []string, after time.Time, z *time.Location) time.Time {
	const shown = "02 15:04"
	for n := 1; n < 10*24*60; n++ {
		at := after.Add(time.Duration(n) * time.Minute).In(z)
		if !holds(fields[0], at.Minute(), 59) || !holds(fields[1], at.Hour(), 23) || !holds(fields[2], at.Day(), 31) ||
			!holds(fields[4], int(at.Weekday())+1, 7) {
			continue
		}
		now := at.Format(shown)
		if slices.Contains([]string{at.Add(-time.Hour).Format(shown), at.Add(-30 * time.Minute).Format(shown)}, now) {
			continue // the clock has shown it before
		}
		return at
	}
	return time.Time{}
}

// random is a field of numbers of a range.
func random(r *rand.Rand, least, most int) string {
	var parts []string
	for range 1 + r.IntN(2) {
		a := least + r.IntN(most-least+1)
		b := a + r.IntN(most-a+1)
		parts = append(parts, []string{strconv.Itoa(a), fmt.Sprintf("%d-%d", a, b), fmt.Sprintf("%d/%d", a, 1+r.IntN(9)), fmt.Sprintf("%d-%d/%d", a, b, 1+r.IntN(5))}[r.IntN(4)])
	}
	if r.IntN(4) == 0 {
		return "*"
	}
	return strings.Join(parts, ",")
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"rate(5 minutes)", "cron(0 2 ? * MON#2 *)", "at(2030-01-31T18:00:00)", "cron(0/15 8-17 LW * ? 2026-2030)"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := cron.Parse(text)
		if err != nil {
			return
		}
		if e.Words() == "" {
			t.Error("no words for", text)
		}
		after := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		if next, ok := e.Next(after, time.UTC); ok && !next.After(after) {
			t.Error(text, next)
		}
	})
}
