package tree

import (
	"fmt"
	"strings"
	"testing"
)

// show writes a tree on one line: objects and lists in brackets, what is not known as ?.
func show(n *Node) string {
	var b strings.Builder
	switch n.Kind {
	case Object:
		for _, m := range n.Members {
			fmt.Fprintf(&b, " %s=%s", m.Name, show(m.Value))
		}
		return "{" + strings.TrimSpace(b.String()) + open(n) + "}"
	case Array:
		for _, i := range n.Items {
			b.WriteString(" " + show(i))
		}
		return "[" + strings.TrimSpace(b.String()) + open(n) + "]"
	case Unknown:
		return "?"
	case Null:
		return "null"
	case String:
		if n.Open {
			return "?" + n.Text
		}
		return fmt.Sprintf("%q", n.Text)
	}
	return n.Text
}

func open(n *Node) string {
	if n.Open {
		return "…"
	}
	return ""
}

func TestJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"a": [1, -2.5e3, true, null, "x\n\u00e9\ud83d\ude00"]}`:                   `{a=[1 -2.5e3 true null "x\né😀"]}`,
		"\ufeff// head\n{/* c */ \"a\": 1, # d\n \"b\": [1,2,],}":                   `{a=1 b=[1 2]}`,
		`{"a": ${PORT}, "b": {{ port }}, "c": <PORT>, "d": "${X}:1"}`:               `{a=? b=? c=? d=?${X}:1}`,
		`{ {{#if x}} "a": 1, {{/if}} "b": 2 }`:                                      `{a=1 b=2…}`,
		`{{ define "x" }}{"a": "{{ must_env ` + "`X`" + ` }}"}`:                     "{a=?{{ must_env `X` }}}",
		`{"a": [ {{ range . }} {"b": 1}, {{ end }} ]}`:                              `{a=[{b=1}…]}`,
		`{"a": "plain <b>bold</b> and {json: 1}"}`:                                  `{a=?plain <b>bold</b> and {json: 1}}`,
		`{"a": "x < 3 && y > 2", "b": "{\"k\": 1}", "c": "$HOME/$(date)", "d": ""}`: `{a="x < 3 && y > 2" b="{\"k\": 1}" c="$HOME/$(date)" d=""}`,
	} {
		n, err := JSON(text, false)
		if err != nil || show(n) != want {
			t.Errorf("%s: %v, %v, want %s", text, n, err, want)
			if err == nil {
				t.Error(show(n))
			}
		}
	}
	const jsonnet = `
local tag = std.extVar('tag'); // the tag
local base = import 'base.libsonnet';
{
  family: 'web',
  containerDefinitions: [
    { name: 'app', image: 'web:' + tag, essential: true, cpu: 2 * 128, command: ["a", 'b'],
      environment: [{ name: k, value: env[k] } for k in std.objectFields(env)], },
    base.sidecar,
  ],
  [if prod then 'tags']: [],
  taskRoleArn: base.role,
  hidden:: 1,
} + base.common`
	n, err := JSON(jsonnet, true)
	if want := `{family="web" containerDefinitions=[{name="app" image=? essential=true cpu=? command=["a" "b"] environment=[…]} ?] taskRoleArn=?…}`; err != nil || show(n) != want {
		t.Errorf("%v: %v", err, show(n))
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "line 1: it ends too early", "{": "line 1: it ends too early", "{\n\"a\": tru}": `line 2: no JSON: "tru" is no value`,
		"{} {}": "line 1: there is more after the document", `{"a" 1}`: `line 1: a colon is missing after "a"`,
		"{\"a\": 1\n \"b\": 2}": "line 2: a comma is missing", "[1 2]": "line 1: a comma is missing", "[{} {}]": "line 1: a comma is missing",
		"{\"a\": \"x\n\n": "line 1: a text has no end", `{"a": }`: `line 1: no JSON: "}" is no value`, strings.Repeat("[", 300): "line 1: it nests too deep",
	} {
		if n, err := JSON(text, false); err == nil || err.Error() != want {
			t.Errorf("%.40q: %v, %v, want %s", text, n, err, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	const text = "{\n  \"a\": [\n    {\"näme\": \"ö\", \"b\": 80}\n  ]\n}\n"
	n, err := JSON(text, false)
	if err != nil {
		t.Fatal(err)
	}
	b := n.Get("a").Items[0].Get("b")
	if b.Path() != "a[0].b" || b.At != (Position{3, 24}) || b.End != (Position{3, 26}) || n.Get("a").Items[0].Members[1].At != (Position{3, 19}) {
		t.Errorf("%s %+v %+v", b.Path(), b.At, b.End)
	}
	all, err := YAML("a:\n  - näme: ö\n    b: 80\n---\nc: !Sub '${x}'\nd: {{ x }}\ne: &e {f: yes}\ng: *e\nh:\n  <<: *e\n  i: ''\n")
	if err != nil || len(all) != 2 {
		t.Fatal(err)
	}
	if b := all[0].Get("a").Items[0].Get("b"); b.Path() != "a[0].b" || b.At != (Position{3, 8}) || b.Kind != Number {
		t.Errorf("%+v", b)
	}
	if got := show(all[1]); !strings.HasPrefix(got, `{c=? d=?<X`) || !strings.HasSuffix(got, `e={f="yes"} g={f="yes"} h={i="" f="yes"}}`) {
		t.Error(got)
	}
}

func TestComments(t *testing.T) {
	t.Parallel()
	all := Comments("{ // one\n \"a\": \"// none\", /* two */ \"b\": 1 # three\n}", true)
	if len(all) != 3 || all[0] != (Comment{Position{1, 3}, "// one"}) || all[1].Text != "/* two */" || all[2].At.Line != 2 {
		t.Errorf("%+v", all)
	}
	if all := Comments("a: 1 # one\nb: x#none\n# two\n", false); len(all) != 2 || all[1].At.Line != 3 {
		t.Errorf("%+v", all)
	}
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"a": [1, {{x}}, <Y>, "${z}"], /* c */ 'b': @'x' + y}`)
	f.Add("local x = 1; {a:: 'b', [c]: |||\nd\n||| } + {}")
	f.Fuzz(func(t *testing.T, text string) {
		for _, jsonnet := range []bool{false, true} {
			if n, err := JSON(text, jsonnet); err == nil && n.At.Line < 1 {
				t.Error("no place")
			}
		}
		_, _ = YAML(text)
		Comments(text, true)
	})
}
