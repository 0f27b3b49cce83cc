package logs

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// condition says whether a JSON event matches.
type condition func(event any) bool

// parser reads a JSON pattern: { ($.level = "error" || $.status >= 500) && $.user.id = "u-*" }.
type parser struct {
	text    string
	depth   int
	regexps int
}

func parseJSON(text string) (pattern, error) {
	inner, ok := strings.CutSuffix(text[1:], "}")
	if !ok {
		return nil, invalid("Invalid JSON filter pattern: a brace has no end")
	}
	p := &parser{text: inner}
	c, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.space(); p.text != "" {
		return nil, p.trouble()
	}
	return func(s string) bool {
		if !strings.HasPrefix(s, "{") {
			return false
		}
		var event any
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		return d.Decode(&event) == nil && c(event)
	}, nil
}

func (p *parser) trouble() error {
	return invalid("Invalid JSON filter pattern near '" + p.text[:min(20, len(p.text))] + "'")
}

func (p *parser) space() { p.text = strings.TrimLeft(p.text, " \t\n") }

func (p *parser) accept(token string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.text, token)
	if ok {
		p.text = rest
	}
	return ok
}

func (p *parser) or() (condition, error) {
	left, err := p.and()
	for err == nil && p.accept("||") {
		var right condition
		right, err = p.and()
		l := left
		left = func(e any) bool { return l(e) || right(e) }
	}
	return left, err
}

func (p *parser) and() (condition, error) {
	left, err := p.single()
	for err == nil && p.accept("&&") {
		var right condition
		right, err = p.single()
		l := left
		left = func(e any) bool { return l(e) && right(e) }
	}
	return left, err
}

func (p *parser) single() (condition, error) {
	if p.accept("(") {
		if p.depth++; p.depth > 50 {
			return nil, p.trouble()
		}
		c, err := p.or()
		p.depth--
		if err == nil && !p.accept(")") {
			err = p.trouble()
		}
		return c, err
	}
	if !p.accept("$") {
		return nil, p.trouble()
	}
	path, err := p.path()
	if err != nil {
		return nil, err
	}
	return p.comparison(path)
}

// path reads .member, [index] and ["member"] as often as they come.
func (p *parser) path() ([]any, error) {
	var path []any
	for {
		switch {
		case strings.HasPrefix(p.text, "."):
			n := strings.IndexAny(p.text[1:]+" ", " .[=!<>)&|\t\n")
			if n == 0 {
				return nil, p.trouble()
			}
			path, p.text = append(path, p.text[1:1+n]), p.text[1+n:]
		case strings.HasPrefix(p.text, "["):
			inner, rest, ok := strings.Cut(p.text[1:], "]")
			if n, err := strconv.Atoi(inner); ok && err == nil && n >= 0 {
				path, p.text = append(path, n), rest
				continue
			}
			name, err := strconv.Unquote(inner)
			if !ok || err != nil {
				return nil, p.trouble()
			}
			path, p.text = append(path, name), rest
		default:
			return path, nil
		}
	}
}

// comparison reads what is asked of a path.
func (p *parser) comparison(path []any) (condition, error) {
	switch {
	case p.accept("IS NULL"):
		return func(e any) bool { v, ok := find(e, path); return ok && v == nil }, nil
	case p.accept("IS TRUE"):
		return func(e any) bool { v, _ := find(e, path); return v == true }, nil
	case p.accept("IS FALSE"):
		return func(e any) bool { v, _ := find(e, path); return v == false }, nil
	case p.accept("NOT EXISTS"):
		return func(e any) bool { _, ok := find(e, path); return !ok }, nil
	}
	for _, op := range []string{"!=", ">=", "<=", "=", ">", "<"} {
		if p.accept(op) {
			match, err := p.value(op)
			return func(e any) bool { v, ok := find(e, path); return ok && match(v) }, err
		}
	}
	return nil, p.trouble()
}

// value reads what a member is compared with: a string with asterisks for anything, %a regular expression% or a number.
func (p *parser) value(op string) (condition, error) {
	p.space()
	equal := op == "="
	if strings.HasPrefix(p.text, "%") {
		text, rest, ok := strings.Cut(p.text[1:], "%")
		re, err := expression(text)
		if p.regexps++; !ok || err != nil || op != "=" && op != "!=" || p.regexps > mostRegexps {
			return nil, p.trouble()
		}
		p.text = rest
		return func(v any) bool { s, ok := v.(string); return ok && re.MatchString(s) == equal }, nil
	}
	var word string
	if strings.HasPrefix(p.text, `"`) {
		var err error
		if word, p.text, err = quoted(p.text); err != nil {
			return nil, err
		}
	} else {
		n := strings.IndexAny(p.text+" ", " )&|\t\n")
		word, p.text = p.text[:n], p.text[n:]
		if number, err := strconv.ParseFloat(word, 64); err == nil {
			return func(v any) bool { n, ok := v.(json.Number); return ok && compares(op, n, number) }, nil
		}
	}
	if word == "" || op != "=" && op != "!=" {
		return nil, p.trouble()
	}
	re, err := regexp.Compile("^(?s)" + strings.ReplaceAll(regexp.QuoteMeta(word), `\*`, ".*") + "$")
	if err != nil { // not UTF-8
		return nil, p.trouble()
	}
	return func(v any) bool { return re.MatchString(plain(v)) == equal }, nil
}

func compares(op string, n json.Number, with float64) bool {
	got, err := n.Float64()
	if err != nil {
		return false
	}
	switch op {
	case "=":
		return got == with
	case "!=":
		return got != with
	case ">":
		return got > with
	case "<":
		return got < with
	case ">=":
		return got >= with
	}
	return got <= with
}

// plain is a scalar as text.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// find follows a path into an event.
func find(v any, path []any) (any, bool) {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := v.(map[string]any) // of what is no object, nothing is found
			next, ok := object[step]
			if !ok {
				return nil, false
			}
			v = next
		case int:
			list, ok := v.([]any)
			if !ok || step >= len(list) {
				return nil, false
			}
			v = list[step]
		}
	}
	return v, true
}
