package screens

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/index"
	"github.com/ecscope/ecscope/secret"
	"github.com/ecscope/ecscope/times"
	"github.com/ecscope/ecscope/ui/browse"
	"github.com/ecscope/ecscope/ui/nav"
)

// insightsHands act on the keys of a query.
type insightsHands struct {
	browse.Kit
	asking *insightsAsk
	run    *insightsRun
	found  *insightsFound
	asked  *index.Queries
	logs   *logScreens
}

// keys are what the screen answers to.
func (a *insightsHands) keys() []key.Binding {
	x, t := a.Kit.Keys.Insights, a.Kit.Keys.Timeline
	var keys []key.Binding
	if a.found.answered {
		keys = append(keys, a.Kit.Keys.Moving.Open)
	}
	keys = append(keys, x.Edit)
	if a.found.parts() > 1 {
		keys = append(keys, a.Kit.Keys.Moving.NextPane)
	}
	keys = append(keys, x.Window, t.Closer, t.Further)
	if !a.found.answered {
		return append(keys, x.Ready)
	}
	return append(append(keys, x.Write), a.found.keys()...)
}

func (a *insightsHands) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	x, t := a.Kit.Keys.Insights, a.Kit.Keys.Timeline
	switch {
	case key.Matches(k, x.Edit):
		a.edit(h, a.asking.text)
	case key.Matches(k, x.Window):
		a.askWindow(h)
	case key.Matches(k, t.Closer, t.Further):
		a.asking.step(map[bool]int{true: 1, false: -1}[key.Matches(k, t.Further)])
		return a.asking.plan(h)
	case key.Matches(k, x.Ready) && !a.found.answered:
		if all, n := a.ready(), slices.Index(x.Ready.Keys(), k.String()); n < len(all) {
			a.edit(h, all[n])
		}
	case key.Matches(k, a.Kit.Keys.Moving.NextPane) && a.found.answered:
		a.found.next()
	case key.Matches(k, x.Write) && a.found.answered:
		return a.write(h)
	case key.Matches(k, a.Kit.Keys.Moving.Open) && a.found.answered && a.found.part != linesPart:
		a.behind(h)
	case !a.found.answered && key.Matches(k, a.Kit.Keys.Moving.Out):
		h.Pop()
	default:
		return a.found.update(h, k)
	}
	return nil
}

// ready are queries to begin with: a few for any log, then those asked before, the newest first.
func (a *insightsHands) ready() []string {
	all := []string{
		"stats count(*) as lines by bin(5m)",
		"filter @message like /(?i)error/ | sort @timestamp desc | limit 200",
		"stats count(*) as lines by @logStream | sort lines desc | limit 20",
	}
	for _, q := range slices.Backward(a.asked.All()) {
		if len(all) < 9 && !slices.Contains(all, q) {
			all = append(all, q)
		}
	}
	return all
}

// mostQuery is how many characters a query has at most.
const mostQuery = 10_000

// edit asks for a query. What it would scan is on screen meanwhile; where that is not known yet, enter does not run it.
func (a *insightsHands) edit(h nav.Host, text string) {
	h.Prompt(nav.Prompt{Label: "query: ", Value: text, Past: a.asked.All(), Limit: mostQuery, Suggest: a.suggest, Done: func(h nav.Host, text string) tea.Cmd {
		if strings.TrimSpace(text) == "" {
			return nil
		}
		a.asking.text = strings.TrimSpace(text)
		return a.start(h)
	}})
}

// start runs the query that was written.
func (a *insightsHands) start(h nav.Host) tea.Cmd {
	switch {
	case a.asking.err != nil:
		h.Flash(a.asking.err, "")
		return nil
	case a.asking.planned == nil:
		h.Flash(nil, "the scan estimate isn't ready yet: "+keyWord(a.Kit.Keys.Insights.Edit, "and enter run the query once it is on screen"))
		return nil
	}
	a.found.begin(a.asking.text)
	return tea.Batch(a.run.start(h.Context(), a.asking.query()), a.keep(a.asking.text))
}

// keep keeps a query for the next time, unless it holds a secret.
func (a *insightsHands) keep(text string) tea.Cmd {
	if secret.Found("", text) {
		return nil
	}
	return func() tea.Msg {
		err := a.asked.Add(text)
		return nav.Then(func(h nav.Host) tea.Cmd {
			if err != nil {
				h.Flash(err, "")
			}
			return nil
		})
	}
}

// askWindow asks for the time that a query is about.
func (a *insightsHands) askWindow(h nav.Host) {
	now := func() time.Time { return a.asking.dates.now().In(a.asking.dates.zone) }
	h.Prompt(nav.Prompt{Label: "time range: ", Change: func(text string) error {
		if text == "" {
			return nil
		}
		_, _, err := times.Range(text, now())
		return err
	}, Done: func(h nav.Host, text string) tea.Cmd {
		since, until, err := times.Range(text, now())
		if err != nil {
			return nil
		}
		a.asking.since, a.asking.until = since, until
		if length, ok := times.Length(text); ok {
			a.asking.since, a.asking.back = time.Time{}, length
		}
		return a.asking.plan(h)
	}})
}

// behind asks for the lines that a row counts: the query up to its stats, for the values of the row.
func (a *insightsHands) behind(h nav.Host) {
	row, ok := a.found.list.Selected()
	before, by := inStats(a.found.answer.text)
	if !ok || a.found.columns == nil {
		return
	}
	if by == nil {
		h.Flash(nil, "the query doesn't count by a field, so ecscope can't find the lines of a row")
		return
	}
	next := a.logs.query(a.asking.tail, logSpan{}, a.asking.fields)
	next.asking.insightsWindow = a.asking.insightsWindow
	filters := []string{before}
	for _, name := range by {
		if f := a.filterOf(name, row, next.asking); f != "" {
			filters = append(filters, f)
		}
	}
	filters = slices.DeleteFunc(append(filters, "sort @timestamp desc", "limit 1000"), func(s string) bool { return s == "" })
	next.asking.draft = strings.Join(filters, " | ")
	h.Push(next)
}

// filterOf is the filter for the value that a row has of a name by which it counts. A bin of time is not filtered but asked about.
func (a *insightsHands) filterOf(name string, row insightsRow, next *insightsAsk) string {
	column := name
	if at := strings.LastIndex(strings.ToLower(name), " as "); at >= 0 {
		name, column = name[:at], strings.TrimSpace(name[at+4:])
	}
	i := slices.IndexFunc(a.found.answer.Columns, func(c string) bool { return strings.ReplaceAll(c, " ", "") == strings.ReplaceAll(column, " ", "") })
	if i < 0 {
		return ""
	}
	if strings.HasPrefix(strings.ToLower(name), "bin(") {
		length, ok := times.Length(strings.TrimSuffix(name[len("bin("):], ")"))
		if at, known := insightsTime(row.values[i]); known && ok {
			next.since, next.until = at, at.Add(length-time.Second)
		}
		return ""
	}
	if row.values[i] == nil {
		return "filter not ispresent(" + name + ")"
	}
	return fmt.Sprintf("filter %s = %s", name, strconv.Quote(*row.values[i]))
}

// write asks where to write what was found.
func (a *insightsHands) write(h nav.Host) tea.Cmd {
	if len(a.found.answer.Rows) == 0 {
		h.Flash(errors.New("no rows to write"), "")
		return nil
	}
	answer := a.found.answer.Answer
	h.Prompt(nav.Prompt{Label: "write as CSV to: ", Value: "query-" + a.asking.dates.now().Format("20060102-150405") + ".csv", Done: func(_ nav.Host, file string) tea.Cmd {
		if file == "" {
			return nil
		}
		return func() tea.Msg {
			err := writeCSV(file, answer)
			return nav.Then(func(h nav.Host) tea.Cmd {
				h.Flash(err, "written to "+file)
				return nil
			})
		}
	}})
	return nil
}
