package cron

import (
	"strconv"
	"strings"
	"time"
)

// days are the days of a month: those of a set, or the last one, or the weekday nearest to one.
type days struct {
	set
	last, nearest bool
	near          int
}

func parseDays(text string) (d days, err error) {
	f := field{name: "day of the month", least: 1, most: 31}
	near, nearest := strings.CutSuffix(text, "W")
	switch {
	case text == "?":
		return days{set: set{any: true}}, nil
	case text == "L":
		return days{last: true}, nil
	case nearest:
		d.nearest = true
		d.near, err = f.number(near)
		return d, err
	}
	d.set, err = f.parse(text)
	return d, err
}

func (d days) has(y int, m time.Month, day int) bool {
	switch {
	case d.last:
		return day == last(y, m)
	case d.nearest:
		return d.near <= last(y, m) && day == nearest(y, m, d.near)
	}
	return d.set.has(day)
}

// nearest is the weekday of a month that is nearest to a day of it.
func nearest(y int, m time.Month, day int) int {
	switch date(y, m, day).Weekday() {
	case time.Saturday:
		if day == 1 {
			return 3
		}
		return day - 1
	case time.Sunday:
		if day == last(y, m) {
			return day - 2
		}
		return day + 1
	}
	return day
}

func date(y int, m time.Month, day int) time.Time { return time.Date(y, m, day, 0, 0, 0, 0, time.UTC) }

// weekdays are days of the week: those of a set, or the last one of a month, or the nth, counted from 1.
type weekdays struct {
	set
	last bool
	nth  int
	day  int // that last and nth are of
}

func parseWeekdays(text string) (w weekdays, err error) {
	f := weekday()
	ending, ends := strings.CutSuffix(text, "L")
	day, nth, counted := strings.Cut(text, "#")
	switch {
	case text == "?":
		return weekdays{set: set{any: true}}, nil
	case text == "L": // of the week
		return weekdays{set: set{numbers: []int{f.most}}}, nil
	case ends:
		w.last = true
		w.day, err = f.number(ending)
		return w, err
	case counted:
		if w.nth, err = strconv.Atoi(nth); err != nil || w.nth < 1 || w.nth > 5 {
			return w, f.wrong(text)
		}
		w.day, err = f.number(day)
		return w, err
	}
	w.set, err = f.parse(text)
	return w, err
}

func (w weekdays) has(y int, m time.Month, day int) bool {
	of := int(date(y, m, day).Weekday()) + 1
	switch {
	case w.last:
		return of == w.day && day+7 > last(y, m)
	case w.nth > 0:
		return of == w.day && (day-1)/7+1 == w.nth
	}
	return w.set.has(of)
}
