package cron

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// field is what a field of cron(…) may hold: the numbers of a range, which may have names.
type field struct {
	name        string
	least, most int
	names       []string // of the numbers, from least on
}

func minutes() field { return field{name: "minute", most: 59} }
func hours() field   { return field{name: "hour", most: 23} }
func month() field {
	return field{"month", 1, 12, strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")}
}
func years() field { return field{name: "year", least: 1970, most: 2199} }

// weekday counts from Sunday, which is 1.
func weekday() field {
	return field{"day of the week", 1, 7, strings.Fields("SUN MON TUE WED THU FRI SAT")}
}

// set are the numbers of a field, in order. Any says that it is all of them, as * and ? have it.
type set struct {
	any     bool
	numbers []int
}

func (s set) has(n int) bool {
	if s.any {
		return true
	}
	_, ok := slices.BinarySearch(s.numbers, n)
	return ok
}

// parse reads a field: *, numbers, ranges and steps, between commas.
func (f field) parse(text string) (s set, err error) {
	if text == "*" {
		return set{any: true}, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		from, to, step, err := f.part(part)
		if err != nil {
			return s, err
		}
		for n := from; n <= to; n += step {
			s.numbers = append(s.numbers, n)
		}
	}
	slices.Sort(s.numbers)
	s.numbers = slices.Compact(s.numbers)
	return s, nil
}

// part reads what stands between commas.
func (f field) part(text string) (from, to, step int, err error) {
	span, by, stepped := strings.Cut(text, "/")
	step = 1
	if stepped {
		if step, err = strconv.Atoi(by); err != nil || step < 1 {
			return 0, 0, 0, f.wrong(text)
		}
	}
	first, end, ranged := strings.Cut(span, "-")
	switch {
	case span == "*":
		return f.least, f.most, step, nil
	case ranged:
		if to, err = f.number(end); err != nil {
			return 0, 0, 0, err
		}
		from, err = f.number(first)
	default:
		from, err = f.number(first)
		if to = from; stepped {
			to = f.most
		}
	}
	if err == nil && to < from {
		err = f.wrong(text)
	}
	return from, to, step, err
}

// number reads a number or its name.
func (f field) number(text string) (int, error) {
	if i := slices.Index(f.names, strings.ToUpper(text)); i >= 0 {
		return f.least + i, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < f.least || n > f.most {
		return 0, f.wrong(text)
	}
	return n, nil
}

func (f field) wrong(text string) error { return fmt.Errorf("%q is not a valid %s", text, f.name) }
