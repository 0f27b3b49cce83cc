package config

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/keymap"
)

const keysHint = `write keys: {changes.rollback: Z, logs.next: [n, ctrl+n]}`

// Keymap is all the keys, those of the file in the place of those that they come with.
func (s Settings) Keymap() keymap.Map { return keymap.With(keymap.Default(), s.Keys) }

// boundKeys reads the mapping of names of keys and what they are bound to. What clashes is refused, where it stands.
func boundKeys(p *parser, _ string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n, keysHint, "keys must be a mapping of names to keys, not %s", kind(n))
		return
	}
	at := map[string]*yaml.Node{}
	p.mapping(n, func(name, value *yaml.Node) {
		ids := keymap.IDs()
		if !slices.Contains(ids, name.Value) {
			p.wrong(name, p.near.suggest(name.Value, ids), "unknown key name %q", name.Value)
			return
		}
		if bound := bound(p, "keys."+name.Value, value); len(bound) > 0 {
			p.settings.Keys = append(p.settings.Keys, keymap.Rebinding{ID: name.Value, Keys: bound})
			at[name.Value], p.settings.At["keys."+name.Value] = value, p.at(value)
		}
	})
	clashes(p, at)
}

// clashes refuses keys that are bound twice on one kind of screen, and those that cannot be taken away.
func clashes(p *parser, at map[string]*yaml.Node) {
	m := p.settings.Keymap()
	for _, e := range keymap.Entries(m) {
		value, own := at[e.ID]
		if !own {
			continue
		}
		if err := keymap.Lacks(e); err != nil {
			p.wrong(value, "", "keys.%s: %s", e.ID, err)
		}
		for _, k := range e.Keys() {
			other := keymap.Clash(m, e.ID, e.On, k)
			before, set := at[other]
			switch {
			case other == "":
			case !set:
				p.wrong(value, "give "+other+" another key, too", "keys.%s: %s is already %s", e.ID, k, other)
			case before.Line < value.Line || before.Line == value.Line && before.Column < value.Column:
				p.wrong(value, "give one of them another key", "keys.%s: %s is already %s, in line %d", e.ID, k, other, before.Line)
			}
		}
	}
}

// bound reads the keys of one name: a word, or a list of words.
func bound(p *parser, name string, n *yaml.Node) []string {
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	var all []string
	for _, one := range nodes {
		if one.Kind != yaml.ScalarNode || one.Tag == "!!null" {
			p.wrong(one, `a key such as Z, ctrl+o or "~"`, "%s must be a key or a list of keys, not %s", name, kind(one))
			return nil
		}
		k := one.Value
		if k == " " {
			k = "space"
		}
		if err := keymap.Refuse(k); err != nil {
			p.wrong(one, `a key such as Z, ctrl+o or "~"`, "%s: %s", name, err)
			return nil
		}
		if slices.Contains(all, k) {
			p.wrong(one, "", "%s has %s twice", name, k)
			return nil
		}
		all = append(all, k)
	}
	if len(all) == 0 {
		p.wrong(n, "remove the line to leave it unset", "%s has no key", name)
	}
	return all
}

// rebound are the keys that are set.
func rebound(s Settings) string {
	var all []string
	for _, r := range s.Keys {
		all = append(all, r.ID+" "+strings.Join(r.Keys, " "))
	}
	return strings.Join(all, ", ")
}
