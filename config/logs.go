package config

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/times"
)

// Logs are how logs are read and how much of them is kept. What is not set is zero.
type Logs struct {
	// Live begins with Live Tail, which AWS bills by the minute, instead of polling.
	Live bool
	// Lines and Bytes bound what a log on screen holds; the oldest lines give way.
	Lines, Bytes int
	// Since is how far back a log begins.
	Since time.Duration
}

// The least that a log may be told to hold.
const (
	leastLines = 1000
	leastBytes = 1 << 20
)

// logKeys are the settings of logs, without what is before the dot.
func logKeys() []string { return []string{"live", "lines", "bytes", "since"} }

// logs reads the mapping of the settings of logs.
func (p *parser) logs(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n, "write logs: {live: true}", "logs is a mapping of %s, not %s", strings.Join(logKeys(), ", "), kind(n))
		return
	}
	p.mapping(n, func(key, value *yaml.Node) {
		l, name := &p.settings.Logs, "logs."+key.Value
		switch key.Value {
		case "live":
			l.Live = p.truth(name, value)
		case "lines":
			l.Lines = p.atLeast(name, value, leastLines, "a number such as 1000000", count)
		case "bytes":
			l.Bytes = p.atLeast(name, value, leastBytes, "a size such as 256MiB", size)
		case "since":
			l.Since = time.Duration(p.atLeast(name, value, int(time.Second), "a length of time such as 15m or 2h", length))
		default:
			p.wrong(key, p.near.suggest(key.Value, logKeys()), "unknown setting %q in logs", key.Value)
			return
		}
		p.settings.At[name] = p.at(value)
	})
}

// atLeast reads a value that is written in a form of its own; least is the least it may be.
func (p *parser) atLeast(name string, n *yaml.Node, least int, form string, read func(string) (int, bool)) int {
	v, ok := 0, false
	if n.Kind == yaml.ScalarNode && (n.Tag == "!!str" || n.Tag == "!!int") {
		v, ok = read(n.Value)
	}
	found := kind(n)
	if n.Kind == yaml.ScalarNode {
		found = strconv.Quote(n.Value)
	}
	switch {
	case !ok:
		p.wrong(n, "", "%s is %s, not %s", name, form, found)
	case v < least:
		p.wrong(n, "", "%s is too little: %s", name, found)
	default:
		return v
	}
	return 0
}

func count(text string) (int, bool) {
	n, err := strconv.Atoi(strings.ReplaceAll(text, "_", ""))
	return n, err == nil
}

// size reads a number of bytes: 512KiB, 256MiB, 1GiB, 500MB, or without a unit.
func size(text string) (int, bool) {
	m := regexp.MustCompile(`^(\d{1,12}) ?(?i:([kmg])(i?)b)?$`).FindStringSubmatch(strings.ReplaceAll(text, "_", ""))
	if m == nil {
		return 0, false
	}
	n, err := strconv.Atoi(m[1])
	step := 1000
	if m[3] != "" {
		step = 1024
	}
	const most = 1 << 50
	for range strings.Index(" kmg", strings.ToLower(m[2] + " ")[:1]) {
		if n *= step; n > most {
			return 0, false
		}
	}
	return n, err == nil && n <= most
}

// length reads a length of time: 90s, 15m, 2h, 1d12h.
func length(text string) (int, bool) {
	plain, negative := strings.CutPrefix(text, "-")
	d, ok := times.Length(plain)
	if negative {
		d = -d
	}
	return int(d), ok
}
