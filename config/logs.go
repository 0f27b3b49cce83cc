package config

import (
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/limit"
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

// atLeast reads a value that is written in a form of its own; least is the least it may be.
func atLeast[T int | time.Duration](least T, form string, read func(string) (int, bool)) func(*parser, string, *yaml.Node) T {
	return func(p *parser, name string, n *yaml.Node) T {
		v, ok := 0, false
		if n.Kind == yaml.ScalarNode && (n.Tag == "!!str" || n.Tag == "!!int") {
			v, ok = read(n.Value)
		}
		switch {
		case !ok:
			p.wrong(n, "", "%s must be %s, not %s", name, form, found(n))
		case T(v) < least:
			p.wrong(n, "", "%s is too small: %s", name, found(n))
		default:
			return T(v)
		}
		return 0
	}
}

// within is atLeast with a most, too.
func within[T int | time.Duration](least, most T, form string, read func(string) (int, bool)) func(*parser, string, *yaml.Node) T {
	return func(p *parser, name string, n *yaml.Node) T {
		v := atLeast(least, form, read)(p, name, n)
		if v > most {
			p.wrong(n, "", "%s is too large: %s", name, found(n))
		}
		return v
	}
}

func count(text string) (int, bool) {
	n, err := strconv.Atoi(strings.ReplaceAll(text, "_", ""))
	return n, err == nil
}

func size(text string) (int, bool) {
	n, ok := limit.ParseSize(text)
	return int(n), ok
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

// sized is a size as the settings file has it: 256MiB.
func sized(n int) string {
	return strings.TrimSuffix(strings.ReplaceAll(limit.Size(int64(n)), " ", ""), "bytes")
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
