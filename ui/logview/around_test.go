package logview

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/ecscope/ecscope/ui/theme"
)

// Around each line that passes a filter so many are shown, over the borders of pages and whatever comes late or goes: as a search that
// looks at each line finds.
func TestLinesAroundMatches(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := epoch()
		p := New(theme.New(true), func() time.Time { return now }, Limits{Lines: rapid.SampledFrom([]int{0, 700}).Draw(t, "lines")})
		p.SetSize(100, 10)
		if err := p.SetFilter(Filter{Include: []string{"match"}}); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 5).Draw(t, "batches") {
			n := rapid.SampledFrom([]int{0, 1, 2, 5, 70, 1500}).Draw(t, "around")
			p.SetAround(n)
			var batch []Entry
			for range rapid.IntRange(1, 900).Draw(t, "count") {
				now = now.Add(time.Millisecond)
				e := Entry{Time: now, Kind: Kind(rapid.SampledFrom([]int{0, 0, 0, 0, 0, 0, 1}).Draw(t, "kind")), Text: "other"}
				if rapid.IntRange(0, 60).Draw(t, "match") == 0 {
					e.Text = "match"
				}
				if rapid.IntRange(0, 90).Draw(t, "late") == 0 {
					e.Time = e.Time.Add(-time.Duration(rapid.IntRange(0, 2000).Draw(t, "by")) * time.Millisecond)
				}
				batch = append(batch, e)
			}
			p.Append(batch)
			var all []Entry
			for e := range p.Held() {
				all = append(all, e)
			}
			want, at := nearby(all, n), 0
			for e := range p.Shown() {
				for at < len(all) && !want[at] {
					at++
				}
				if at == len(all) || all[at].ID != e.ID {
					t.Fatalf("%v is shown with %d around", e, n)
				}
				at++
			}
			for ; at < len(all); at++ {
				if want[at] {
					t.Fatalf("%v is not shown with %d around", all[at], n)
				}
			}
		}
	})
}

// nearby are the entries that are shown.
func nearby(all []Entry, n int) []bool {
	want := make([]bool, len(all))
	for i, e := range all {
		want[i] = want[i] || e.Kind != Line || e.Text == "match"
		if e.Kind == Line && e.Text == "match" {
			for j := max(0, i-n); j <= min(len(all)-1, i+n); j++ {
				want[j] = true
			}
		}
	}
	return want
}

// Of the lines shown it is seen which pass, without a colour as well.
func TestMatchesAreToldFromWhatIsAround(t *testing.T) {
	t.Parallel()
	p := New(theme.New(true), epoch, Limits{})
	p.SetSize(60, 5)
	var batch []Entry
	for i := range 9 {
		batch = append(batch, Entry{Time: epoch().Add(time.Duration(i) * time.Second), Text: fmt.Sprint("line ", i)})
	}
	p.Append(batch)
	if err := p.SetFilter(Filter{Include: []string{"line 4"}}); err != nil {
		t.Fatal(err)
	}
	p.SetAround(1)
	for _, line := range strings.Split(p.View(), "\n") {
		if match := strings.Contains(line, "line 4"); match != strings.Contains(line, "▏") {
			t.Errorf("%q", line)
		}
	}
	if s := p.Stats(); s.Shown != 3 || s.Around != 2 {
		t.Errorf("%+v", s)
	}
}
