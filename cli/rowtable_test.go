package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"
)

// thing is a row with a member of each sort.
type thing struct {
	Name  string      `json:"name"`
	Count int         `json:"count"`
	Good  bool        `json:"good"`
	Words texts       `json:"words"`
	Parts list[thing] `json:"parts"`
	Made  moment      `json:"made"`
}

func things(rows ...thing) rowTable[thing] {
	return rowTable[thing]{rows: rows, columns: []column[thing]{
		{head: "NAME", cell: func(r thing, _ look) cell { return cell{r.Name, failing} }},
		{head: "COUNT", right: true, cell: count(func(r thing) int { return r.Count })},
		{head: "MADE", cell: func(r thing, l look) cell { return cell{text: l.age(r.Made)} }},
	}}
}

func printed(t *testing.T, s rowTable[thing], format string, look look) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.write(&b, format, look); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSheetForms(t *testing.T) {
	t.Parallel()
	made := time.Date(2026, 11, 21, 2, 14, 7, 9e8, time.FixedZone("", 3600))
	s := things(thing{Name: "日本 <a>", Count: 7, Words: texts{"x", "y"}, Made: moment{made}}, thing{Name: "b", Count: 12})
	at := look{now: made.Add(50 * time.Hour)}
	terminal := look{glyphs: true, colors: true, now: at.now}
	for _, c := range []struct {
		name, format string
		look         look
		want         string
	}{
		{"json", asJSON, at, `[
  {
    "name": "日本 <a>",
    "count": 7,
    "good": false,
    "words": [
      "x",
      "y"
    ],
    "parts": [],
    "made": "2026-11-21T01:14:07Z"
  },
  {
    "name": "b",
    "count": 12,
    "good": false,
    "words": [],
    "parts": [],
    "made": null
  }
]
`},
		{"tsv", asTSV, at, "name\tcount\tgood\twords\tmade\n日本 <a>\t7\tfalse\tx,y\t2026-11-21T01:14:07Z\nb\t12\tfalse\t\t\n"},
		{"table", asTable, at, "NAME      COUNT  MADE\n日本 <a>      7  2d\nb            12\n"},
		{"terminal", "", terminal, "NAME        COUNT  MADE\n\x1b[31m✗ 日本 <a>\x1b[m      7  2d\n\x1b[31m✗ b\x1b[m            12\n"},
		{"no color", "", look{glyphs: true, now: at.now}, "NAME        COUNT  MADE\n✗ 日本 <a>      7  2d\n✗ b            12\n"},
	} {
		if got := printed(t, s, c.format, c.look); got != c.want {
			t.Errorf("%s:\n%q, want\n%q", c.name, got, c.want)
		}
	}
	if got := printed(t, things(), asJSON, at); got != "[]\n" {
		t.Errorf("no rows are %q", got)
	}
}

func TestSheetHoldsAnyText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("aé日é <&>\"\\,\t\r\n\u2028")))
		rows := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) thing {
			return thing{Name: text.Draw(rt, "name"), Words: rapid.SliceOf(text).Draw(rt, "words"),
				Count: rapid.Int().Draw(rt, "count")}
		}), 1, 5).Draw(rt, "rows")
		s := things(rows...)
		tsv := strings.Split(strings.TrimSuffix(printed(t, s, asTSV, look{}), "\n"), "\n")
		if len(tsv) != len(rows)+1 {
			rt.Fatalf("%d lines for %d rows", len(tsv), len(rows))
		}
		for _, l := range tsv {
			if strings.Count(l, "\t") != 4 {
				rt.Fatalf("not five fields: %q", l)
			}
		}
		var back []thing
		if err := json.Unmarshal([]byte(printed(t, s, asJSON, look{})), &back); err != nil || len(back) != len(rows) {
			rt.Fatalf("%d of %d rows come back: %v", len(back), len(rows), err)
		}
		table := strings.Split(strings.TrimSuffix(printed(t, s, asTable, look{glyphs: true}), "\n"), "\n")
		if len(table) != len(rows)+1 {
			rt.Fatalf("%d lines for %d rows", len(table), len(rows))
		}
		for _, l := range table[1:] { // numbers end in one column
			if ansi.StringWidth(strings.TrimRight(l, " ")) != ansi.StringWidth(strings.TrimRight(table[1], " ")) {
				rt.Fatalf("not aligned:\n%s", strings.Join(table, "\n"))
			}
		}
	})
}

func TestProgress(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := watch(&b, time.Hour)
	p.at("services of prod", 3)
	if b.Len() > 0 {
		t.Errorf("before its time: %q", b.String())
	}
	p.show()
	p.at("services of prod", 4)
	p.stop()
	p.at("services of prod", 5)
	const want = "\r\x1b[Kreading services of prod … 3\r\x1b[Kreading services of prod … 4\r\x1b[K"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}
