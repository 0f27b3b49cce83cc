package cli

import (
	"encoding/json"
	"regexp"
	"strings"
)

// severity is how serious a line of a log says it is.
type severity int

// unnamed is the severity of a line that names none; it is below all others.
const unnamed severity = 0

// severities are the names of what is above unnamed, in their order.
func severities() []string { return []string{"trace", "debug", "info", "warn", "error", "fatal"} }

// severityOf is what a word means, or the number that pino and bunyan write.
func severityOf(word string) severity {
	switch strings.ToLower(word) {
	case "trace", "trc", "verbose", "finest", "finer", "10":
		return 1
	case "debug", "dbg", "fine", "20":
		return 2
	case "info", "inf", "information", "notice", "config", "30":
		return 3
	case "warn", "warning", "wrn", "40":
		return 4
	case "error", "err", "severe", "50":
		return 5
	case "fatal", "ftl", "panic", "dpanic", "critical", "crit", "alert", "emerg", "emergency", "60":
		return 6
	}
	return unnamed
}

// namer finds the severity that a message names.
type namer struct{ pair, klog, crash, level, between *regexp.Regexp }

func newNamer() *namer {
	return &namer{
		pair:  regexp.MustCompile(`^(?:|.* )(?:level|lvl|severity)="?(\w+)`),
		klog:  regexp.MustCompile(`^([IWEF])\d{4} \d\d:\d\d:\d\d`),
		crash: regexp.MustCompile(`^(?:(panic: |fatal error: )|Traceback \(most recent|Exception in thread |Unhandled exception|Uncaught )`),
		level: regexp.MustCompile(`^([\[(<|])?([A-Za-z]+)([\])>|:]*)$`),
		// What may stand before a level: times, and names in brackets.
		between: regexp.MustCompile(`^(?:[\[(<|#-].*|\d[\d.,:/+TZ-]*|UTC|GMT|[A-Z],|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)$`),
	}
}

// of is the severity that a message names, as the screen tells it: by a member of JSON, by a word of the usual formats
// before what is said, by a pair of logfmt, or by how a trace begins.
func (n *namer) of(message string) severity {
	if strings.HasPrefix(strings.TrimLeft(message, " \n"), "{") {
		return memberOf(message)
	}
	if s := n.leading(message); s != unnamed {
		return s
	}
	if m := n.pair.FindStringSubmatch(message[:min(len(message), 512)]); m != nil {
		return severityOf(m[1])
	}
	return unnamed
}

// memberOf is the severity that a JSON object names.
func memberOf(message string) severity {
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(message), &members) != nil {
		return unnamed
	}
	for name, raw := range members {
		switch strings.ToLower(name) {
		case "level", "lvl", "severity", "loglevel", "log_level", "levelname", "level_name", "log.level", "@level", "@l":
			if s := severityOf(strings.Trim(string(raw), `"`)); s != unnamed {
				return s
			}
		case "log":
			var inner struct{ Level string }
			if json.Unmarshal(raw, &inner) == nil && severityOf(inner.Level) != unnamed {
				return severityOf(inner.Level)
			}
		}
	}
	return unnamed
}

// leadWords is how many words may stand before the level.
const leadWords = 7

// leading is the severity that stands before what a line of text says: in capitals, in brackets or before a colon.
func (n *namer) leading(message string) severity {
	first, _, _ := strings.Cut(message[:min(len(message), 256)], "\n")
	if m := n.klog.FindStringSubmatch(first); m != nil {
		return map[string]severity{"I": 3, "W": 4, "E": 5, "F": 6}[m[1]]
	}
	if m := n.crash.FindStringSubmatch(first); m != nil {
		if m[1] != "" {
			return severityOf("fatal")
		}
		return severityOf("error")
	}
	dash := false
	for i, word := range strings.Fields(first) {
		if s := n.word(word); s != unnamed {
			return s
		}
		if i+1 >= leadWords || !dash && !n.between.MatchString(word) {
			return unnamed
		}
		dash = word == "-" || word == "|"
	}
	return unnamed
}

// word is the severity that a word of the lead names.
func (n *namer) word(word string) severity {
	m := n.level.FindStringSubmatch(word)
	switch {
	case m == nil:
		return unnamed
	case m[1] != "" && m[3] != "", m[1] == "" && strings.HasPrefix(m[3], ":"), m[1] == "" && m[3] == "" && strings.ToUpper(word) == word:
		return severityOf(m[2])
	}
	return unnamed
}
