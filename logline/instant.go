package logline

import (
	"strconv"
	"time"
)

// Instant reads a time as Parse finds it, where it names its zone or is a number of seconds, or of thousandths of them, since 1970.
func Instant(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02T15:04:05.999999999-0700", "02/Jan/2006:15:04:05 -0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	n, err := strconv.ParseFloat(text, 64)
	const second, milli, micro, nano, end = 1e8, 1e11, 1e14, 1e17, 1e20
	switch {
	case err != nil || n < second:
		return time.Time{}, false
	case n < milli:
		return time.UnixMicro(int64(n * 1e6)), true
	case n < micro:
		return time.UnixMilli(int64(n)), true
	case n < nano:
		return time.UnixMicro(int64(n)), true
	case n < end:
		return time.Unix(0, int64(n)), true
	}
	return time.Time{}, false
}
