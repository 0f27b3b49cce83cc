package taskdef

import "github.com/ecscope/ecscope/secret"

// Mask hides what looks like a secret in a description and counts it. Names are judged where people choose them: of
// variables, tags, labels, options and properties.
func (n *Node) Mask() int { return n.maskAs("") }

func (n *Node) maskAs(list string) int {
	count := 0
	switch {
	case n.kind == '"' || n.kind == 'v':
		return n.hide("")
	case n.kind == '[' && (list == "command" || list == "entryPoint"):
		return n.maskWords()
	}
	named, given := n.Member("name"), n.Member("value")
	if named == nil {
		named = n.Member("key")
	}
	for _, m := range n.members {
		switch {
		case m.value == given && named != nil && m.value.kind != '{' && m.value.kind != '[':
			count += m.value.hide(named.scalar)
		case chosen(list) && m.value.kind != '{' && m.value.kind != '[':
			count += m.value.hide(m.name)
		default:
			count += m.value.maskAs(m.name)
		}
	}
	for _, v := range n.items {
		count += v.maskAs("")
	}
	return count
}

// chosen says whether people choose the names of the members of a map, or of the items of a list.
func chosen(list string) bool {
	switch list {
	case "environment", "options", "dockerLabels", "driverOpts", "labels", "tags", "properties":
		return true
	}
	return false
}

// maskWords masks a command, word by word.
func (n *Node) maskWords() int {
	words := make([]string, len(n.items))
	for i, v := range n.items {
		words[i] = v.scalar
	}
	words, count := secret.Args(words)
	for i, w := range words {
		n.items[i].scalar = w
	}
	return count
}

// hide masks a value by its name or itself.
func (n *Node) hide(name string) int {
	masked, count := secret.Mask(name, n.scalar)
	if count > 0 && n.scalar != "null" {
		n.kind, n.scalar = '"', masked
	}
	return count
}

// Masked is the value of something that people name, as it may be shown: "(masked)" for what looks like a secret.
func Masked(name, value string) string {
	masked, _ := secret.Mask(name, value)
	switch masked {
	case secret.Hidden:
		return "(masked)"
	case "":
		return `""`
	}
	return Visible(masked)
}
