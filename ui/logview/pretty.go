package logview

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/ecscope/ecscope/logline"
	"github.com/ecscope/ecscope/ui/theme"
)

// Span is a piece of a line in one tone.
type Span struct {
	Text string
	Tone theme.Tone
}

// Pretty returns a text line by line; JSON is spread over lines, indented and coloured. Escapes in JSON stay escapes.
func Pretty(text string) [][]Span {
	var b bytes.Buffer
	object := logline.LooksJSON(text) && json.Indent(&b, []byte(text), "", "  ") == nil
	if object {
		text = b.String()
	}
	var all [][]Span
	for line := range strings.SplitSeq(text, "\n") {
		if object {
			all = append(all, jsonLine(line))
		} else {
			all = append(all, []Span{{Text: line}})
		}
	}
	return all
}

// jsonLine colours one line of indented JSON.
func jsonLine(line string) []Span {
	indent := len(line) - len(strings.TrimLeft(line, " "))
	spans := []Span{{Text: line[:indent]}}
	rest := line[indent:]
	if end := logline.StringEnd(rest, 0); end > 0 && strings.HasPrefix(rest[end:], ": ") {
		spans = append(spans, Span{rest[:end], theme.Key}, Span{": ", theme.Plain})
		rest = rest[end+2:]
	}
	value := strings.TrimSuffix(rest, ",")
	tone := theme.Plain
	switch {
	case value == "":
	case value[0] == '"':
		tone = theme.Good
	case value == "null", value == "true", value == "false":
		tone = theme.Unknown
	case value[0] >= '0' && value[0] <= '9', value[0] == '-':
		tone = theme.Busy
	}
	spans = append(spans, Span{value, tone})
	if len(value) < len(rest) {
		spans = append(spans, Span{Text: ","})
	}
	return spans
}
