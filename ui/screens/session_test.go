package screens

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/aws"
	"github.com/ecscope/ecscope/clean"
	"github.com/ecscope/ecscope/config"
)

func TestPorts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"8080":                          "8080>:8080",
		"18080:8080":                    "18080>:8080",
		"80, 1:443":                     "80>:80 1>:443",
		"db.internal:5432":              "5432>db.internal:5432",
		"15432:db.internal:5432":        "15432>db.internal:5432",
		"10.0.0.7:6379":                 "6379>10.0.0.7:6379",
		"1:[2001:db8::1]:80":            "1>2001:db8::1:80",
		"[2001:db8::1]:80":              "80>2001:db8::1:80",
		"0":                             "",
		"65536":                         "",
		"http":                          "",
		"80,":                           "",
		"a b:80":                        "",
		"http://x:80":                   "",
		"15432:db.internal:nine:5432":   "",
		"db.internal:5432:15432:secret": "",
	} {
		all, err := ports(text)
		var got []string
		for _, s := range all {
			got = append(got, fmt.Sprintf("%d>%s:%d", s.Local, s.Host, s.Port))
		}
		if strings.Join(got, " ") != want || (err != nil) != (want == "") {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// However a command's output is cut into pieces, it is the same lines, and none of them controls the terminal.
func TestScreed(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "é", "\n", "\r\n", "\r", "\t", "\x1b[31m", "\x1b]0;x\a", "\xff", "ab cd", "\b", "漢"})).Draw(t, "text"), "")
		var whole, cut outputLines
		whole.write([]byte(text))
		for rest := []byte(text); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			cut.write(rest[:n])
			rest = rest[n:]
		}
		if a, b := fmt.Sprint(whole.lines()), fmt.Sprint(cut.lines()); a != b {
			t.Fatalf("%q is %q in one piece and %q in several", text, a, b)
		}
		for _, line := range whole.lines() {
			if clean.Text(line[0].Text) != line[0].Text {
				t.Fatalf("%q becomes %q", text, line[0].Text)
			}
		}
	})
	var s outputLines
	s.write([]byte("10 %\r55 %\r100 %\r\na\tb\n"))
	if got := s.lines(); len(got) != 2 || got[0][0].Text != "100 %" || got[1][0].Text != "a       b" {
		t.Errorf("%v", got)
	}
	for range 2 * most {
		s.write([]byte("line\n"))
	}
	if n := len(s.lines()); n < most || n > most+most/4 || s.lost != 2*most+2-n {
		t.Errorf("%d lines are kept, %d are lost", n, s.lost)
	}
}

// Of a command that writes long lines without end, no more than so many bytes are kept, and the dropped lines are counted.
func TestScreedBytes(t *testing.T) {
	t.Parallel()
	var s outputLines
	line := []byte(strings.Repeat("x", longest-2) + "\n")
	const count = 3 * mostBytes / longest
	for range count {
		s.write(line)
	}
	size := 0
	for _, l := range s.lines() {
		size += len(l[0].Text)
	}
	if size != s.size || size < mostBytes/2 || size > mostBytes+mostBytes/4 || s.lost+len(s.lines()) != count || s.lost == 0 {
		t.Errorf("%d bytes in %d lines are kept, %d lines are lost", size, len(s.lines()), s.lost)
	}
}

// The tunnels of the settings are offered where they go through, as they would be typed.
func TestTunnels(t *testing.T) {
	t.Parallel()
	s := ExecTarget{Task: aws.Task{Cluster: "prod", Service: "checkout", ID: "0f3c"}, Container: "app"}
	for text, tunnel := range map[string]config.Tunnel{
		"db.internal:5432":       {Place: "prod/checkout", Host: "db.internal", Port: 5432},
		"15432:db.internal:5432": {Place: "checkout", Host: "db.internal", Port: 5432, Local: 15432},
		"[2001:db8::1]:80":       {Place: "prod/0f3c", Host: "2001:db8::1", Port: 80, Local: 80},
		"9:8080":                 {Place: "arn:aws:ecs:us-east-1:1:service/prod/checkout", Container: "app", Port: 8080, Local: 9},
	} {
		all, err := ports(text)
		if !through(tunnel, s) || tunnelText(tunnel) != text || err != nil || all[0].Port != tunnel.Port || all[0].Host != tunnel.Host {
			t.Errorf("%+v is %q: %+v, %v", tunnel, tunnelText(tunnel), all, err)
		}
	}
	for _, elsewhere := range []config.Tunnel{{Place: "staging/checkout"}, {Place: "prod/checkout", Container: "envoy"}, {}} {
		if through(elsewhere, s) {
			t.Errorf("%+v goes through %+v", elsewhere, s)
		}
	}
}
