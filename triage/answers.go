package triage

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/ecscope/ecscope/words"
)

// How the answers of a service are judged. CloudWatch has values some minutes late, and a single slow minute is none.
const (
	lately = 10 * time.Minute // what counts as now
	atMost = time.Hour        // how long ago a deployment may have begun that is held against the answers
	enough = 5                // minutes with requests that a comparison needs on each side
	// Errors are worth a word from so many on, and where they are so much of all answers; most of them, and the service fails.
	fewErrors, manyErrors, mostErrors = 10, 0.02, 0.5
	worse                             = 3   // times as much as before
	slowAnswer                        = 500 // milliseconds
)

// answers are what load balancers counted of a service over some time.
type answers struct {
	minutes          int
	requests, errors float64
	slowest          float64 // the median of the minutes, of what 99 of 100 requests take at most, in milliseconds; NaN where not known
}

func (a answers) share() float64 { return a.errors / max(a.requests, 1) }

// failing says whether so many answers are errors that somebody should look.
func (a answers) failing() bool { return a.errors >= fewErrors && a.share() >= manyErrors }

// answered adds up what is known of the answers between two times.
func answered(c *evaluation, from, to time.Time) answers {
	l, a := c.in.Load, answers{slowest: math.NaN()}
	var slow []float64
	for i, rate := range l.Requests {
		at := l.From.Add(l.Step * time.Duration(i))
		if at.Before(from) || !at.Add(l.Step).Before(to.Add(time.Second)) || math.IsNaN(rate) || rate == 0 {
			continue
		}
		a.minutes++
		a.requests += rate * l.Step.Seconds()
		if i < len(l.Errors) && !math.IsNaN(l.Errors[i]) {
			a.errors += l.Errors[i] * l.Step.Minutes()
		}
		if i < len(l.Latency) && !math.IsNaN(l.Latency[i]) {
			slow = append(slow, l.Latency[i])
		}
	}
	if slices.Sort(slow); len(slow) > 0 {
		a.slowest = slow[len(slow)/2]
	}
	return a
}

// comparison is how a service answers now, and how it did before its newest deployment, where that is young and enough is
// known of both.
type comparison struct {
	now, before answers
	since       time.Time // when the deployment began; zero for none to compare with
}

func compared(c *evaluation) (comparison, bool) {
	if c.in.Load == nil || c.in.Load.Requests == nil {
		return comparison{}, false
	}
	var x comparison
	end, began := c.in.Now, c.primary.Created
	from := end.Add(-lately)
	if !began.IsZero() && end.Sub(began) < atMost {
		from = slices.MaxFunc([]time.Time{from, began}, time.Time.Compare)
		x.before = answered(c, c.in.Load.From, began)
	}
	x.now = answered(c, from, end)
	if x.before.minutes >= enough && x.now.minutes >= enough {
		x.since = began
	}
	return x, x.now.minutes > 0
}

// failed says whether more answers are errors than before the deployment, or many are where there is nothing to compare with.
func (x comparison) failed() bool {
	return x.now.failing() && (x.since.IsZero() || x.now.share() >= worse*x.before.share())
}

// slowed says whether the slowest answers take much longer than before the deployment.
func (x comparison) slowed() bool {
	return !x.since.IsZero() && x.now.slowest >= slowAnswer && x.now.slowest >= worse*x.before.slowest
}

// answering judges a service by what its targets answer: errors, and answers that take much longer than before the newest
// deployment.
func answering(c *evaluation) bool {
	x, ok := compared(c)
	switch {
	case ok && x.now.failing():
		state := Degraded
		if x.now.share() >= mostErrors {
			state = Failing
		}
		c.say(state, time.Time{}, "%s of requests to %s get a 5xx response", portion(x.now.share()), c.name())
		if x.failed() && !x.since.IsZero() {
			c.v.Headline += fmt.Sprintf(", %s before it was deployed %s", portion(x.before.share()), words.Ago(c.in.Now.Sub(x.since)))
		}
	case ok && x.slowed():
		c.say(Degraded, time.Time{}, "%s responds more slowly: the slowest 1 %% of requests take %s, up from %s before it was deployed %s", c.name(), milli(x.now.slowest),
			milli(x.before.slowest), words.Ago(c.in.Now.Sub(x.since)))
	default:
		return false
	}
	c.v.Serves = running(c.service)
	if !x.since.IsZero() && (x.failed() || x.slowed()) {
		c.v.Since = x.since
		offerBack(c)
	}
	c.remedy(Remedy{Action: Show, Screen: "logs", Text: "what the tasks log"})
	c.remedy(Remedy{Action: Show, Screen: "metrics", Text: "requests, errors and response times"})
	return true
}

// offerBack offers the revision that ran before: by the deployment that is under way, or by another.
func offerBack(c *evaluation) {
	back := c.good()
	if back == "" {
		return
	}
	r := Remedy{Action: Pin, Text: "back to " + back + ", which ran before", Revision: back}
	if c.primary.Rollout == "IN_PROGRESS" && c.inFlight() != "" {
		r = Remedy{Action: RollBack, Text: "stop the rollout and go back to " + back, Revision: back, Deployment: c.inFlight()}
	}
	c.remedy(r)
}

// answerFacts say what load balancers counted lately, and before the deployment, where that may matter.
func answerFacts(c *evaluation) {
	x, ok := compared(c)
	if !ok || c.v.State == Healthy {
		return
	}
	c.fact(c.in.Load.To(), "metric", "HTTPCode_Target_5XX_Count", "lately %s", x.now.text())
	if !x.since.IsZero() {
		c.fact(x.since, "metric", "HTTPCode_Target_5XX_Count", "before %s was deployed, %s", c.name(), x.before.text())
	}
}

func (a answers) text() string {
	text := fmt.Sprintf("%s of %s got a 5xx response", portion(a.share()), words.Count(int(math.Round(a.requests)), "request"))
	if !math.IsNaN(a.slowest) {
		text += ", p99 " + milli(a.slowest)
	}
	return text
}

// portion writes a share in percent.
func portion(share float64) string {
	switch percent := 100 * share; {
	case share == 0:
		return "none"
	case percent < 0.1:
		return "less than 0.1 %"
	case percent < 10:
		return fmt.Sprintf("%.1f %%", percent)
	default:
		return fmt.Sprintf("%.0f %%", percent)
	}
}

func milli(ms float64) string {
	if ms >= 999.5 {
		return fmt.Sprintf("%.1f s", ms/1000)
	}
	return fmt.Sprintf("%.0f ms", ms)
}
