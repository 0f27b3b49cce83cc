// Package logline reads what a line of a log says of itself: its level, its time, its message and its fields, in JSON, logfmt
// and the usual formats of text; whether it goes on with the line before it, as the lines of a stack trace do; and whether it
// satisfies a filter. It is pure.
package logline

import "strings"

// Level is how serious a line says it is. Levels are ordered.
type Level uint8

// The levels. Unknown is below all others: a line that names none passes no "level>=".
const (
	Unknown Level = iota
	Trace
	Debug
	Info
	Warn
	Error
	Fatal
)

// String returns the level in capitals, at most five, or "" if it is unknown.
func (l Level) String() string {
	switch l {
	case Trace:
		return "TRACE"
	case Debug:
		return "DEBUG"
	case Info:
		return "INFO"
	case Warn:
		return "WARN"
	case Error:
		return "ERROR"
	case Fatal:
		return "FATAL"
	}
	return ""
}

// Levels are the names of the levels that a filter takes, in their order.
func Levels() []string { return []string{"trace", "debug", "info", "warn", "error", "fatal"} }

// LevelOf returns the level that a word such as "warning", "ERR" or "40" (the numbers of pino and bunyan) means, or
// Unknown.
func LevelOf(word string) Level {
	const longest = len("information")
	if len(word) > longest {
		return Unknown
	}
	var low [longest]byte
	for i := range len(word) {
		low[i] = lower(word[i])
	}
	switch string(low[:len(word)]) {
	case "trace", "trc", "verbose", "finest", "finer", "10":
		return Trace
	case "debug", "dbg", "fine", "20":
		return Debug
	case "info", "inf", "information", "notice", "config", "30":
		return Info
	case "warn", "warning", "wrn", "40":
		return Warn
	case "error", "err", "eror", "severe", "50":
		return Error
	case "fatal", "ftl", "panic", "critical", "crit", "alert", "emerg", "emergency", "dpanic", "60":
		return Fatal
	}
	return Unknown
}

// lower returns an ASCII letter in lower case, any other byte as it is.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// equal compares without regard to the case of ASCII letters, and to other letters as Unicode folds them.
func equal(a, b string) bool { return strings.EqualFold(a, b) }
