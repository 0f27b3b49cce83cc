package screens

import (
	"context"
	"fmt"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// requestPage is what is asked of AWS.
type requestPage struct {
	browse.Kit
	calendar
	plan   *inspect.Plan
	gauges inspect.Gauges
}

// screen shows what this program asks AWS for, how that goes, and what it plans to ask for next.
func (p *requestPage) screen() nav.Screen {
	return browse.NewPage(p.Kit, browse.Text[inspect.Report]{
		At: nav.Location{View: "requests"}, Title: "requests", Noun: "requests", Every: 2 * time.Second, NoWrap: true,
		Read:  func(context.Context) (inspect.Report, error) { return p.plan.Report(), nil },
		Lines: func(r inspect.Report, _ int) []reader.Line { return p.lines(r) },
	})
}

func (p *requestPage) lines(r inspect.Report) []reader.Line {
	row := func(tone theme.Tone, action, minute, of, calls, failed, throttled, typical, slowest, last string) reader.Line {
		return reader.Line{{Text: fmt.Sprintf(" %-32s %7s %7s %8s %7s %9s %9s %8s  %s", action, minute, of, calls, failed, throttled, typical, slowest, last), Tone: tone}}
	}
	minute, all := 0, 0
	lines := []reader.Line{row(theme.Strong, "ACTION", "MINUTE", "OF RATE", "CALLS", "FAILED", "THROTTLED", "TYPICAL", "SLOWEST", "LAST")}
	for _, q := range r.Requests {
		tone := theme.Plain
		switch {
		case q.Throttled > 0:
			tone = theme.Warn
		case q.Minute == 0:
			tone = theme.Dim
		}
		minute, all = minute+q.Minute, all+q.Calls
		lines = append(lines, row(tone, q.Action, fmt.Sprint(q.Minute), share(q), fmt.Sprint(q.Calls), fmt.Sprint(q.Failed), fmt.Sprint(q.Throttled),
			millis(q.Typical), millis(q.Slowest), p.ago(q.Last)+" ago"))
	}
	lines = append(lines, row(theme.Strong, "all", fmt.Sprint(minute), "", fmt.Sprint(all), "", "", "", "", ""))
	if p.gauges != nil {
		lines = append(lines, nil, field("metrics", metricPrice(p.gauges.MetricsAsked())))
	}
	lines = section(lines, "THE PLAN")
	lines = append(lines, field("on screen", fmt.Sprintf("every %s, or every %s while changing; nothing for covered screens",
		p.Paced(15*time.Second).Round(time.Second), p.Paced(5*time.Second).Round(time.Second))))
	for _, l := range r.Lanes {
		when := "now"
		if l.In > 0 {
			when = "in " + words.Age(l.In)
		}
		age := "never read"
		if l.Age > 0 {
			age = "read " + words.Ago(l.Age)
		}
		lines = append(lines, field(l.Name, fmt.Sprintf("%.1f a minute, limit %.0f; next: %s, %s, %s", l.Minute, l.Most, l.Next, when, age)))
	}
	return lines
}

// metricPrice is how many metrics were asked for, and about what that costs.
func metricPrice(asked int) string {
	const thousand, price = 1000, 0.01
	return fmt.Sprintf("%s requested from CloudWatch so far: about $%.3f at $%.2f per 1,000 (unconfirmed); metrics: false turns them off for lists",
		words.Count(asked, "metric"), float64(asked)/thousand*price, price)
}

// share is how much of what AWS allows an action made in the last minute.
func share(q call.Requests) string { return fmt.Sprintf("%.1f %%", float64(q.Minute)/(q.Rate*60)*100) }

func millis(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
