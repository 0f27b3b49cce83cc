package config

import (
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Tunnel is a port forward that has a name.
type Tunnel struct {
	Name string
	// Place is cluster/service, cluster/task, the ARN of either, or the name of a service that only one cluster has.
	Place, Container string
	// Port is of the container or, through it, of Host.
	Host string
	Port int
	// Local is the port to listen on; 0 where it is that of the far side.
	Local int
	// At is where its name stands in the file.
	At Position
}

// tunnelKeys are the settings of a tunnel.
func tunnelKeys() []string { return []string{"place", "container", "host", "port", "local"} }

// TunnelHint says how tunnels are written.
const TunnelHint = "write tunnels: {db: {place: prod/checkout, host: db.internal, port: 5432}}"

// tunnels reads the mapping of names and tunnels.
func (p *parser) tunnels(_ string, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.wrong(n, TunnelHint, "tunnels must be a mapping of names, not %s", kind(n))
		return
	}
	p.mapping(n, func(key, value *yaml.Node) {
		before := len(p.errs)
		if !regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`).MatchString(key.Value) {
			p.wrong(key, "letters, digits, dots and dashes", "%q can't be the name of a tunnel", key.Value)
		}
		if value.Kind != yaml.MappingNode {
			p.wrong(value, TunnelHint, "tunnel %s must be a mapping of %s, not %s", key.Value, strings.Join(tunnelKeys(), ", "), kind(value))
			return
		}
		t := p.tunnel(key, value)
		if len(p.errs) == before {
			p.settings.Tunnels = append(p.settings.Tunnels, t)
		}
	})
}

// tunnel reads one of them.
func (p *parser) tunnel(key, n *yaml.Node) Tunnel {
	t, before := Tunnel{Name: key.Value, At: p.at(key)}, len(p.errs)
	p.mapping(n, func(key, value *yaml.Node) {
		name := "tunnels." + t.Name + "." + key.Value
		switch key.Value {
		case "place":
			t.Place = p.word(name, value)
		case "container":
			t.Container = p.word(name, value)
		case "host":
			t.Host = p.word(name, value)
		case "port":
			t.Port = p.port(name, value)
		case "local":
			t.Local = p.port(name, value)
		default:
			p.wrong(key, p.near.suggest(key.Value, tunnelKeys()), "unknown setting %q in tunnel %s", key.Value, t.Name)
		}
	})
	switch {
	case len(p.errs) > before: // what is missing may be what is wrong
	case t.Place == "":
		p.wrong(key, "such as place: prod/checkout", "tunnel %s has no place", t.Name)
	case t.Port == 0:
		p.wrong(key, "such as port: 5432", "tunnel %s has no port", t.Name)
	}
	return t
}

// word reads a text without spaces.
func (p *parser) word(name string, n *yaml.Node) string {
	text := p.text(name, n)
	if strings.ContainsAny(text, " \t,") {
		p.wrong(n, "", "%s must be one word, not %q", name, text)
		return ""
	}
	return text
}

// port reads a port's number.
func (p *parser) port(name string, n *yaml.Node) int {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!int" {
		if v, err := strconv.Atoi(n.Value); err == nil && v >= 1 && v <= 65535 {
			return v
		}
	}
	p.wrong(n, "", "%s must be a port from 1 to 65535, not %s", name, found(n))
	return 0
}
