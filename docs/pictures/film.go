package main

import (
	"bytes"
	"fmt"
)

// scene is a screen, how many seconds it is shown, and what was pressed to get there.
type scene struct {
	grid    grid
	seconds float64
	caption string
}

// film draws scenes one after the other, again and again. Where nothing moves, or nothing is to move, the first is shown.
func film(scenes []scene, about string) []byte {
	total := 0.0
	for _, s := range scenes {
		total += s.seconds
	}
	var style bytes.Buffer
	style.WriteString(".f{opacity:0}.f0{opacity:1}.c{font-weight:700}@media (prefers-reduced-motion:no-preference){")
	at := 0.0
	for i, s := range scenes {
		from, to := at/total*100, (at+s.seconds)/total*100
		fmt.Fprintf(&style, ".f%d{animation:k%d %gs step-end infinite}", i, i, total)
		fmt.Fprintf(&style, "@keyframes k%d{0%%{opacity:%d}", i, map[bool]int{true: 1}[i == 0])
		if i > 0 {
			fmt.Fprintf(&style, "%.3f%%{opacity:1}", from)
		}
		if i < len(scenes)-1 {
			fmt.Fprintf(&style, "%.3f%%{opacity:0}", to)
		}
		style.WriteString("}")
		at += s.seconds
	}
	style.WriteString("}")
	var b bytes.Buffer
	first := scenes[0].grid
	window(&b, len(first[0]), len(first), about, style.String())
	for i, s := range scenes {
		fmt.Fprintf(&b, `<g class="f f%d"><text class="c m" x="%d" y="19" fill="%s">%s</text>`+"\n", i, len(first[0])*cellWidth/2+margin, ink, escaped(s.caption))
		screen(&b, s.grid)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.Bytes()
}
