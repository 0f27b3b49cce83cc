package inspect

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/words"
)

// PoliciesText are the policies by which auto scaling keeps a service, in words: "cpu 60 %". Those without a target, or of which AWS
// gives none, are called by their metric, or else by their name.
func PoliciesText(s aws.Scaling) []string {
	var all []string
	for _, p := range s.Policies {
		metric, unit := p.Metric, ""
		switch metric {
		case aws.CPUMetric:
			metric, unit = "cpu", " %"
		case aws.MemoryMetric:
			metric, unit = "memory", " %"
		}
		text := cmp.Or(metric, p.Name)
		if metric != "" && p.Target > 0 {
			text += fmt.Sprintf(" %g%s", p.Target, unit)
		}
		all = append(all, text)
	}
	return all
}

// LimitsText is within which limits auto scaling keeps a service, and by what.
func LimitsText(s aws.Scaling) string {
	parts := append([]string{fmt.Sprintf("%d…%d", s.Min, s.Max)}, PoliciesText(s)...)
	if n := len(s.Schedules); n > 0 {
		parts = append(parts, words.Count(n, "scheduled action"))
	}
	if off := s.Suspended(); len(off) > 0 {
		parts = append(parts, "suspended: "+words.List(off))
	}
	return strings.Join(parts, " · ")
}

// ActivityText is what auto scaling did, or why it did not.
func ActivityText(a aws.ScalingActivity) string {
	text := Shortened(a.Description)
	if len(a.NotScaled) > 0 {
		var codes []string
		for _, n := range a.NotScaled {
			codes = append(codes, n.Code)
		}
		text += " · not scaled: " + strings.Join(codes, ", ")
	}
	if s := strings.ToLower(a.Status); s != "successful" && s != "" {
		text += " · " + strings.TrimSuffix(s+": "+Shortened(a.Message), ": ")
	}
	return text
}
