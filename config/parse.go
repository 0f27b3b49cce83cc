package config

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/guard"
	"github.com/ecscope/ecscope/lint"
)

// Parse reads the text of a file: one YAML mapping, or nothing. Each error is an *Error; all there are come joined, so
// that they can be mended at once.
func Parse(file string, text []byte, near Nearest) (Settings, error) {
	p := parser{file: file, near: near, settings: Settings{At: map[string]Position{}}}
	var document, more yaml.Node
	d := yaml.NewDecoder(strings.NewReader(string(text)))
	switch err := d.Decode(&document); {
	case errors.Is(err, io.EOF):
		return p.settings, nil
	case err != nil:
		return Settings{}, p.malformed(err)
	}
	if err := d.Decode(&more); err == nil {
		p.wrong(&more, "", "a second YAML document: only one is allowed")
	} else if !errors.Is(err, io.EOF) {
		return Settings{}, p.malformed(err)
	}
	p.root(document.Content[0])
	commandClashes(&p, document.Content[0])
	if len(p.errs) > 0 {
		return Settings{}, errors.Join(p.errs...)
	}
	return p.settings, nil
}

// parser reads one file.
type parser struct {
	file     string
	near     Nearest
	settings Settings
	errs     []error
}

func (p *parser) at(n *yaml.Node) Position { return Position{p.file, max(n.Line, 1), max(n.Column, 1)} }

func (p *parser) wrong(n *yaml.Node, hint, format string, args ...any) {
	p.errs = append(p.errs, &Error{p.at(n), fmt.Sprintf(format, args...), hint})
}

// malformed finds the line in what the YAML parser says; it tells no column.
func (p *parser) malformed(err error) error {
	e := &Error{Position: Position{p.file, 1, 1}, Text: strings.TrimPrefix(err.Error(), "yaml: ")}
	if m := regexp.MustCompile(`^line (\d+): (?s)(.*)$`).FindStringSubmatch(e.Text); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil && n > 0 {
			e.Line, e.Text = n, m[2]
		}
	}
	e.Text = "invalid YAML: " + strings.Join(strings.Fields(e.Text), " ")
	return e
}

// root reads the mapping that a file is.
func (p *parser) root(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		p.wrong(n, "such as read_only: true", "the file must be a mapping of settings, not %s", kind(n))
		return
	}
	p.mapping(n, func(key, value *yaml.Node) { p.setting("", key, value) })
}

// mapping calls each with the names and values of a mapping. A name is a word, and is there once.
func (p *parser) mapping(n *yaml.Node, each func(key, value *yaml.Node)) {
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode || key.Tag != "!!str" {
			p.wrong(key, "", "the name of a setting must be a word, not %s", kind(key))
			continue
		}
		if line, again := seen[key.Value]; again {
			p.wrong(key, "", "%s is already set in line %d", key.Value, line)
			continue
		}
		seen[key.Value] = key.Line
		if value.Kind == yaml.ScalarNode && value.Tag == "!!null" {
			p.wrong(value, "remove the line to leave it unset", "%s has no value", key.Value)
			continue
		}
		each(key, value)
	}
}

// setting reads one of them; within is the mapping that it stands in, with its dot.
func (p *parser) setting(within string, key, value *yaml.Node) {
	name := within + key.Value
	if t, ok := Find(name); ok {
		t.read(p, name, value)
		p.settings.At[name] = p.at(value)
		return
	}
	below := keys(name + ".")
	switch {
	case len(below) == 0 && within == "":
		p.wrong(key, p.near.suggest(key.Value, Keys()), "unknown setting %q", key.Value)
	case len(below) == 0:
		p.wrong(key, p.near.suggest(key.Value, keys(within)), "unknown setting %q in %s", key.Value, strings.TrimSuffix(within, "."))
	case value.Kind != yaml.MappingNode:
		p.wrong(value, fmt.Sprintf("write %s: {%s: …}", name, below[0]), "%s must be a mapping of %s, not %s", name, strings.Join(below, ", "), kind(value))
	default:
		p.mapping(value, func(key, value *yaml.Node) { p.setting(name+".", key, value) })
		p.settings.At[name] = p.at(value)
	}
}

func (p *parser) text(name string, n *yaml.Node) string {
	switch {
	case n.Kind != yaml.ScalarNode:
		p.wrong(n, "", "%s must be text, not %s", name, kind(n))
	case n.Tag != "!!str":
		p.wrong(n, "put it in quotes: "+strconv.Quote(n.Value), "%s must be text, not %s", name, kind(n))
	case strings.TrimSpace(n.Value) == "":
		p.wrong(n, "remove the line to leave it unset", "%s is empty", name)
	case strings.ContainsFunc(n.Value, func(r rune) bool { return r < ' ' || r == 0x7f }):
		p.wrong(n, "", "%s contains a line break or another control character", name)
	default:
		return n.Value
	}
	return ""
}

func (p *parser) truth(name string, n *yaml.Node) bool {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		p.wrong(n, "", "%s must be true or false, not %s", name, found(n))
		return false
	}
	return strings.EqualFold(n.Value, "true")
}

// mode is what may be done at all.
type mode = guard.Mode

// mode reads a truth value, or what read-only mode is to allow.
func (p *parser) mode(name string, n *yaml.Node) (m mode) {
	if n.Kind == yaml.ScalarNode && (n.Tag == "!!bool" || n.Tag == "!!str") && m.Set(n.Value) == nil {
		return m
	}
	p.wrong(n, "", "%s must be true, false or allow-forwards, not %s", name, found(n))
	return m
}

// zone reads the name of a time zone.
func (p *parser) zone(name string, n *yaml.Node) *time.Location {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" && n.Value != "" {
		if strings.EqualFold(n.Value, "local") {
			return time.Local
		}
		if zone, err := time.LoadLocation(n.Value); err == nil {
			return zone
		}
	}
	p.wrong(n, "", "%s must be local, UTC or a name such as Europe/Berlin, not %s", name, found(n))
	return nil
}

// protect reads a list of patterns. A pattern that matches nothing because it is malformed would protect nothing.
func protect(p *parser, _ string, n *yaml.Node) {
	p.list(n, "protect", "patterns", "a pattern", func(item *yaml.Node, pattern string) {
		if err := guard.CheckPattern(pattern); err != nil {
			p.wrong(item, guard.PatternHint, "%s", err)
			return
		}
		p.settings.Protect = append(p.settings.Protect, pattern)
		p.settings.Patterns = append(p.settings.Patterns, p.at(item))
	})
}

// ignore reads the findings that are not reported.
func ignore(p *parser, _ string, n *yaml.Node) {
	p.list(n, "lint.ignore", "suppressions", "a suppression", func(item *yaml.Node, text string) {
		i, err := lint.ParseIgnore(text)
		if err != nil {
			p.wrong(item, "", "%s", err)
			return
		}
		p.settings.Ignore = append(p.settings.Ignore, i)
	})
}

// list reads a list of texts, and does with each what each does.
func (p *parser) list(n *yaml.Node, name, all, one string, each func(*yaml.Node, string)) {
	if n.Kind != yaml.SequenceNode {
		hint := ""
		if n.Kind == yaml.ScalarNode {
			hint = "write " + name + ": [" + strconv.Quote(n.Value) + "]"
		}
		p.wrong(n, hint, "%s must be a list of %s, not %s", name, all, kind(n))
		return
	}
	for _, item := range n.Content {
		before := len(p.errs)
		if text := p.text(one, item); len(p.errs) == before {
			each(item, text)
		}
	}
}

// ignored are the rules of the suppressions.
func ignored(s Settings) string {
	var all []string
	for _, i := range s.Ignore {
		all = append(all, i.Rule)
	}
	return strings.Join(all, ", ")
}

// found names what stands where something else should.
func found(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return strconv.Quote(n.Value)
	}
	return kind(n)
}

// kind names what a node is, for people.
func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "a reference to " + strconv.Quote(n.Value)
	}
	switch n.Tag {
	case "!!int", "!!float":
		return "the number " + n.Value
	case "!!bool":
		return "the boolean " + n.Value
	case "!!null":
		return "nothing"
	case "!!timestamp":
		return "the date " + n.Value
	}
	return "text"
}
