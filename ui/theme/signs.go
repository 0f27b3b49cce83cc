package theme

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// signs are the signs of the screen and what stands for each where a terminal has none but ASCII. Each takes one cell, as its
// sign does.
const signs = "●.◐~▲!✗x⊗X○-◆#✓+▌>▐<▼v↩<▽_◇s▀\"┄-┊:█#░.▁_▂.▃-▄=▅+▆*▇%─-━=╌-╴-═=┌+┐+└+┘+├+┤+┬+┴+┼+╭+╮+╰+╯+│|┃|║|╎|▸>▹>◂<→>←<↑^↓v⇣v⇡^↵<…~·.•*–-—-×x÷/≈~≤<≥>≠!±+" +
	"▴^▾v▵^▿v◌o◔%◑%◕%◎o‖|▉#▊#▋=▍+▎|▏|▕|▒:▓#∅0²2°o’'‘'“\"”\"µuΔd└+⎿+§S«<»>≡=⟨<⟩>∞8√v"

// Dash stands in a cell where there is nothing: none, not zero.
const Dash = "–"

// Signs writes a text in ASCII, where that is wanted: ours by its signs, charts of dots as points and colons, and what came from
// elsewhere with a question mark for each cell of a character that ASCII has not. Nothing moves by it.
func (t *Theme) Signs(text string) string {
	if !t.look.ASCII {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	from := 0
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf && (i+1 == len(text) || text[i+1] < utf8.RuneSelf) {
			i++
			continue
		}
		b.WriteString(text[from:i])
		i += t.sign(&b, text[i:])
		from = i
	}
	b.WriteString(text[from:])
	return b.String()
}

// sign writes the character that a text begins with in ASCII, and returns how many bytes it has.
func (t *Theme) sign(b *strings.Builder, text string) int {
	r, n := utf8.DecodeRuneInString(text)
	if c, ok := t.ascii[r]; ok {
		b.WriteByte(c)
		return n
	}
	if r >= 0x2800 && r < 0x2900 {
		b.WriteByte(dots(r - 0x2800))
		return n
	}
	whole, cells := ansi.FirstGraphemeCluster(text, ansi.GraphemeWidth)
	if r < utf8.RuneSelf { // with accents, or before something else
		b.WriteByte(byte(r))
		cells--
	}
	b.WriteString(strings.Repeat("?", max(0, cells)))
	return max(n, len(whole))
}

// dots is the dots of a cell in two rows.
func dots(of rune) byte {
	const upper, lower = 0b00011011, 0b11100100
	switch up, down := of&upper != 0, of&lower != 0; {
	case up && down:
		return ':'
	case up:
		return '\''
	case down:
		return '.'
	}
	return ' '
}

func asciiSigns() map[rune]byte {
	all, runes := map[rune]byte{}, []rune(signs)
	for i := 0; i+1 < len(runes); i += 2 {
		all[runes[i]] = byte(runes[i+1])
	}
	return all
}
