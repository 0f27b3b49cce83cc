package screens

import (
	"time"

	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// calendar writes times as the operator reads them: in their zone, or as how long ago they were.
type calendar struct {
	clock nav.Clock
	zone  *time.Location
}

func (c calendar) now() time.Time { return c.clock.Now() }

// ago is how long ago a time was.
func (c calendar) ago(t time.Time) string { return nav.Ago(c.now(), t) }

// at is a time of day today, or a date and a time.
func (c calendar) at(t time.Time) string {
	if t.IsZero() {
		return theme.Dash
	}
	t = t.In(c.zone)
	now := c.now().In(c.zone)
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("15:04:05")
	}
	if t.Year() == now.Year() {
		return t.Format("Jan _2 15:04")
	}
	return t.Format("2006-01-02 15:04")
}

// when is a time and how long ago that is.
func (c calendar) when(t time.Time) string {
	if t.IsZero() {
		return theme.Dash
	}
	return c.at(t) + "  " + c.ago(t) + " ago"
}
