package screens

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// documentPage is the raw description of a thing, as AWS answers it.
type documentPage struct {
	browse.Kit
	source documentSource
}

// screen shows the description of a thing. What looks like a secret is masked.
func (p *documentPage) screen(r aws.Ref) nav.Screen { return p.show(r, false) }

func (p *documentPage) show(r aws.Ref, secrets bool) nav.Screen {
	name := "describe"
	if secrets {
		name = "describe, unmasked"
	}
	return browse.NewPage(p.Kit, browse.Text[aws.Document]{
		At: nav.Location{Cluster: r.Cluster, Thing: r.ID, View: "describe"}, Title: name, Noun: string(r.Thing) + " " + r.ID,
		Read:  func(ctx context.Context) (aws.Document, error) { return p.source.Describe(ctx, r, secrets) },
		Lines: func(d aws.Document, _ int) []reader.Line { return p.lines(d) },
		Actions: []action.Action[aws.Document]{{Key: p.Keys.Text.Secrets, Check: nothingMasked,
			Run: func(h nav.Host, _ aws.Document) tea.Cmd {
				h.Push(p.show(r, true))
				return nil
			}}},
		NoWrap: true,
	})
}

func nothingMasked(d aws.Document) error {
	if d.Masked == 0 {
		return fmt.Errorf("nothing is masked")
	}
	return nil
}

func (p *documentPage) lines(d aws.Document) []reader.Line {
	var lines []reader.Line
	if d.Masked > 0 {
		lines = append(lines, reader.Line{{Text: fmt.Sprintf(" %s masked; %s", words.Plural(d.Masked, "value that looks like a secret is", "values that look like secrets are"), keymap.Does(p.Keys.Text.Secrets, "shows them")), Tone: theme.Warn}})
	}
	for text := range strings.Lines(d.Text) {
		lines = append(lines, jsonLine(strings.TrimSuffix(text, "\n")))
	}
	return lines
}

// jsonLine sets a member's name off from its value. The text is the indented JSON that Describe makes: one member a line.
func jsonLine(text string) reader.Line {
	name, value, ok := strings.Cut(text, `": `)
	if !ok || !strings.HasPrefix(strings.TrimLeft(name, " "), `"`) {
		return reader.Line{{Text: text}}
	}
	return reader.Line{{Text: name + `": `, Tone: theme.Accent}, {Text: value}}
}
