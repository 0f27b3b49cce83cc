package logline

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		level   Level
		time    string
		message string
		fields  string
	}{
		{"plain words and nothing else", Unknown, "", "plain words and nothing else", ""},
		{"", Unknown, "", "", ""},
		{"2026-03-04T12:00:00Z INFO started in 3 s", Info, "2026-03-04T12:00:00Z", "started in 3 s", ""},
		{"2026-03-04 12:00:00,123 [main] ERROR com.Shop - no stock", Error, "2026-03-04 12:00:00,123", "[main] com.Shop - no stock", ""},
		{"2026-03-04 12:00:00,123 - shop.cart - WARNING - slow", Warn, "2026-03-04 12:00:00,123", "shop.cart slow", ""},
		{"WARNING:root:watch out", Warn, "", "root:watch out", ""},
		{"[ERROR] it broke", Error, "", "it broke", ""},
		{"[2026-03-04 12:00:00 +0000] [7] [INFO] Listening", Info, "2026-03-04 12:00:00 +0000", "[7] Listening", ""},
		{"INFO:     10.0.0.1:80 - \"GET / HTTP/1.1\" 200", Info, "", "10.0.0.1:80 - \"GET / HTTP/1.1\" 200", ""},
		{"E0304 12:00:00.123456       1 main.go:12] lost", Error, "0304 12:00:00.123456", "main.go:12] lost", ""},
		{"2026/03/04 12:00:00 [error] 12#12: *3 open() failed", Error, "2026/03/04 12:00:00", "12#12: *3 open() failed", ""},
		{"2026/03/04 12:00:00 listening on :80", Unknown, "2026/03/04 12:00:00", "listening on :80", ""},
		{"Mar  4 12:00:00 ERROR late", Error, "Mar  4 12:00:00", "late", ""},
		{"2026-03-04T12:00:00.123Z  INFO 1 --- [main] c.e.App : up", Info, "2026-03-04T12:00:00.123Z", "1 --- [main] c.e.App : up", ""},
		{"I, [2026-03-04T12:00:00.1 #1]  INFO -- : up", Info, "2026-03-04T12:00:00.1", "#1] up", ""},
		{"error: no such file", Error, "", "no such file", ""},
		{"Error handling is documented", Unknown, "", "Error handling is documented", ""},
		{"2026-03-04 12:00:00 GET /x returned ERROR 5", Unknown, "2026-03-04 12:00:00", "GET /x returned ERROR 5", ""},
		{"3 errors in 12 lines", Unknown, "", "3 errors in 12 lines", ""},
		{"10.0.0.1 - - [04/Mar/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 3", Unknown, "", "10.0.0.1 - - [04/Mar/2026:12:00:00 +0000] \"GET / HTTP/1.1\" 200 3", ""},
		{"panic: index out of range", Fatal, "", "panic: index out of range", ""},
		{"Traceback (most recent call last):", Error, "", "Traceback (most recent call last):", ""},
		{`{"level":"warn","ts":1.5,"msg":"slow \"one\"","ms":12,"http":{"status":500}}`, Warn, "1.5", `slow "one"`, `ms=12 http={"status":500}`},
		{`{"level":50,"time":1700,"msg":"no"}`, Error, "1700", "no", ""},
		{`{"log":{"level":"error"},"message":"m"}`, Error, "", "m", `log={"level":"error"}`},
		{`{"event":"started","level":"info"}`, Info, "", "started", ""},
		{`{"level":"odd","a":null}`, Unknown, "", "", "level=odd a=null"},
		{`{"msg":"esc \u001b[31mred\u0007 \u202e"}`, Unknown, "", "esc red ", ""},
		{`{"level":"info","msg":`, Info, "", `{"level":"info","msg":`, ""},
		{`{broken`, Unknown, "", "{broken", ""},
		{`time=2026-03-04T12:00:00Z level=info msg="a b" n=3`, Info, "2026-03-04T12:00:00Z", "a b", "n=3"},
		{`something level=error happened`, Error, "", "something level=error happened", ""},
		{`a=b`, Unknown, "", "a=b", ""},
		{`url=http://x/?a=b status=200`, Unknown, "", "", "url=http://x/?a=b status=200"},
	} {
		p := Parse(c.text)
		var fields []string
		for _, f := range p.Fields {
			fields = append(fields, f.Name+"="+f.Value)
		}
		got := fmt.Sprintf("%v|%s|%s|%s", LevelIn(c.text), p.Time, p.Message, strings.Join(fields, " "))
		if want := fmt.Sprintf("%v|%s|%s|%s", c.level, c.time, c.message, c.fields); got != want {
			t.Errorf("%s:\n got %s\nwant %s", c.text, got, want)
		}
	}
}

func TestField(t *testing.T) {
	t.Parallel()
	const object = `{"a":{"b":{"c":7},"x.y":"z"},"a.b":"flat","empty":"","list":[{"a":1}]}`
	for _, c := range []struct{ text, name, want string }{
		{object, "a.b.c", "7"}, {object, "a.x.y", "z"}, {object, "A.B.C", "7"}, {object, "a.b", `{"c":7}`}, {object, "empty", ""},
		{object, "c", "none"}, {object, "list.a", "none"}, {"took order=12 in ms=3", "MS", "3"}, {"x?order=1", "order", "none"},
	} {
		got, ok := Value(c.text, c.name)
		if !ok {
			got = "none"
		}
		if got != c.want {
			t.Errorf("%s of %s: %s, want %s", c.name, c.text, got, c.want)
		}
	}
}

func seeds(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":"c"}],"level":"warn"}`, `{"msg":"\u001b]0;x\u0007"}`, `a=b c="d e" level=info`,
		"2026-03-04 12:00:00,123 [main] ERROR x", "E0304 12:00:00.1  1 a.go:1] m", "{", `{"`, `{"a"`, `{"a":`, `{"a":"\`, "[", "I,",
		"\u2028 INFO", "[INFO", "INFO]", "(", "a=\"", "Mar"} {
		f.Add(s)
	}
}

// FuzzParse expects of any text: no panic, nothing a terminal obeys that was not in it, the same level and message both ways, and
// of what is JSON the values that encoding/json reads.
func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
			return // is cleaned before
		}
		p := Parse(text)
		_, _ = Value(text, "a.b")
		if m := MessageOf(text); m != p.Message {
			t.Errorf("message %q and %q", m, p.Message)
		}
		if p.Level != LevelIn(text) && (p.Level != Unknown || !LooksJSON(text)) {
			t.Errorf("level %v and %v", p.Level, LevelIn(text))
		}
		for _, s := range append([]Field{{"", p.Message}, {"", p.Time}}, p.Fields...) {
			if i := strings.IndexFunc(s.Name+s.Value, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }); i >= 0 {
				t.Errorf("control character in %q", s)
			}
		}
		var object map[string]any
		if json.Unmarshal([]byte(text), &object) != nil {
			return
		}
		got := map[string]string{}
		if !members(text, func(name, raw string) bool { got[name] = raw; return true }) && object != nil {
			t.Fatalf("not read: %q", text)
		}
		for name, v := range object {
			raw, ok := got[harmless(name)]
			if s, is := v.(string); !ok || is && len(object) == len(got) && unquote(raw) != harmless(s) && unquote(raw) != s {
				t.Errorf("%q is %q in %q", name, raw, text)
			}
		}
	})
}

func TestLevelIn(t *testing.T) {
	t.Parallel()
	for message, want := range map[string]string{
		`{"level":"warn","msg":"x"}`: "warn", `{"lvl":50}`: "error", `{"log":{"level":"fatal"}}`: "fatal", `{"severity":"NOTICE"}`: "info",
		`{"msg":"ERROR"}`: "", `{broken ERROR`: "", "": "",
		"2026-03-04 12:00:00.123 ERROR [main] shop - no": "error", "2026-03-04 12:00:00,123 WARNING shop.views: x": "warn",
		"2026-03-04 12:00:00 [main] INFO  c.e.Api - GET": "info", "[warn] low": "warn", "debug: x": "debug", "Mar  4 12:00:00 ERROR x": "error",
		"2026-03-04 12:00:00 UTC | TRACE | INFO | (x)": "trace", "E0304 12:00:00.1 1 f.go:1] x": "error", "panic: boom": "fatal",
		"Traceback (most recent call last):\n x": "error", "time=1 level=error msg=x": "error", `msg="a b" level="WARN"`: "warn",
		"all is well, no ERROR here": "", "error in the text": "", "12:00 GET /ERROR 200": "", "10.0.0.1 - - [04/Mar/2026:12:00:00] \"GET / HTTP/1.1\" 200": "",
		"ERROR first\nINFO second": "error", "first\nERROR second": "", strings.Repeat("12:00 ", 9) + "ERROR": "",
	} {
		if got := strings.ToLower(LevelIn(message).String()); got != want {
			t.Errorf("%q names %q, want %q", message, got, want)
		}
	}
	for i, name := range Levels() {
		if LevelOf(name) != Level(i+1) {
			t.Errorf("%s is %v", name, LevelOf(name))
		}
	}
}

// A task is named by the beginning of its id, however much of it a screen has room for.
func TestTaskLabel(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string]map[string]bool{
		"task=3f2a9c1b":                         {"3f2a9c1b": true, "3f2a9c1b?": true, "3f2a9c": true, "3f2a9c1c": false, "3f2b": false, "": false},
		"task=3f2a":                             {"3f2a9c1b": true, "3f2a9c1b?": true, "4f2a9c1b": false},
		"task=3F2A9C1B0d1e2f3a4b5c6d7e8f901234": {"3f2a9c1b": true, "3f2a9c1d": false},
		"task=3":                                {"3": true, "3f2a9c1b": false},
		"task!=3f2a9c1b":                        {"3f2a9c1b": false, "3f2a9c1b?": false, "4f2a9c1b": true},
		"container=appl":                        {"appl": true, "app": false, "application": false},
	} {
		term, err := ParseTerm(expr)
		if err != nil {
			t.Fatal(err)
		}
		for value, holds := range want {
			if got := term.Holds("no fields", Unknown, func(string) (string, bool) { return value, true }); got != holds {
				t.Errorf("%s and the label %q: %v", expr, value, got)
			}
		}
	}
}
