package screens

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ecscope/ecscope/aws/call"
	"github.com/ecscope/ecscope/aws/tail"
	"github.com/ecscope/ecscope/logrow"
	"github.com/ecscope/ecscope/ui/logview"
	"github.com/ecscope/ecscope/ui/nav"
	"github.com/ecscope/ecscope/ui/theme"
)

// A line that is copied as JSON is the line that `ecscope logs -o json` prints, but for when CloudWatch got it; and it knows its link in
// the console of its partition and region.
func TestCopiedLine(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 12, 0, 0, 250e6, time.UTC)
	events := []tail.Event{
		{Time: at, Cluster: "prod", Service: "web", Task: "0123456789abcdef0123456789abcdef", Container: "app", Revision: "web:7",
			Group: "/ecs/prod web", Stream: "ecs/app/0123456789abcdef0123456789abcdef", Message: `{"level":"warn","msg":"slow <one>","ms":12.5,"a":{"b":1}}`},
		{Time: at, Group: "/ecs/x", Stream: "s", Message: "level=error a=b", Unproven: true, Task: "0123456789abcdef0123456789abcdea"},
	}
	for region, host := range map[string]string{"eu-west-1": "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#", "us-gov-west-1": "https://us-gov-west-1.console.amazonaws-us-gov.com/cloudwatch/home?region=us-gov-west-1#"} {
		pane := logview.New(theme.New(true), func() time.Time { return at }, logview.Limits{})
		pane.SetSize(80, 10)
		o := &logOut{theme: theme.New(true), pane: pane, tail: &tail.Tail{}, home: call.Place{Region: region}}
		w := newLogWriters(pane, o.tail)
		for _, e := range events {
			pane.Append([]logview.Entry{{Time: e.Time, Source: w.source(e), Text: e.Message}})
		}
		i := 0
		for e := range pane.Held() {
			var got, want map[string]any
			if err := json.Unmarshal([]byte(o.object(e)), &got); err != nil {
				t.Fatal(err)
			}
			link, _ := got["link"].(string)
			if stream := strings.ReplaceAll(events[i].Stream, "/", "$252F"); !strings.HasPrefix(link, host) || !strings.Contains(link, "log-events/"+stream) {
				t.Errorf("the link is %s", link)
			}
			if !strings.Contains(o.text([]logview.Entry{e}, "Markdown"), "]("+link+")") || o.text([]logview.Entry{e}, "console link") != link {
				t.Error("the link is not in the copy")
			}
			delete(got, "link")
			var b bytes.Buffer
			if err := logrow.Of(events[i]).Append(&b); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b.Bytes(), &want); err != nil {
				t.Fatal(err)
			}
			a, _ := json.Marshal(got)
			c, _ := json.Marshal(want)
			if !bytes.Equal(a, c) {
				t.Errorf("copied is\n%s, printed is\n%s", a, c)
			}
			i++
		}
	}
}

// A link that may lead to another account says so wherever it is copied: with the line as JSON, in a block of Markdown, and where it is
// offered alone; one at AWS has nothing to say.
func TestCopiedLinkElsewhere(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	for endpoint, caution := range map[string]string{"http://127.0.0.1:9": "the account is read at http://127.0.0.1:9", "https://ecs.eu-west-1.amazonaws.com": ""} {
		pane := logview.New(theme.New(true), func() time.Time { return at }, logview.Limits{})
		pane.SetSize(80, 10)
		o := &logOut{theme: theme.New(true), pane: pane, tail: &tail.Tail{}, home: call.Place{Region: "eu-west-1", Endpoint: endpoint}}
		w := newLogWriters(pane, o.tail)
		pane.Append([]logview.Entry{{Time: at, Source: w.source(tail.Event{Group: "/ecs/x", Stream: "s"}), Text: "one"}})
		host := &picks{}
		o.copyAs(host)
		all := pane.Chosen()
		for what, has := range map[string]string{"JSON": o.object(all[0]), "Markdown": o.text(all, "Markdown"), "the list": host.opened} {
			if want := caution != ""; strings.Contains(has, "the account is read at ") != want || want && strings.Count(has, caution) != 1 {
				t.Errorf("at %s, %s is %s", endpoint, what, has)
			}
		}
	}
}

// picks is a host that keeps what the box says that was opened.
type picks struct {
	nav.Host
	opened string
}

func (p *picks) Open(o nav.Overlay) {
	o.Resize(100, 30)
	p.opened = o.View()
}
