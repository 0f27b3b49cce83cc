package tree

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ecscope/ecscope/words"

	"go.yaml.in/yaml/v3"
)

// braces are the placeholders of templates that YAML would take for a map.
var braces = words.Pattern(`\{\{[^{}\n]*\}\}|\{%[^\n]*?%\}`)

// YAML reads the documents of a file of YAML. What a tag of CloudFormation computes is Unknown.
func YAML(text string) ([]*Node, error) {
	return yamlDocuments(braces().ReplaceAllStringFunc(text, func(s string) string {
		return "<X" + strings.Repeat("_", len(s)-3) + ">"
	}))
}

func yamlDocuments(text string) (all []*Node, err error) {
	d := yaml.NewDecoder(strings.NewReader(text))
	for {
		var doc yaml.Node
		if err := d.Decode(&doc); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
		}
		for _, n := range doc.Content {
			budget := 100_000
			node, err := fromYAML(n, 0, &budget)
			if err != nil {
				return nil, err
			}
			all = append(all, node)
		}
	}
}

// fromYAML copies a node. budget bounds what aliases may grow to.
func fromYAML(y *yaml.Node, depth int, budget *int) (*Node, error) {
	if *budget--; depth > deepest || *budget < 0 {
		return nil, fmt.Errorf("line %d: it nests too deep", y.Line)
	}
	n := &Node{At: Position{y.Line, y.Column}, End: Position{y.Line, y.Column + len([]rune(y.Value))}}
	if y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		n.End.Column += 2
	}
	if strings.HasPrefix(y.Tag, "!") && !strings.HasPrefix(y.Tag, "!!") {
		n.Kind, n.Text = Unknown, y.Tag+" "+y.Value
		return n, nil
	}
	switch y.Kind {
	case yaml.AliasNode:
		return fromYAML(y.Alias, depth+1, budget)
	case yaml.SequenceNode:
		n.Kind = Array
		for _, item := range y.Content {
			value, err := fromYAML(item, depth+1, budget)
			if err != nil {
				return nil, err
			}
			n.Add(value)
		}
	case yaml.MappingNode:
		n.Kind = Object
		object := growing{n, map[string]int{}}
		for _, merges := range []bool{false, true} { // what is written out counts before what is merged, wherever that stands
			for i := 0; i+1 < len(y.Content); i += 2 {
				if (y.Content[i].Tag == "!!merge") != merges {
					continue
				}
				if err := object.pairs(y.Content[i], y.Content[i+1], depth, budget); err != nil {
					return nil, err
				}
			}
		}
	default:
		n.scalar(y)
	}
	return n, nil
}

// pairs adds a member, or those of a merge.
func (n growing) pairs(key, value *yaml.Node, depth int, budget *int) error {
	v, err := fromYAML(value, depth+1, budget)
	if err != nil {
		return err
	}
	if key.Tag == "!!merge" {
		for _, from := range append(v.Items, v) {
			for _, m := range from.Members {
				if _, own := n.first[m.Name]; !own {
					n.put(Member{Name: m.Name, At: m.At, Value: m.Value})
				}
			}
		}
		return nil
	}
	n.put(Member{Name: key.Value, At: Position{key.Line, key.Column}, Value: v})
	return nil
}

func (n *Node) scalar(y *yaml.Node) {
	n.Text = y.Value
	switch y.Tag {
	case "!!null":
		n.Kind, n.Text = Null, ""
	case "!!bool":
		n.Kind, n.Text = Bool, strings.ToLower(y.Value)
	case "!!int", "!!float":
		n.Kind = Number
	default:
		n.Kind, n.Open = String, Templated(y.Value)
	}
}
