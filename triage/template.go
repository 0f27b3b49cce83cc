package triage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ecscope/ecscope/words"

	"github.com/ecscope/ecscope/reason"
)

// template is a sentence with places for values: $name is a value, or <name> where it is not known. Of {one|other} the first
// is taken whose values are all known, else the last.
type template []piece

type piece struct {
	text    string
	name    reason.Name
	choices []template
}

// place is where a value goes.
var place = words.Pattern(`\$([a-z]\w*)`)

func parse(s string) (template, error) {
	var t template
	for s != "" {
		before, rest, found := strings.Cut(s, "{")
		words, err := parseWords(before)
		if err != nil {
			return nil, err
		}
		t = append(t, words...)
		if !found {
			break
		}
		inside, after, closed := strings.Cut(rest, "}")
		if !closed {
			return nil, fmt.Errorf("a brace has no end in %q", s)
		}
		var choices []template
		for c := range strings.SplitSeq(inside, "|") {
			one, err := parseWords(c)
			if err != nil {
				return nil, err
			}
			choices = append(choices, one)
		}
		t = append(t, piece{choices: choices})
		s = after
	}
	return t, nil
}

func parseWords(s string) (template, error) {
	var t template
	begin := 0
	for _, m := range place().FindAllStringSubmatchIndex(s, -1) {
		name := reason.Name(s[m[2]:m[3]])
		if !slices.Contains(reason.Names(), name) {
			return nil, fmt.Errorf("no value is named %q", name)
		}
		t = append(t, piece{text: s[begin:m[0]]}, piece{name: name})
		begin = m[1]
	}
	return append(t, piece{text: s[begin:]}), nil
}

// render puts the values in.
func (t template) render(v reason.Values) string {
	var b strings.Builder
	for _, p := range t {
		switch {
		case p.name != "":
			b.WriteString(shown(v, p.name))
		case p.choices != nil:
			b.WriteString(p.choose(v).render(v))
		default:
			b.WriteString(p.text)
		}
	}
	return b.String()
}

func shown(v reason.Values, n reason.Name) string {
	if s := v.First(n); s != "" {
		return s
	}
	return "<" + string(n) + ">"
}

func (p piece) choose(v reason.Values) template {
	for _, c := range p.choices {
		if c.known(v) {
			return c
		}
	}
	return p.choices[len(p.choices)-1]
}

// known says whether all values of a choice are known.
func (t template) known(v reason.Values) bool {
	return !slices.ContainsFunc(t, func(p piece) bool { return p.name != "" && v.First(p.name) == "" })
}

// sentence is a template as a sentence: what a value that is not known leaves behind is taken away.
func (t template) sentence(v reason.Values) string {
	return gaps().ReplaceAllString(strings.Join(strings.Fields(t.render(v)), " "), "$1$2")
}

// gaps are spaces before the end of a clause.
var gaps = words.Pattern(` ([:,.;])( |$)`)

// command is a template as the words of a command line. A space in a value does not end a word.
func (t template) command(v reason.Values) []string {
	const space = "\ue000"
	safe := make(reason.Values, len(v))
	for i, one := range v {
		safe[i] = reason.Value{Name: one.Name, Text: strings.ReplaceAll(one.Text, " ", space)}
	}
	words := strings.Fields(t.render(safe))
	for i, w := range words {
		words[i] = strings.ReplaceAll(w, space, " ")
	}
	return words
}
