package cron

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ecscope/ecscope/words"
)

// Words are the expression in words: "every 10 minutes", "at 02:30 on Monday to Friday".
func (e Expression) Words() string {
	switch {
	case e.Every > 0:
		return "every " + period(e.Every)
	case !e.At.IsZero():
		return "once at " + e.At.Format("2006-01-02 15:04:05")
	}
	text, often := e.clock()
	days := e.days()
	if days == "" && !often {
		days = "every day"
	}
	parts := []string{text, days}
	if !e.month.any {
		parts = append(parts, "in "+list(e.month.numbers, func(n int) string { return time.Month(n).String() }))
	}
	if !e.year.any {
		parts = append(parts, "in "+list(e.year.numbers, strconv.Itoa))
	}
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), " ")
}

// period is a rate as it is written.
func period(d time.Duration) string {
	for _, unit := range []struct {
		name string
		of   time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}} {
		if d%unit.of == 0 {
			return units(int(d/unit.of), unit.name)
		}
	}
	return units(int(d/time.Minute), "minute")
}

// units is "10 minutes", and "minute" of one.
func units(n int, unit string) string {
	if n == 1 {
		return unit
	}
	return words.Count(n, unit)
}

// clock is at what times of a day it comes; often says that it comes many times in each, so that the day goes without saying.
func (e Expression) clock() (text string, often bool) {
	steps, stepped := every(e.minute, 60)
	hourly, regular := every(e.hour, 24)
	times := len(e.minute.numbers) * len(e.hour.numbers)
	switch {
	case stepped && e.hour.any:
		return "every " + units(steps, "minute"), true
	case stepped:
		return "every " + units(steps, "minute") + " of " + list(e.hour.numbers, hourOf), false
	case times > 0 && times <= 4:
		return "at " + list(e.times(), func(n int) string { return fmt.Sprintf("%02d:%02d", n/60, n%60) }), false
	case regular:
		return "every " + units(hourly, "hour") + " at " + list(e.minute.numbers, past), true
	}
	return "at " + list(e.minute.numbers, past) + " of " + list(e.hour.numbers, hourOf), false
}

func hourOf(n int) string { return fmt.Sprintf("%02d:00", n) }

func past(n int) string { return fmt.Sprintf(":%02d", n) }

// times are the minutes of a day.
func (e Expression) times() (all []int) {
	for _, h := range e.hour.numbers {
		for _, m := range e.minute.numbers {
			all = append(all, 60*h+m)
		}
	}
	return all
}

// every is the step of numbers that come in equal steps round a clock of so many.
func every(s set, round int) (step int, ok bool) {
	if s.any {
		return 1, true
	}
	n := s.numbers
	if len(n) < 2 || n[0] != 0 {
		return 0, false
	}
	step = n[1]
	for i := range n {
		if n[i] != i*step {
			return 0, false
		}
	}
	return step, len(n)*step == round
}

// days is on what days it comes; empty for all.
func (e Expression) days() string {
	name := func(n int) string { return time.Weekday(n - 1).String() }
	ordinal := func(n int) string { return [...]string{"first", "second", "third", "fourth", "fifth"}[n-1] }
	switch d, w := e.day, e.week; {
	case d.last:
		return "on the last day of the month"
	case d.nearest:
		return fmt.Sprintf("on the weekday nearest to day %d of the month", d.near)
	case !d.any:
		return "on day " + list(d.numbers, strconv.Itoa) + " of the month"
	case w.last:
		return "on the last " + name(w.day) + " of the month"
	case w.nth > 0:
		return "on the " + ordinal(w.nth) + " " + name(w.day) + " of the month"
	case !w.any:
		return "on " + list(w.numbers, name)
	}
	return ""
}

// list is numbers in words: three or more that follow each other are a range.
func list(numbers []int, name func(int) string) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && numbers[j+1] == numbers[j]+1 {
			j++
		}
		if j >= i+2 {
			parts = append(parts, name(numbers[i])+" to "+name(numbers[j]))
		} else {
			j = i
			parts = append(parts, name(numbers[i]))
		}
		i = j + 1
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return strings.Join(parts[:len(parts)-1], ", ") + " and " + parts[len(parts)-1]
}
