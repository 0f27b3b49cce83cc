package logline

import "strings"

// Joiner is what an entry has turned out to be, by the lines joined to it so far: it tells which line goes on with it. The
// zero value is for an entry of no level.
type Joiner struct {
	Level Level // of the entry
	kind  trace
}

// trace is a sort of stack trace.
type trace uint8

const (
	noTrace     trace = iota
	pythonTrace       // the exception is to come
	pythonOver        // it came: only what leads to another trace goes on
	goTrace
)

// Continues says whether a line belongs to the entry before it of the same source. What is joined is shown and filtered as
// one, so that a line is joined on good grounds only: a blank at its beginning, or a place in a trace.
func (h *Joiner) Continues(line string) bool {
	if line == "" {
		return h.kind != noTrace
	}
	switch h.kind {
	case pythonTrace:
		if pythonStart(line) || exception(line) {
			return true
		}
	case pythonOver:
		if pythonLink(line) {
			return true
		}
	case goTrace:
		if goLine(line) {
			return true
		}
	}
	c := line[0]
	switch {
	case c == ' ':
		return strings.TrimLeft(line, " ") != ""
	case c == '}' || c == ']' || c == ')':
		return strings.Trim(line, "}]),;") == ""
	case c == 'a':
		return strings.HasPrefix(line, "at ") && strings.HasSuffix(line, ")")
	case c == 'C':
		return strings.HasPrefix(line, "Caused by: ")
	case c == 'S':
		return strings.HasPrefix(line, "Suppressed: ")
	case c == '.':
		return strings.HasPrefix(line, "... ") && strings.HasSuffix(line, " more")
	case c == 'T':
		return h.Level >= Error && pythonStart(line)
	case c == 'g':
		return h.Level == Fatal && goroutine(line)
	}
	return h.Level >= Warn && throwable(line)
}

// Learn takes note of the line an entry begins or goes on with.
func (h *Joiner) Learn(line string) {
	switch {
	case pythonStart(line), h.kind == pythonOver && pythonLink(line):
		h.kind = pythonTrace
	case h.kind == pythonTrace && exception(line):
		h.kind = pythonOver
	case goroutine(line), strings.HasPrefix(line, "panic: "):
		h.kind = goTrace
	}
}

func pythonStart(line string) bool {
	return strings.HasPrefix(line, "Traceback (most recent call last)")
}

// pythonLink says whether a line stands between two Python traces of one cause.
func pythonLink(line string) bool {
	return strings.HasPrefix(line, "During handling of the above exception") ||
		strings.HasPrefix(line, "The above exception was the direct cause")
}

// exception says whether a line is the exception that ends a Python trace: "shop.NoStock: it is gone".
func exception(line string) bool {
	name, _, _ := strings.Cut(line, ":")
	return dotted(name) && LevelOf(name) == Unknown
}

// goLine says whether a line that is not set in belongs to a Go trace.
func goLine(line string) bool {
	return goroutine(line) || strings.HasPrefix(line, "created by ") || strings.HasPrefix(line, "exit status ") ||
		strings.HasPrefix(line, "[signal ") || strings.HasSuffix(line, ")") && !strings.HasPrefix(line, "panic: ") && callee(line)
}

func goroutine(line string) bool {
	return strings.HasPrefix(line, "goroutine ") && strings.HasSuffix(line, ":")
}

// callee says whether a line is a function with its arguments: "main.(*Shop).Buy(0x1, 0x2)".
func callee(line string) bool {
	name, _, ok := strings.Cut(line, "(")
	return ok && name != "" && !strings.Contains(name, " ") && strings.Contains(line, ".")
}

// throwable says whether a line names a class of exceptions with its package, as the second line of a Java message.
func throwable(line string) bool {
	name, _, _ := strings.Cut(line, ":")
	return strings.Contains(name, ".") && dotted(name) &&
		(strings.HasSuffix(name, "Exception") || strings.HasSuffix(name, "Error") || strings.HasSuffix(name, "Throwable"))
}

// dotted says whether a text is names joined by dots.
func dotted(name string) bool {
	for i := range len(name) {
		if c := name[i]; !letter(c) && c != '.' && c != '_' && c != '$' && (c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
