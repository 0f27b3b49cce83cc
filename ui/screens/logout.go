package screens

import (
	"bytes"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/logrow"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
	"github.com/ecscope/ecscope/words"
)

// logOut copies lines of a log: those that are selected, else those that are marked, else the one under the cursor.
type logOut struct {
	theme *theme.Theme
	pane  *logview.Pane
	tail  *tail.Tail
	home  call.Place
}

// text are lines as they are shown, JSON lines, a block of Markdown with a link, or the link alone.
func (o *logOut) text(all []logview.Entry, as string) string {
	var b strings.Builder
	switch as {
	case "JSON lines":
		for _, e := range all {
			b.WriteString(o.object(e) + "\n")
		}
	case "Markdown":
		fence := "```"
		body := string(o.plain(all))
		for strings.Contains(body, fence) {
			fence += "`"
		}
		b.WriteString(fence + "text\n" + body + fence + "\n")
		if link, _ := o.link(all[0]); link != "" {
			fmt.Fprintf(&b, "\n[%s in CloudWatch](%s)%s\n", all[0].Time.UTC().Format("2006-01-02 15:04:05Z"), link, behindLink(o.home))
		}
	case "console link":
		link, _ := o.link(all[0])
		b.WriteString(link)
	default:
		b.Write(o.plain(all))
	}
	return b.String()
}

func (o *logOut) plain(all []logview.Entry) (text []byte) {
	format := o.pane.Format()
	for _, e := range all {
		text = format.Append(text, e)
	}
	return text
}

// object is a line as `ecscope logs -o json` prints it, and its link in the console. When CloudWatch got it is not kept.
func (o *logOut) object(e logview.Entry) string {
	labels := o.pane.Labels(e.Source)
	of := func(name string) string { return labelled(labels, name) }
	row := logrow.Of(tail.Event{Time: e.Time, Group: of("group"), Stream: of("stream"), Cluster: of("cluster"), Service: of("service"), Task: of("task id"),
		Container: of("container"), Revision: of("revision"), Unproven: strings.HasSuffix(of("task"), "?"), Message: e.Text, Note: tail.Note(of("note"))})
	if row.Link, _ = o.link(e); row.Link != "" {
		row.LinkNote = o.home.Elsewhere()
	}
	var b bytes.Buffer
	_ = row.Append(&b) // texts and what is JSON already are never refused
	return strings.TrimSpace(b.String())
}

// link is where the console shows a line: its stream, from the line on; or why it is not known.
func (o *logOut) link(e logview.Entry) (address, why string) {
	labels := o.pane.Labels(e.Source)
	group, stream := labelled(labels, "group"), labelled(labels, "stream")
	if group == "" || stream == "" || e.Kind != logview.Line {
		return "", "the stream of this line is unknown"
	}
	return o.home.LogURL(o.tail.Region, group, stream, e.Time)
}

// copyText copies lines as they were written.
func (o *logOut) copyText(h nav.Host) tea.Cmd {
	all := o.pane.Chosen()
	switch len(all) {
	case 0:
		h.Flash(nil, "no line to copy")
		return nil
	case 1:
		h.Flash(nil, "copied the event")
		return tea.SetClipboard(all[0].Text)
	}
	return o.copied(h, all, "text")
}

func (o *logOut) copied(h nav.Host, all []logview.Entry, as string) tea.Cmd {
	h.Flash(nil, "copied "+words.Count(len(all), "event")+" as "+as)
	o.pane.EndRange()
	return tea.SetClipboard(o.text(all, as))
}

// copyAs asks in which form to copy lines.
func (o *logOut) copyAs(h nav.Host) {
	all := o.pane.Chosen()
	if len(all) == 0 {
		h.Flash(nil, "no line to copy")
		return
	}
	var items []dialog.Item
	for _, as := range [][2]string{{"text", "as shown"}, {"JSON lines", "with fields, stream and link"}, {"Markdown", "a code block and its link"}} {
		items = append(items, dialog.Item{ID: as[0], Label: as[0], Note: as[1]})
	}
	link := dialog.Item{ID: "console link", Label: "console link" + behindLink(o.home), Note: "the stream in CloudWatch, from the first line on"}
	_, link.Reason = o.link(all[0])
	h.Open(action.NewPick(o.theme, "Copy "+words.Count(len(all), "event"), append(items, link), func(h nav.Host, i dialog.Item) tea.Cmd { return o.copied(h, all, i.ID) }))
}
