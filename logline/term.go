package logline

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/words"
)

// Term is one condition of a filter. It is written
//
//	text            the text occurs, in capitals or not; quotes around it if it looks like one of those below
//	re:pattern      the regular expression matches, in capitals or not; ^ and $ are the ends of a line
//	level>=warn     the level, with any of = != > >= < <=
//	name=value      a field of JSON (a.b for nested ones) or logfmt, or a label, has that value; in a line without
//	                that field the term itself is looked for
//	name!=value     there is no such field or it has another value
//	name>5          it is a number, and greater; also >= < <=
type Term struct {
	Kind Kind
	// Value is the text, the pattern without "re:", or the value; Name and Op are of a field or level.
	Name, Op, Value string
	Level           Level
	expr            string
	number          float64 // of operators that compare numbers
	shape           *regexp.Regexp
}

// Kind is a sort of term.
type Kind uint8

// The kinds of terms.
const (
	TextTerm Kind = iota
	PatternTerm
	LevelTerm
	FieldTerm
)

// Label finds what is known about a line beside its text, such as the container; ok is false for what is not.
type Label func(name string) (value string, ok bool)

// ParseTerm reads one term. Its error is one line.
func ParseTerm(expr string) (*Term, error) {
	if n := len(expr); n >= 2 && expr[0] == '"' && expr[n-1] == '"' {
		return text(expr, expr[1:n-1])
	}
	if pattern, ok := strings.CutPrefix(expr, "re:"); ok {
		return compile(&Term{Kind: PatternTerm, Value: pattern, expr: expr}, pattern)
	}
	name, op, value := split(expr)
	if op == "" || value == "" {
		return text(expr, expr)
	}
	if level := LevelOf(value); equal(name, "level") {
		if level == Unknown {
			return nil, fmt.Errorf("unknown level %q: use trace, debug, info, warn, error or fatal", value)
		}
		return &Term{Kind: LevelTerm, Name: name, Op: op, Value: value, Level: level, expr: expr}, nil
	}
	t := &Term{Kind: FieldTerm, Name: name, Op: op, Value: strings.Trim(value, `"`), expr: expr}
	if op[0] == '>' || op[0] == '<' {
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is not a number", expr, value)
		}
		t.number = n
	}
	return compile(t, regexp.QuoteMeta(expr))
}

func text(expr, value string) (*Term, error) {
	return compile(&Term{Kind: TextTerm, Value: value, expr: expr}, regexp.QuoteMeta(value))
}

func compile(t *Term, pattern string) (*Term, error) {
	var err error
	if t.shape, err = regexp.Compile("(?im)" + pattern); err != nil {
		return nil, words.PatternError(pattern, err)
	}
	return t, nil
}

// String is the term as it was written.
func (t *Term) String() string { return t.expr }

// Shape finds a text or pattern, or the term itself where it is about a field.
func (t *Term) Shape() *regexp.Regexp { return t.shape }

// Holds says whether a line satisfies the term. level is its level, which is that of its first line; label may be nil.
func (t *Term) Holds(line string, level Level, label Label) bool {
	switch t.Kind {
	case LevelTerm:
		return t.HoldsLevel(level)
	case FieldTerm:
		if label != nil {
			if value, ok := label(t.Name); ok {
				return t.HoldsLabel(value)
			}
		}
		return t.HoldsField(line)
	}
	if t.Kind == TextTerm && ascii(t.Value) {
		return strings.Contains(lowered(line), lowered(t.Value))
	}
	return t.shape.MatchString(line)
}

// lowered has the ASCII letters of a text in lower case: others are not regarded, so that k is not the Kelvin sign.
func lowered(text string) string {
	b := []byte(text)
	for i := range b {
		b[i] = lower(b[i])
	}
	return string(b)
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// HoldsLevel says whether a level is one that the term asks for. A line that names none is of no level but another one.
func (t *Term) HoldsLevel(l Level) bool {
	return compares(t.Op, int(l)-int(t.Level)) && (l != Unknown || t.Op == "!=")
}

// HoldsField says whether a text satisfies a term about a field.
func (t *Term) HoldsField(line string) bool {
	value, ok := Value(line, t.Name)
	switch {
	case ok:
		return t.HoldsValue(value)
	case t.Op == "=":
		return t.shape.MatchString(line)
	}
	return t.Op == "!="
}

// leastID is how much of a task's id names it.
const leastID = 4

// HoldsLabel says whether the value of a label is one that the term asks for. A task is named by its id or the beginning of it,
// and its label has as much of it as there was room for; a question mark behind it says that it is not known whose it is.
func (t *Term) HoldsLabel(value string) bool {
	if id := strings.TrimSuffix(value, "?"); equal(t.Name, "task") {
		if n := min(len(id), len(t.Value)); n >= leastID {
			return equal(id[:n], t.Value[:n]) == (t.Op == "=")
		}
	}
	return t.HoldsValue(value)
}

// HoldsValue says whether the value of a field is one that the term asks for.
func (t *Term) HoldsValue(value string) bool {
	switch t.Op {
	case "=":
		return equal(value, t.Value)
	case "!=":
		return !equal(value, t.Value)
	}
	n, err := strconv.ParseFloat(value, 64)
	return err == nil && (n > t.number && t.Op[0] == '>' || n < t.number && t.Op[0] == '<' || n == t.number && len(t.Op) > 1)
}

// compares says whether a difference is what an operator asks for.
func compares(op string, difference int) bool {
	switch op {
	case "=":
		return difference == 0
	case "!=":
		return difference != 0
	case ">":
		return difference > 0
	case ">=":
		return difference >= 0
	case "<":
		return difference < 0
	}
	return difference <= 0
}

// split takes name, operator and value apart; op is "" if the text is none of these.
func split(expr string) (name, op, value string) {
	i := 0
	for i < len(expr) && nameByte(expr[i]) {
		i++
	}
	if i == 0 || !letter(expr[0]) && expr[0] != '@' && expr[0] != '_' || expr[i-1] == '.' {
		return "", "", ""
	}
	rest := expr[i:]
	for _, op := range []string{"!=", ">=", "<=", "=", ">", "<"} {
		if value, ok := strings.CutPrefix(rest, op); ok && !strings.HasPrefix(value, "=") {
			return expr[:i], op, value
		}
	}
	return "", "", ""
}
