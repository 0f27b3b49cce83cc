package browse

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/ecscope/ecscope/keymap"
	"github.com/ecscope/ecscope/ui/action"
	"github.com/ecscope/ecscope/ui/dialog"
	"github.com/ecscope/ecscope/ui/nav"
)

func (p *Page[T]) press(h nav.Host, k tea.KeyPressMsg) tea.Cmd {
	if p.known {
		if cmd, done := action.Take(p.Flow, h, p.text.Actions, k, p.on); done {
			return cmd
		}
	}
	if p.scroll(k) {
		return nil
	}
	x := p.Kit.Keys.Text
	switch {
	case key.Matches(k, x.Next):
		p.reader.Next()
		p.tellMatch(h)
	case key.Matches(k, x.Previous):
		p.reader.Previous()
		p.tellMatch(h)
	case key.Matches(k, x.Wrap):
		before := p.reader.View()
		if p.reader.SetWrap(!p.reader.Wrap()); p.reader.View() == before {
			h.Flash(nil, "no line is wider than the screen")
		}
	case key.Matches(k, x.Copy):
		h.Flash(nil, "copied everything")
		return tea.SetClipboard(p.reader.Text())
	case key.Matches(k, p.Kit.Keys.Tables.CopyAs) && p.text.Copies != nil && p.known:
		p.copyAs(h)
	case key.Matches(k, p.Kit.Keys.Moving.Out):
		h.Pop()
	}
	return nil
}

// scroll acts on the keys that move through the text. Left and right scroll where lines are cut, and leave where they
// are wrapped, as in a list.
func (p *Page[T]) scroll(k tea.KeyPressMsg) bool {
	x, r := p.Kit.Keys.Text, p.reader
	switch {
	case action.Move(p.Kit.Keys.Moving, r, k):
	case key.Matches(k, x.Left) && !r.Wrap():
		r.Left()
	case key.Matches(k, x.Right) && !r.Wrap():
		r.Right()
	default:
		return false
	}
	return true
}

// ask opens the search line; every edit searches at once.
func (p *Page[T]) ask(h nav.Host) {
	before := p.search
	h.Prompt(nav.Prompt{
		Label:  "/",
		Value:  p.search,
		Change: p.find,
		Done: func(h nav.Host, _ string) tea.Cmd {
			p.tellMatch(h)
			return nil
		},
		Cancel: func() { _ = p.find(before) }, // it was accepted before
	})
}

func (p *Page[T]) find(text string) error {
	if _, err := p.reader.Search(text); err != nil {
		return err
	}
	p.search = text
	return nil
}

func (p *Page[T]) tellMatch(h nav.Host) {
	switch at, of := p.reader.Match(); {
	case p.search == "":
		h.Flash(nil, "no search yet: "+keymap.Does(p.Kit.Keys.Everywhere.Filter, "starts one"))
	case of == 0:
		h.Flash(nil, "no match for "+p.search)
	default:
		h.Flash(nil, fmt.Sprintf("match %d of %d for %s", at, of, p.search))
	}
}

func (p *Page[T]) copyAs(h nav.Host) {
	h.Open(pickCopy(p.Kit, p.text.Copies(p.on), func(h nav.Host, c Copy) tea.Cmd {
		h.Flash(nil, "copied "+c.Name)
		return tea.SetClipboard(c.Text)
	}))
}

// pickCopy is the menu of what can be copied: first what has to be read for it. What cannot be copied says why.
func pickCopy(k Kit, copies []Copy, chosen func(nav.Host, Copy) tea.Cmd) nav.Overlay {
	copies = slices.Clone(copies)
	slices.SortStableFunc(copies, func(a, b Copy) int {
		return cmp.Compare(map[bool]int{false: 1}[a.Screen != nil], map[bool]int{false: 1}[b.Screen != nil])
	})
	items := make([]dialog.Item, len(copies))
	for i, c := range copies {
		items[i] = dialog.Item{ID: strconv.Itoa(i), Label: c.Name, Note: c.Text, Reason: c.Why}
	}
	return action.NewPick(k.Theme, "Copy", items, func(h nav.Host, item dialog.Item) tea.Cmd {
		i, err := strconv.Atoi(item.ID)
		if err == nil && copies[i].Screen != nil {
			h.Push(copies[i].Screen())
			return nil
		}
		return chosen(h, Copy{Name: item.Label, Text: item.Note})
	})
}
