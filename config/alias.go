package config

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Alias is a word of the operator's own for what is typed in the palette.
type Alias struct{ Name, Text string }

const aliasHint = "write aliases: {pay: logs prod/payments}"

// aliases reads the mapping of words and what they stand for.
func aliases(p *parser, _ string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n, aliasHint, "aliases must be a mapping of words, not %s", kind(n))
		return
	}
	p.mapping(n, func(key, value *yaml.Node) {
		if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`).MatchString(key.Value) {
			p.wrong(key, "letters, digits, dots and dashes", "%q can't be a palette word", key.Value)
			return
		}
		if text := p.text("aliases."+key.Value, value); text != "" {
			p.settings.Aliases = append(p.settings.Aliases, Alias{key.Value, strings.TrimSpace(text)})
		}
	})
}

// aliased are the words.
func aliased(s Settings) string {
	var all []string
	for _, a := range s.Aliases {
		all = append(all, a.Name)
	}
	return strings.Join(all, ", ")
}
