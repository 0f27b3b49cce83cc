package config

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/ecscope/ecscope/keymap"
)

// Command is a program of the operator's own that a key runs on the selected thing.
type Command struct {
	// Name is what help and menus call it.
	Name, Key string
	// Run is the program and its arguments, in which {cluster} and other fields stand for what is selected.
	Run []string
	// Reads says that it changes nothing, so that read-only mode lets it pass. Pane shows what it prints on a screen; else it has
	// the terminal.
	Reads, Pane bool
}

// CommandFields are what an argument can name of the selected thing.
func CommandFields() []string {
	return []string{"profile", "region", "cluster", "service", "task", "family", "revision", "arn"}
}

// Fields are those that the arguments name.
func (c Command) Fields() []string {
	var all []string
	for _, word := range c.Run {
		for _, m := range fields().FindAllStringSubmatch(word, -1) {
			if !slices.Contains(all, m[1]) {
				all = append(all, m[1])
			}
		}
	}
	return all
}

// Words are the program and its arguments for a thing: each field is one argument, or a part of one, whatever is in it.
func (c Command) Words(of map[string]string) []string {
	words := make([]string, len(c.Run))
	for i, word := range c.Run {
		words[i] = fields().ReplaceAllStringFunc(word, func(f string) string { return of[strings.Trim(f, "{}")] })
	}
	return words
}

func fields() *regexp.Regexp { return regexp.MustCompile(`\{([a-z_]*)\}`) }

const commandHint = `write commands: {runbook: {key: ctrl+t, run: [open, "https://wiki.example.com/{service}"]}}`

// commandsOf reads the mapping of names and programs.
func commandsOf(p *parser, _ string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n, commandHint, "commands must be a mapping of names, not %s", kind(n))
		return
	}
	p.mapping(n, func(name, value *yaml.Node) {
		if value.Kind != yaml.MappingNode {
			p.wrong(value, commandHint, "command %s must be a mapping of key, run, reads, pane, not %s", name.Value, kind(value))
			return
		}
		before := len(p.errs)
		if c := oneCommand(p, name, value); len(p.errs) == before {
			p.settings.Commands = append(p.settings.Commands, c)
		}
	})
}

func oneCommand(p *parser, name, n *yaml.Node) Command {
	c, before := Command{Name: strings.TrimSpace(name.Value)}, len(p.errs)
	within := "commands." + c.Name + "."
	p.mapping(n, func(key, value *yaml.Node) {
		switch key.Value {
		case "key":
			if keys := bound(p, within+"key", value); len(keys) == 1 {
				c.Key = keys[0]
			} else if len(keys) > 1 {
				p.wrong(value, "", "%skey must be one key", within)
			}
		case "run":
			p.list(value, within+"run", "words: the program and its arguments", "a word", func(item *yaml.Node, word string) {
				for _, m := range fields().FindAllStringSubmatch(word, -1) {
					if !slices.Contains(CommandFields(), m[1]) {
						p.wrong(item, p.near.suggest(m[1], CommandFields()), "unknown field {%s}", m[1])
					}
				}
				c.Run = append(c.Run, word)
			})
		case "reads":
			c.Reads = p.truth(within+"reads", value)
		case "pane":
			c.Pane = p.truth(within+"pane", value)
		default:
			p.wrong(key, p.near.suggest(key.Value, []string{"key", "run", "reads", "pane"}), "unknown setting %q in command %s", key.Value, c.Name)
		}
	})
	switch {
	case len(p.errs) > before:
	case strings.ContainsFunc(c.Name, func(r rune) bool { return r < ' ' || r == 0x7f }) || c.Name == "":
		p.wrong(name, "", "%q can't be the name of a command", name.Value)
	case c.Key == "":
		p.wrong(name, "such as key: ctrl+t", "command %s has no key", c.Name)
	case len(c.Run) == 0:
		p.wrong(name, `such as run: [open, "https://wiki.example.com/{service}"]`, "command %s has nothing to run", c.Name)
	case strings.Contains(c.Run[0], "{"):
		p.wrong(name, "use fields in arguments only", "command %s has a field as the name of its program", c.Name)
	}
	return c
}

// commandClashes refuses keys of commands that do something already. It is called once all settings are read.
func commandClashes(p *parser, document *yaml.Node) {
	m := p.settings.Keymap()
	taken := map[string]string{}
	for _, c := range p.settings.Commands {
		at := valueOf(valueOf(valueOf(document, "commands"), c.Name), "key")
		if at == nil {
			at = document
		}
		other := keymap.Clash(m, "", []string{"list", "text", "log"}, c.Key)
		if other == "" {
			other = taken[c.Key]
		}
		if other != "" {
			p.wrong(at, "choose another key", "commands.%s.key: %s is already %s", c.Name, c.Key, other)
		}
		taken[c.Key] = "commands." + c.Name
	}
}

// valueOf is the value of a name in a mapping; nil where there is none.
func valueOf(n *yaml.Node, name string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if strings.TrimSpace(n.Content[i].Value) == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// commanded are the names of the commands.
func commanded(s Settings) string {
	var all []string
	for _, c := range s.Commands {
		all = append(all, c.Key+" "+c.Name)
	}
	return strings.Join(all, ", ")
}
