package logview

import (
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ecscope/ecscope/logline"
)

// The most patterns that are told apart, and the bytes of a line that make one. Lines of others are counted together.
const (
	mostPatterns = 2000
	patternBytes = 240
)

// Pattern is what lines have in common that differ in numbers and ids alone, which stand as * in it.
type Pattern struct {
	Text        string
	Count       int
	First, Last time.Time
	Level       logline.Level // the worst
	Example     string        // one of the lines
	// Versions are the values of the label by which it is told what is new: those of the sources that wrote it.
	Versions []string
}

// patterns counts the patterns of the lines that came since New or Clear, as they come. Lines that are dropped still count. It may be asked
// by other goroutines.
type patterns struct {
	mu       sync.Mutex
	writers  *registry
	label    string // by which it is told what is new: "revision"
	of       map[string]*Pattern
	other    int // lines of patterns beyond the most
	versions map[string]int
	scratch  []byte
}

// count takes note of a line. logline.Parse is left out: a pattern is made of the text as it is drawn.
func (p *patterns) count(r *record, text string) {
	if r.kind != Line {
		return
	}
	p.scratch = template(p.scratch[:0], subject(text))
	version := p.writers.sources.value(r.source, p.label)
	p.versions[version]++
	one := p.of[string(p.scratch)]
	at := time.Unix(0, r.time)
	if one == nil {
		if len(p.of) >= mostPatterns {
			p.other++
			return
		}
		one = &Pattern{Text: string(p.scratch), First: at, Example: strings.Clone(clipTo(text, 1000))}
		p.of[one.Text] = one
	}
	one.Count++
	one.Level = max(one.Level, r.level)
	if at.Before(one.First) {
		one.First = at
	}
	if at.After(one.Last) {
		one.Last = at
	}
	if !slices.Contains(one.Versions, version) && len(one.Versions) < 8 {
		one.Versions = append(one.Versions, version)
	}
}

// clear forgets all.
func (p *patterns) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.of, p.versions, p.other = map[string]*Pattern{}, map[string]int{}, 0
}

// Patterns are those of the lines that came, how many lines have others, and how many lines came of each version.
func (p *patterns) Patterns() (all []Pattern, others int, versions map[string]int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.of {
		c := *one
		c.Versions = slices.Clone(c.Versions)
		all = append(all, c)
	}
	versions = map[string]int{}
	for v, n := range p.versions {
		versions[v] = n
	}
	return all, p.other, versions
}

// Like is the pattern of a text, as far as its lines came and are told apart; ok is false where it is not known.
func (p *patterns) Like(text string) (one Pattern, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.of[string(template(nil, subject(text)))]; known != nil {
		one, ok = *known, true
		one.Versions = slices.Clone(one.Versions)
	}
	return one, ok
}

// subject is the part of a text that a pattern is made of: the message of JSON or logfmt, what follows the lead of another line.
func subject(text string) string {
	first, _, _ := strings.Cut(clipTo(text, 4096), "\n")
	if m := logline.MessageOf(first); m != "" {
		first = m
	}
	return clipTo(first, patternBytes)
}

func clipTo(text string, n int) string {
	if len(text) <= n {
		return text
	}
	return strings.ToValidUTF8(text[:n], "")
}

// template appends a text with * for each word that has a digit in it, and for each that is long and hexadecimal.
func template(dst []byte, text string) []byte {
	for i := 0; i < len(text); {
		if !wordByte(text[i]) {
			dst = append(dst, text[i])
			i++
			continue
		}
		from, digit := i, false
		for i < len(text) && wordByte(text[i]) {
			digit = digit || text[i] >= '0' && text[i] <= '9'
			i++
		}
		switch {
		case !digit || i-from <= 3 && letter(text[from]): // v1 is a name
			dst = append(dst, text[from:i]...)
		case len(dst) > 1 && dst[len(dst)-2] == '*' && strings.IndexByte(".:-", dst[len(dst)-1]) >= 0:
			dst = dst[:len(dst)-1] // 10.0.0.1, 12:00:01 and uuids are one
		default:
			dst = append(append(dst, '*'), unit(text[from:i])...)
		}
	}
	return dst
}

// unit is what follows the digits of a word where it is a unit: that of 12ms.
func unit(word string) string {
	rest := strings.TrimLeft(word, "0123456789")
	switch strings.ToLower(rest) {
	case "ms", "s", "us", "ns", "m", "h", "kb", "mb", "gb", "mib", "kib":
		return rest
	}
	return ""
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func wordByte(c byte) bool { return letter(c) || c >= '0' && c <= '9' || c == '_' || c >= 0x80 }
