package edit

import (
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/aws"
)

// Limits are what is to be changed of a service's auto scaling: between how many tasks it keeps it, and whether it acts. What
// is nil stays.
type Limits struct {
	Min, Max  *int
	Suspended *bool
}

// ReadLimits reads limits as people write them: "2..12", "2-12", suspend or resume. The second result is false for another word.
func ReadLimits(text string) (Limits, bool) {
	switch text = strings.TrimSpace(text); text {
	case "suspend":
		return Limits{Suspended: new(true)}, true
	case "resume":
		return Limits{Suspended: new(false)}, true
	}
	for _, sign := range []string{"..", "…", "-"} {
		low, high, ok := strings.Cut(text, sign)
		least, err := ReadCount(low)
		most, wrong := ReadCount(high)
		if ok && err == nil && wrong == nil {
			return Limits{Min: &least, Max: &most}, true
		}
	}
	return Limits{}, false
}

// apply is the scaling with the limits.
func (l Limits) apply(s aws.Scaling) aws.Scaling {
	if l.Min != nil {
		s.Min = *l.Min
	}
	if l.Max != nil {
		s.Max = *l.Max
	}
	if l.Suspended != nil {
		s.SuspendedIn, s.SuspendedOut, s.SuspendedSchedule = *l.Suspended, *l.Suspended, *l.Suspended
	}
	return s
}

// title says what the limits do, in the imperative.
func (l Limits) title(service string) string {
	switch {
	case l.Min != nil && l.Max != nil:
		return fmt.Sprintf("Keep %s between %d and %d tasks", service, *l.Min, *l.Max)
	case l.Min != nil:
		return fmt.Sprintf("Keep %s at %d tasks or more", service, *l.Min)
	case l.Max != nil:
		return fmt.Sprintf("Keep %s at %d tasks or fewer", service, *l.Max)
	case l.Suspended != nil && *l.Suspended:
		return "Suspend auto scaling of " + service
	}
	return "Resume auto scaling of " + service
}

// back are the words of ecscope's command line that set the limits back; empty where one word does not.
func (r *rescaling) back() string {
	before, was, _ := strings.Cut(limitText(r.before), " suspended: ")
	after, is, _ := strings.Cut(limitText(r.after), " suspended: ")
	const all = "in, out, scheduled"
	word := ""
	switch {
	case was == is:
		word = before
	case before == after && was == "" && is == all:
		word = "resume"
	case before == after && was == all && is == "":
		word = "suspend"
	default:
		return ""
	}
	return "scale " + r.service.Cluster + "/" + r.service.Name + " " + word
}
