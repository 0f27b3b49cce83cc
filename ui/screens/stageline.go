package screens

import (
	"strings"

	"github.com/ecscope/ecscope/triage"
	"github.com/ecscope/ecscope/ui/theme"
)

// stageName is what a lifecycle stage is called in the bar of a rollout, where there is room and where there is little.
func stageName(stage string) (long, short string) {
	names, ok := map[string][2]string{
		"RECONCILE_SERVICE": {"reconcile", "rec"}, "PRE_SCALE_UP": {"pre-scale", "pre"}, "SCALE_UP": {"scale-up", "up"},
		"POST_SCALE_UP": {"post-scale", "post"}, "TEST_TRAFFIC_SHIFT": {"test-traffic", "test"}, "POST_TEST_TRAFFIC_SHIFT": {"post-test", "post"},
		"PRE_PRODUCTION_TRAFFIC_SHIFT": {"pre-traffic", "pre"}, "PRODUCTION_TRAFFIC_SHIFT": {"traffic", "traffic"},
		"POST_PRODUCTION_TRAFFIC_SHIFT": {"post-traffic", "post"}, "BAKE_TIME": {"bake", "bake"}, "CLEAN_UP": {"clean-up", "clean"},
	}[stage]
	if !ok {
		word := strings.ToLower(stage)
		return word, word
	}
	return names[0], names[1]
}

// stageSign is the sign and the tone of a mark.
func stageSign(m triage.StageMark) (string, theme.Tone) {
	switch m {
	case triage.StageDone:
		return "✓", theme.Good
	case triage.StageNow:
		return theme.Glyph(theme.Busy), theme.Busy
	case triage.StageBroken:
		return theme.Glyph(theme.Bad), theme.Bad
	case triage.StageUnsure:
		return theme.Glyph(theme.Unknown), theme.Unknown
	}
	return theme.Glyph(theme.Idle), theme.Dim
}

// stageLine draws the stages of a rollout, with names as long as there is room for.
func stageLine(paint func(theme.Tone, string) string, b triage.StageBar, width int) string {
	for _, form := range []int{0, 1, 2} {
		line, cells := "  ", 2
		for i, s := range b.Stages {
			sign, tone := stageSign(s.Mark)
			text := sign
			name, short := stageName(s.Name)
			if form == 1 {
				name = short
			}
			if s.Mark == triage.StageNow || s.Mark == triage.StageBroken {
				name = strings.ToUpper(name)
			}
			if form < 2 || s.Mark == triage.StageNow || s.Mark == triage.StageBroken {
				text += " " + name
			}
			if i > 0 {
				line, cells = line+paint(theme.Border, "─"), cells+1
			}
			line, cells = line+paint(tone, text), cells+theme.Width(text)
		}
		if cells < width || form == 2 {
			return line
		}
	}
	return ""
}
