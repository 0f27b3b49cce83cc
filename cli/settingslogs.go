package cli

import (
	"cmp"
	"strconv"
	"time"

	"github.com/ecscope/ecscope/config"
)

// logRows are the settings of logs that are in force.
func logRows(s config.Settings) []settingRow {
	l := s.Logs
	rows := []settingRow{
		{Name: "logs.live", Value: strconv.FormatBool(l.Live)},
		{Name: "logs.lines", Value: strconv.Itoa(cmp.Or(l.Lines, usualLines))},
		{Name: "logs.bytes", Value: sized(cmp.Or(l.Bytes, usualBytes))},
		{Name: "logs.since", Value: plainly(cmp.Or(l.Since, usual))},
	}
	for i := range rows {
		rows[i].Source = fromDefault
		if at, ok := s.At[rows[i].Name]; ok {
			rows[i].Source, rows[i].At = fromFile, at.String()
		}
	}
	return rows
}

// What the screen holds of a log where the settings do not say.
const (
	usualLines = 1_000_000
	usualBytes = 256 << 20
)

// sized is a size in the largest unit that leaves no rest.
func sized(n int) string {
	for _, unit := range []struct {
		size int
		name string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		if n%unit.size == 0 && n > 0 {
			return strconv.Itoa(n/unit.size) + unit.name
		}
	}
	return strconv.Itoa(n)
}

// plainly is a length of time without units of which there are none: 15m, 1h30m.
func plainly(d time.Duration) string {
	text := ""
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}} {
		if n := d / unit.size; n > 0 {
			text += strconv.Itoa(int(n)) + unit.name
			d -= n * unit.size
		}
	}
	return text
}
