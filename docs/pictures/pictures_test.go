package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hinshun/vt10x"
)

// screenOf is what is on the screen after a program wrote text, in pieces of the given size.
func screenOf(t *testing.T, cols, rows int, text string, piece int) grid {
	t.Helper()
	terminal := terminal{screen: vt10x.New(vt10x.WithSize(cols, rows))}
	var d dialect
	for b := []byte(text); len(b) > 0; {
		n := min(piece, len(b))
		if _, err := terminal.screen.Write(d.translate(b[:n])); err != nil {
			t.Fatal(err)
		}
		b = b[n:]
	}
	return terminal.grid()
}

func TestGrid(t *testing.T) {
	t.Parallel()
	const text = "\x1b[?2026$p\x1b[>4;2m\x1b[1;38;5;203m✗\x1b[>1u\x1b[?u\x1b[m \x1b[9;38;2;9;9;9mR\x1b[29;4mr\x1b[m\x1b[7m▌\x1b[m"
	red, gray := "#ff5f5f", "#090909"
	want := []cell{
		{char: '✗', ink: red, paper: paper, bold: true},
		{char: ' ', ink: ink, paper: paper},
		{char: 'R', ink: gray, paper: paper, struck: true},
		{char: 'r', ink: gray, paper: paper, underline: true},
		{char: '▌', ink: paper, paper: ink},
	}
	for piece := 1; piece <= len(text); piece++ {
		g := screenOf(t, len(want), 1, text, piece)
		for x := range want {
			if g[0][x] != want[x] {
				t.Fatalf("in pieces of %d bytes, cell %d is %+v, not %+v", piece, x, g[0][x], want[x])
			}
		}
	}
}

func TestSVG(t *testing.T) {
	t.Parallel()
	g := screenOf(t, 12, 2, "a<b & c  é\r\n┌█ ◐", 64)
	picture := svg(g, `"<&>"`)
	var texts []string
	for d := xml.NewDecoder(bytes.NewReader(picture)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, picture)
		}
		if c, ok := token.(xml.CharData); ok && strings.TrimSpace(string(c)) != "" {
			texts = append(texts, string(c))
		}
	}
	if got := strings.Join(append(texts[:1:1], texts[2:]...), "|"); got != `"<&>"|a<b & c|é|◐` { // without the style
		t.Errorf("the texts are %s", got)
	}
	for _, want := range []string{`<text x="0" y="13"`, `textLength="56"`, `<text x="28" y="31"`, // the sign in the middle of its cell
		`d="M4 27h4v1h-4zM4 27h1v9h-1zM8 18h8v18h-8z"`} { // a corner, and the block beside it
		if !strings.Contains(string(picture), want) {
			t.Errorf("%s is not in\n%s", want, picture)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	if chosen, err := choose(shots(), []string{"task", "help"}); err != nil || len(chosen) != 2 {
		t.Errorf("%v, %v", chosen, err)
	}
	if _, err := choose(shots(), []string{"task", "taks"}); err == nil {
		t.Error("a name that no shot has was taken")
	}
}

// A film shows each scene for its time, and only the first where nothing moves; it is well formed.
func TestFilm(t *testing.T) {
	t.Parallel()
	film := string(film([]scene{{screenOf(t, 8, 1, "one", 64), 1, "start"}, {screenOf(t, 8, 1, "two", 64), 3, "a<b"}}, "both"))
	for _, want := range []string{"k0{0%{opacity:1}25.000%{opacity:0}}", "k1{0%{opacity:0}25.000%{opacity:1}}", "4s step-end infinite", ".f{opacity:0}.f0{opacity:1}", ">a&lt;b<", ">one<", ">two<"} {
		if !strings.Contains(film, want) {
			t.Errorf("%s is not in\n%s", want, film)
		}
	}
	for d := xml.NewDecoder(strings.NewReader(film)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// Every picture is drawn by a shot and shown on a page, and every page shows pictures that there are.
func TestPicturesAreShown(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../*.md")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, page := range append(pages, "../../README.md") {
		b, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	shown := map[string]bool{}
	for _, m := range regexp.MustCompile(`pictures/([a-z0-9-]+)\.svg`).FindAllStringSubmatch(text.String(), -1) {
		shown[m[1]] = true
	}
	drawn := map[string]bool{}
	for _, s := range shots() {
		drawn[s.name] = true
		if !shown[s.name] {
			t.Errorf("no page shows %s", s.name)
		}
		if _, err := os.Stat(s.name + ".svg"); err != nil {
			t.Error(err)
		}
	}
	for name := range shown {
		if !drawn[name] {
			t.Errorf("no shot draws %s", name)
		}
	}
}
