package taskdef

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/ecscope/ecscope/accept/tree"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/secret"
)

// Form is a revision as it can be edited and registered again: the members that a registration takes, without those that are
// empty, as indented JSON. What looks like a secret is masked; left as it is, it stays what it was.
type Form struct {
	// Base is the revision that it is made of, family:number.
	Base, Text string
	// Masked counts what is hidden.
	Masked int
}

// Form is the registration of the same contents as a form.
func (m Members) Form(base string) (Form, error) {
	doc, err := m.Plain()
	if err != nil {
		return Form{}, err
	}
	f := Form{Base: base}
	doc = Visit(doc, "", "", func(l Text) string {
		if l.Masked != l.Value {
			f.Masked++
		}
		return l.Masked
	})
	f.Text, err = indented(doc)
	return f, err
}

// Judge is a form as a document, for whoever has more rules than ECS.
func (f Form) Judge() (*tree.Node, error) { return tree.JSON(f.Text, false) }

// Decode reads a task definition, with its numbers as they are written. An error says what is wrong with the text.
func Decode(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("the task definition is not JSON: %s", clean.Sentence(err.Error()))
	}
	if d.More() {
		return nil, errors.New("there is something after the task definition")
	}
	if _, ok := doc.(map[string]any); !ok {
		return nil, errors.New("the task definition is not a JSON object")
	}
	return doc, nil
}

func indented(doc any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(doc)
	return b.String(), err
}

// Pruned is a document without its empty lists and objects.
func Pruned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, m := range v {
			if m = Pruned(m); hollow(m) {
				delete(v, name)
			} else {
				v[name] = m
			}
		}
	case []any:
		for i := range v {
			v[i] = Pruned(v[i])
		}
	}
	return v
}

func hollow(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}

// Text is a text in a document: where it is, as /member/item/member, the text itself, and how it is shown.
type Text struct{ Path, Value, Masked string }

// Visit is a copy of a document in which f has looked at every text. Items are named by their name or key. member is the one
// that v is the value of.
func Visit(v any, path, member string, f func(Text) string) any {
	masked := func(name, text string) string { m, _ := secret.Mask(name, text); return m }
	switch v := v.(type) {
	case string:
		return f(Text{path, v, masked("", v)})
	case []any:
		return visitList(v, path, member, f)
	case map[string]any:
		out := map[string]any{}
		name := Identified(v)
		for m, value := range v {
			at := path + "/" + m
			text, plain := value.(string)
			switch {
			case plain && m == "value" && name != "":
				out[m] = f(Text{at, text, masked(name, text)})
			case plain && chosen(member):
				out[m] = f(Text{at, text, masked(m, text)})
			default:
				out[m] = Visit(value, at, m, f)
			}
		}
		return out
	}
	return v
}

// Identified is what an item of a list is known by.
func Identified(item any) string {
	m, _ := item.(map[string]any)
	for _, by := range []string{"name", "key"} {
		if s, ok := m[by].(string); ok {
			return s
		}
	}
	return ""
}

func visitList(list []any, path, member string, f func(Text) string) any {
	out := make([]any, len(list))
	var words []string
	for _, item := range list {
		if s, ok := item.(string); ok {
			words = append(words, s)
		}
	}
	if (member == "command" || member == "entryPoint") && len(words) == len(list) {
		masked, _ := secret.Args(words)
		for i, w := range words {
			out[i] = f(Text{path + "/" + strconv.Itoa(i), w, masked[i]})
		}
		return out
	}
	for i, item := range list {
		name := Identified(item)
		if name == "" {
			name = strconv.Itoa(i)
		}
		out[i] = Visit(item, path+"/"+name, "", f)
	}
	return out
}

// Unmasked is an edited document in which what was left masked is again what was there. base is called so in the error.
func (m Members) Unmasked(doc any, base string) (any, error) {
	was, err := m.Plain()
	if err != nil {
		return nil, err
	}
	known, elsewhere := map[string]Text{}, map[string][]Text{}
	Visit(was, "", "", func(l Text) string {
		if l.Masked != l.Value {
			known[l.Path] = l
			elsewhere[tailOf(l.Path)] = append(elsewhere[tailOf(l.Path)], l)
		}
		return l.Value
	})
	var wrong []string
	out := Visit(doc, "", "", func(l Text) string {
		if !strings.Contains(l.Value, secret.Hidden) {
			return l.Value
		}
		if k, ok := known[l.Path]; ok && k.Masked == l.Value {
			return k.Value
		}
		if others := elsewhere[tailOf(l.Path)]; len(others) == 1 && others[0].Masked == l.Value { // it was moved or renamed
			return others[0].Value
		}
		wrong = append(wrong, Visible(strings.TrimPrefix(l.Path, "/")))
		return l.Value
	})
	if len(wrong) > 0 {
		return nil, fmt.Errorf("a masked value has no original in %s: %s; write the value, or put the mask back where it was", base, strings.Join(wrong, ", "))
	}
	return out, nil
}

// tailOf is the end of a path: DB_PASSWORD/value.
func tailOf(path string) string {
	parts := strings.Split(path, "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}
