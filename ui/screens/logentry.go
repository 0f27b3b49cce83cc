package screens

import (
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/reader"
)

// entry is one event of a log in full.
func (o *logScreens) entry(e logview.Entry, labels []logview.Label) nav.Screen {
	return browse.NewPage(o.Kit, browse.Text[logview.Entry]{
		At: writtenIn(labels), Title: "event", Noun: "event", First: e, Known: true, Fixed: true,
		Lines:  func(e logview.Entry, _ int) []reader.Line { return o.entryLines(e, labels) },
		Copies: func(e logview.Entry) []browse.Copy { return []browse.Copy{{Name: "text", Text: e.Text}} },
	})
}

// writtenIn is whose event it is, as far as that is known.
func writtenIn(labels []logview.Label) nav.Location {
	at := nav.Location{View: "event"}
	for _, l := range labels {
		switch l.Name {
		case "cluster":
			at.Cluster = l.Value
		case "service":
			at.Thing = l.Value
		}
	}
	if at.Cluster == "" {
		at.Thing = ""
	}
	return at
}

func (o *logScreens) entryLines(e logview.Entry, labels []logview.Label) []reader.Line {
	lines := []reader.Line{field("time", e.Time.In(o.zone).Format("2006-01-02 15:04:05.000 MST"))}
	for _, label := range labels {
		if label.Value != "" {
			lines = append(lines, field(label.Name, label.Value))
		}
	}
	lines = append(lines, nil)
	for _, spans := range logview.Pretty(e.Text) {
		var line reader.Line
		for _, s := range spans {
			line = append(line, reader.Span{Text: s.Text, Tone: s.Tone})
		}
		lines = append(lines, line)
	}
	return lines
}
