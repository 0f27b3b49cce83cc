package cli

import (
	"cmp"
	"strconv"
	"time"

	"github.com/ecscope/ecscope/config"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/screens"
)

// logRows are the settings of logs that are in force.
func logRows(s config.Settings) []settingRow {
	l := logChoice(s.Logs)
	limits := l.Limits.Default()
	rows := []settingRow{
		{Name: "logs.live", Value: strconv.FormatBool(l.Live)},
		{Name: "logs.lines", Value: strconv.Itoa(limits.Lines)},
		{Name: "logs.bytes", Value: sized(limits.Bytes)},
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

// logChoice is what the screen makes of the settings of logs.
func logChoice(l config.Logs) screens.LogChoice {
	return screens.LogChoice{Limits: logview.Limits{Lines: l.Lines, Bytes: l.Bytes}, Live: l.Live, Since: l.Since}
}

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
