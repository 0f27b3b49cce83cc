package reason

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// What a message begins with that is none of the one before it.
var (
	bullet = words.Pattern(`^(?:[-*•] |\d{1,2}[.)] )`)
	starts = words.Pattern(`^(?:\[?\d{4}[-/]\d\d[-/]\d\d[T ]|\[?(?:ERROR|WARN|INFO|FATAL)\b|level=|time=|[Ee]rror: |An error occurred|\(service |service \(|service \S+ (?:was|has|is)\b|` +
		`(?:[\w.]+\.)?[A-Z]\w+(?:Exception|Error): |Essential container|Task failed|Scaling activity|Host EC2|Your Spot|Unexpected EC2|Timeout waiting|` +
		`Unable to (?:register|start)|Could not launch|Target\.\w+$|Elb\.\w+$|Message: |monitor alarm|Deployment d-|The (?:deployment|ECS service|ELB) |` +
		`ECS (?:was|failed|timed|deployment|Agent)\b|Resource handler|(?:CREATE|UPDATE|DELETE)_|[❌✖] |exit(?:ed)? (?:code|with)|Exit code)`)
)

// unboxed is a line without the frame that Terraform draws.
func unboxed(s string) string {
	return strings.NewReplacer("│", " ", "╷", " ", "╵", " ", "┃", " ").Replace(s)
}

// messages are the messages in a text of several lines: one begins where a line looks like the beginning of one.
func messages(raw string) []string {
	var all []string
	for text := range strings.Lines(raw) {
		text = strings.TrimRight(unboxed(text), "\r\n\t ")
		begin := bullet().ReplaceAllString(strings.TrimLeft(text, " "), "")
		if begin == "" {
			continue
		}
		indented := strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\t")
		if n := len(all); n > 0 && (!starts().MatchString(begin) || indented && !strings.HasPrefix(begin, "Error: ") || unfinished(all[n-1])) {
			all[n-1] += "\n" + text
			continue
		}
		all = append(all, strings.TrimSpace(begin))
	}
	if len(all) == 0 {
		return []string{raw}
	}
	return all
}

// unfinished says that a line announces what the next one says.
func unfinished(text string) bool {
	return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "error") || strings.HasPrefix(text, "Traceback (") && !strings.Contains(text, "\n\t") &&
		!strings.Contains(last(text, "\n"), "Error: ") && !strings.Contains(last(text, "\n"), "Exception: ")
}

// Blocks puts the lines of a stream together that are one text: a JSON document, a box of Terraform, a trace.
type Blocks struct {
	lines []string
	kind  blockKind
}

type blockKind int

const (
	plainBlock blockKind = iota
	jsonBlock
	boxBlock
	traceBlock
)

// Add takes a line and returns the texts that are complete with it. More says that the next line has arrived already.
func (b *Blocks) Add(text string, more bool) []string {
	trimmed := strings.TrimSpace(text)
	var ready []string
	if len(b.lines) > 0 && !b.continues(text, trimmed) {
		ready = b.Flush()
	}
	if len(b.lines) == 0 {
		b.kind = kindOf(trimmed)
	}
	b.lines = append(b.lines, strings.TrimRight(text, "\r\n"))
	switch done, valid := b.complete(trimmed); {
	case !valid:
		ready = append(ready, b.lines...)
		b.lines = nil
	case done && !(b.kind == plainBlock && more):
		ready = append(ready, b.Flush()...)
	}
	return ready
}

// Flush returns what is left. A document that never ended is its lines.
func (b *Blocks) Flush() []string {
	all := b.lines
	b.lines = nil
	if len(all) == 0 || b.kind == jsonBlock && !json.Valid([]byte(strings.Join(all, "\n"))) {
		return all
	}
	return []string{strings.Join(all, "\n")}
}

func kindOf(trimmed string) blockKind {
	switch {
	case strings.HasPrefix(trimmed, "{"), trimmed == "[", strings.HasPrefix(trimmed, "[{"):
		return jsonBlock
	case strings.HasPrefix(trimmed, "╷"), strings.HasPrefix(trimmed, "│"):
		return boxBlock
	case strings.HasPrefix(trimmed, "Traceback (most recent"):
		return traceBlock
	}
	return plainBlock
}

// continues says whether a line belongs to the block that is open.
func (b *Blocks) continues(text, trimmed string) bool {
	switch b.kind {
	case jsonBlock, traceBlock:
		return true
	case boxBlock:
		return strings.HasPrefix(trimmed, "│") || strings.HasPrefix(trimmed, "╵")
	}
	return trimmed != "" && (text[0] == ' ' || text[0] == '\t') || strings.HasPrefix(trimmed, "caused by:") || strings.HasPrefix(trimmed, "status code:")
}

// complete says whether a block needs no further line, and whether it still is what it seemed to be.
func (b *Blocks) complete(trimmed string) (done, valid bool) {
	switch b.kind {
	case jsonBlock:
		d := json.NewDecoder(bytes.NewReader([]byte(strings.Join(b.lines, "\n"))))
		for {
			switch _, err := d.Token(); {
			case errors.Is(err, io.EOF):
				return json.Valid([]byte(strings.Join(b.lines, "\n"))), true
			case errors.Is(err, io.ErrUnexpectedEOF):
				return false, true
			case err != nil:
				return false, false
			}
		}
	case boxBlock:
		return strings.HasPrefix(trimmed, "╵"), true
	case traceBlock:
		return len(b.lines) > 1 && b.lines[len(b.lines)-1][:min(1, len(b.lines[len(b.lines)-1]))] != " ", true
	}
	return true, true
}
