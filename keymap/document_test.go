package keymap

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// docs/keys.md has every key. UPDATE_GOLDEN=1 go test ./keymap writes its tables anew.
func TestKeysDocument(t *testing.T) {
	t.Parallel()
	const file, begin, end = "../docs/keys.md", "<!-- keys -->\n", "<!-- /keys -->"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), begin)
	_, after, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has no place for the keys", file)
	}
	var b strings.Builder
	for _, g := range Default().Groups() {
		fmt.Fprintf(&b, "## %s\n\n| keys | what they do |\n|---|---|\n", strings.ToUpper(g.Name[:1])+g.Name[1:])
		for _, k := range g.Keys {
			var names []string
			for _, name := range k.Keys() {
				names = append(names, "`"+strings.ReplaceAll(Label(name), "|", `\|`)+"`")
			}
			fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(names, " "), k.Help().Desc)
		}
		b.WriteString("\n")
	}
	whole := before + begin + b.String() + end + after
	if whole == string(text) {
		return
	}
	if os.Getenv("UPDATE_GOLDEN") == "" {
		t.Fatalf("%s is out of date: UPDATE_GOLDEN=1 go test ./keymap writes it", file)
	}
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
}

// The key card of the README names keys that there are.
func TestKeyCard(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "| keys | |\n|---|---|\n")
	card, _, ok := strings.Cut(rest, "\n\n")
	bound := map[string]bool{}
	for _, g := range Default().Groups() {
		for _, k := range g.Keys {
			for _, name := range k.Keys() {
				bound[name] = true
			}
		}
	}
	found := 0
	for row := range strings.Lines(card) {
		cell, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " | ")
		for _, name := range strings.Fields(strings.ReplaceAll(cell, "`", "")) {
			if found++; !bound[name] {
				t.Errorf("there is no key %s", name)
			}
		}
	}
	if !ok || found < 20 {
		t.Errorf("the card has %d keys", found)
	}
}
