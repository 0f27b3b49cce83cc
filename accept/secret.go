package accept

import (
	"github.com/ecscope/ecscope/accept/tree"
	"github.com/ecscope/ecscope/secret"
)

// concealed says whether a value looks like a secret, by its name or by itself.
func concealed(name, of value) truth {
	if len(name.nodes) == 0 || len(of.nodes) == 0 || !of.nodes[0].Known() {
		return min(of.exists(), maybe)
	}
	return truthOf(secret.Found(name.nodes[0].Text, of.nodes[0].Text))
}

// spoken says whether the words of a command hold what looks like a secret.
func spoken(of value) truth {
	var words []string
	for _, n := range of.nodes {
		words = append(words, n.Text)
	}
	_, n := secret.Args(words)
	return truthOf(n > 0)
}

// exposed are the members whose values look like secrets.
func exposed(n *tree.Node) value {
	var out value
	for _, m := range n.Members {
		if m.Value.Known() && secret.Found(m.Name, m.Value.Text) {
			out.nodes = append(out.nodes, m.Value)
		}
	}
	return out
}
