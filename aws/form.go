package aws

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

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

// Form reads a revision by ARN, family:number or, for the newest ACTIVE one, family.
func (c *registrar) Form(ctx context.Context, revision string) (Form, error) {
	old, err := c.revisions.rawDefinition(ctx, revision)
	if err != nil {
		return Form{}, err
	}
	doc, err := old.form()
	if err != nil {
		return Form{}, &Error{kind: Server, operation: "read revision " + old.name(), err: cleaned(err)}
	}
	f := Form{Base: old.name()}
	doc = visit(doc, "", "", func(l formText) string {
		if l.masked != l.text {
			f.Masked++
		}
		return l.masked
	})
	f.Text, err = indented(doc)
	return f, err
}

// form is what a registration of the same contents sends, without empty members.
func (p *rawDefinition) form() (any, error) {
	body, err := p.copy()
	if err != nil {
		return nil, err
	}
	doc, err := decodeForm(body)
	return pruned(doc), err
}

func decodeForm(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("the task definition is not JSON: %s", sentence(err.Error()))
	}
	if d.More() {
		return nil, errors.New("the task definition is followed by something else")
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

// pruned is a document without its empty lists and objects.
func pruned(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, m := range v {
			if m = pruned(m); hollow(m) {
				delete(v, name)
			} else {
				v[name] = m
			}
		}
	case []any:
		for i := range v {
			v[i] = pruned(v[i])
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

// formText is a text in a document, where it is, and how it is shown.
type formText struct{ path, text, masked string }

// visit is a copy of a document in which f has looked at every text. Items are named by their name or key. member is the one
// that v is the value of.
func visit(v any, path, member string, f func(formText) string) any {
	masked := func(name, text string) string { m, _ := secret.Mask(name, text); return m }
	switch v := v.(type) {
	case string:
		return f(formText{path, v, masked("", v)})
	case []any:
		return visitList(v, path, member, f)
	case map[string]any:
		out := map[string]any{}
		name := identified(v)
		for m, value := range v {
			at := path + "/" + m
			text, plain := value.(string)
			switch {
			case plain && m == "value" && name != "":
				out[m] = f(formText{at, text, masked(name, text)})
			case plain && chosen(member):
				out[m] = f(formText{at, text, masked(m, text)})
			default:
				out[m] = visit(value, at, m, f)
			}
		}
		return out
	}
	return v
}

// identified is what an item of a list is known by.
func identified(item any) string {
	m, _ := item.(map[string]any)
	for _, by := range []string{"name", "key"} {
		if s, ok := m[by].(string); ok {
			return s
		}
	}
	return ""
}

func visitList(list []any, path, member string, f func(formText) string) any {
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
			out[i] = f(formText{path + "/" + strconv.Itoa(i), w, masked[i]})
		}
		return out
	}
	for i, item := range list {
		name := identified(item)
		if name == "" {
			name = strconv.Itoa(i)
		}
		out[i] = visit(item, path+"/"+name, "", f)
	}
	return out
}

// unmasked is an edited document in which what was left masked is again what the revision has there.
func (p *rawDefinition) unmasked(doc any) (any, error) {
	was, err := p.form()
	if err != nil {
		return nil, err
	}
	known, elsewhere := map[string]formText{}, map[string][]formText{}
	visit(was, "", "", func(l formText) string {
		if l.masked != l.text {
			known[l.path] = l
			elsewhere[tailOf(l.path)] = append(elsewhere[tailOf(l.path)], l)
		}
		return l.text
	})
	var wrong []string
	out := visit(doc, "", "", func(l formText) string {
		if !strings.Contains(l.text, secret.Hidden) {
			return l.text
		}
		if k, ok := known[l.path]; ok && k.masked == l.text {
			return k.text
		}
		if others := elsewhere[tailOf(l.path)]; len(others) == 1 && others[0].masked == l.text { // it was moved or renamed
			return others[0].text
		}
		wrong = append(wrong, visible(strings.TrimPrefix(l.path, "/")))
		return l.text
	})
	if len(wrong) > 0 {
		return nil, fmt.Errorf("a masked value has no original in %s: %s; write the value, or leave the mask where it was", p.name(), strings.Join(wrong, ", "))
	}
	return out, nil
}

// tailOf is the end of a path: DB_PASSWORD/value.
func tailOf(path string) string {
	parts := strings.Split(path, "/")
	return strings.Join(parts[max(0, len(parts)-2):], "/")
}
