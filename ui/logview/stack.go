package logview

import "strings"

// trace says what an entry has turned out to be, by the lines joined to it so far.
type trace uint8

const (
	noTrace     trace = iota
	pythonTrace       // the exception is to come
	pythonOver        // it came: only what leads to another trace goes on
	goTrace
)

// head is the newest entry of a source: what its next line may continue.
type head struct {
	id    ID
	at    int   // where it stands in the batch, or -1 if it is in the pages
	last  int64 // the time of its last line
	bytes int
	level Level
	trace trace
}

const (
	joinGap   = int64(1e9) // nanoseconds between the lines of a trace at most
	joinBytes = 256 << 10  // bytes of an entry made of several lines at most
)

// continues says whether a line belongs to the entry before it of the same source. What the pane is told to join
// it shows as one, so that a line is joined on good grounds only: a blank at its beginning, or a place in a trace.
func (h *head) continues(line string) bool {
	if line == "" {
		return h.trace != noTrace
	}
	switch h.trace {
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
		return h.level >= Error && pythonStart(line)
	case c == 'g':
		return h.level == Fatal && goroutine(line)
	}
	return h.level >= Warn && throwable(line)
}

// learn takes note of the line an entry begins or goes on with.
func (h *head) learn(line string) {
	switch {
	case pythonStart(line), h.trace == pythonOver && pythonLink(line):
		h.trace = pythonTrace
	case h.trace == pythonTrace && exception(line):
		h.trace = pythonOver
	case goroutine(line), strings.HasPrefix(line, "panic: "):
		h.trace = goTrace
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
