package clean

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                                      "",
		"plain ~ text":                          "plain ~ text",
		"a\tb\r\nc\nd\re":                       "a b c d e",
		"\x1b[31mred\x1b[0m":                    "red",
		"\x1b[38;5;1 qx":                        "x",
		"\x1b]0;title\x07after":                 "after",
		"\x1b]8;;http://x\x1b\\l\x1b]8;;\x1b\\": "l",
		"\x1b]52;c;aGk=":                        "52;c;aGk=",
		"\x1bPpayload\x1b\\x":                   "x",
		"\x1b_apc\u009cx":                       "x",
		"\u009b31mred":                          "red",
		"\u009d0;title\x07x":                    "x",
		"\x1b(Bx\x1bcy":                         "xy",
		"\x1b":                                  "",
		"\x1b\x1b[1mx":                          "x",
		"a\x00b\x08c\x7fd":                      "abcd",
		"\xff\x9bx":                             "\ufffd\ufffdx",
		"user\u202egnp.exe":                     "usergnp.exe",
		"zero\u200bwidth\ufeff\u00ad":           "zerowidth",
		"tag\U000e0041 vs\ufe0f":                "tag vs",
		"grüße 日本 é":                            "grüße 日本 é",
		"a\u2028b\u0085c":                       "a b c",
	} {
		if got := Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Lines("a\r\nb\x1b[1m\rc\td"); got != "a\nb\nc d" {
		t.Errorf("Lines = %q", got)
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"x", "\x1b[31mred", "\x1b]0;t\x07", "\u009bx", "\x1b]\x1b]\x1bP", "\xff\u202e", "日本\t\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Text(s)
		if !utf8.ValidString(once) {
			t.Fatalf("%q is not UTF-8", once)
		}
		if i := strings.IndexFunc(once, invisible); i >= 0 {
			t.Fatalf("%q has a control at %d", once, i)
		}
		if twice := Text(once); twice != once {
			t.Fatalf("not idempotent: %q, then %q", once, twice)
		}
		lines := Lines(s)
		if twice := Lines(lines); twice != lines {
			t.Fatalf("lines not idempotent: %q, then %q", lines, twice)
		}
		if i := strings.IndexFunc(strings.ReplaceAll(lines, "\n", ""), invisible); i >= 0 {
			t.Fatalf("%q has a control at %d", lines, i)
		}
	})
}

func TestCleanAllocatesNothing(t *testing.T) {
	s := strings.Repeat("GET /healthz 200 3ms ", 20)
	if n := testing.AllocsPerRun(100, func() { _ = Text(s) }); n != 0 {
		t.Errorf("%v allocations for clean text", n)
	}
}

func BenchmarkText(b *testing.B) {
	s := strings.Repeat("GET /healthz 200 3ms ", 20)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		_ = Text(s)
	}
}
