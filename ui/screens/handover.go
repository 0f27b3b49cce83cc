package screens

import (
	"context"
	"strings"

	"github.com/ecscope/ecscope/inspect"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
	"github.com/ecscope/ecscope/ui/theme"
)

// handOvers sum up services in ten lines, which are copied as soon as they are read.
type handOvers struct {
	browse.Kit
	source serviceReader
	inspect.Reporter
}

// screen reads a service and shows what was copied of it.
func (p *handOvers) screen(cluster, service string) nav.Screen {
	return browse.NewPage(p.Kit, browse.Text[inspect.HandOver]{
		At: nav.Location{Cluster: cluster, Thing: service, View: "report"}, Title: "report", Noun: "report of " + cluster + "/" + service,
		Read: func(ctx context.Context) (inspect.HandOver, error) {
			s, err := p.source.Service(ctx, cluster, service)
			if err != nil {
				return inspect.HandOver{}, err
			}
			return p.HandOver(ctx, s)
		},
		Lines: func(h inspect.HandOver, _ int) []reader.Line { return handOverLines(h) },
		Copied: func(h inspect.HandOver) (text, what string) {
			return h.Markdown(), "the report of " + cluster + "/" + service
		},
	})
}

// handOverLines are the text as it was copied.
func handOverLines(h inspect.HandOver) []reader.Line {
	var lines []reader.Line
	for i, text := range strings.Split(strings.TrimSuffix(h.Markdown(), "\n"), "\n") {
		tone := theme.Plain
		if i == 0 {
			tone = LevelTone(h.Verdict.Level())
		}
		lines = append(lines, reader.Line{{Text: text, Tone: tone}})
	}
	return lines
}

// copy is the entry of a copy menu that sums up a service.
func (p *handOvers) copy(cluster, service string) browse.Copy {
	return browse.Copy{Name: "report", Text: "ten lines to hand over: verdict, impact, what changed, log, what to do", Screen: func() nav.Screen { return p.screen(cluster, service) }}
}
