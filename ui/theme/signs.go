package theme

import (
	"strings"
	"unicode/utf8"
)

// signs are the signs of the screen and what stands for each where a terminal has none but ASCII. Each takes one cell, as its
// sign does.
const signs = "●.◐~▲!✗x○-◆#✓+▌>▐<▼v↩<▽_◇s▀\"┄-┊:█#░.▁_▂.▃-▄=▅+▆*▇%─-━=╌-╴-═=┌+┐+└+┘+├+┤+┬+┴+┼+╭+╮+╰+╯+│|┃|║|╎|▸>▹>◂<→>←<↑^↓v⇣v⇡^↵<…~·.•*–-—-×x÷/≈~≤<≥>≠!±+" +
	"▴^▾v▵^▿v◌o◔%◑%◕%◎o‖|▉#▊#▋=▍+▎|▏|▕|▒:▓#∅0²2°o’'‘'“\"”\"µuΔd└+⎿+§S«<»>≡=⟨<⟩>∞8√v"

// Signs writes our signs in ASCII, where that is wanted. Charts of dots become points and colons.
func (t *Theme) Signs(text string) string {
	if !t.look.ASCII {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	from := 0
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if c, ok := t.ascii[r]; ok {
			b.WriteString(text[from:i])
			b.WriteByte(c)
			from = i + n
		} else if r >= 0x2800 && r < 0x2900 {
			b.WriteString(text[from:i])
			b.WriteByte(dots(r - 0x2800))
			from = i + n
		}
		i += n
	}
	b.WriteString(text[from:])
	return b.String()
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
